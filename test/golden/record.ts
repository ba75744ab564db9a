/** Records what real Spark answers to the cases: `node test/golden/record.ts batch|streaming|frames|connect [FILE...]`. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../bench/operations/peer.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const KINDS = ['batch', 'streaming', 'frames', 'connect'];

const [kind, ...files] = process.argv.slice(2);
if (kind === undefined || !KINDS.includes(kind)) {
  console.error(
    `record needs the kind of cases: ${KINDS.join(', ')}. Files may follow; without them all are recorded.`,
  );
  process.exit(2);
}
const python = pythonWith('pyspark');
if (python === undefined) {
  console.error(
    'record needs Spark: set MILLRACE_SPARK_PYTHON to a Python that has pyspark 4.3 (for connect, pyspark[connect]).',
  );
  process.exit(2);
}
const all = kind === 'frames' ? [] : readdirSync(join(HERE, kind)).filter((name) => name.endsWith('.jsonl')).sort(); // prettier-ignore
const targets = files.length > 0 ? files : all.map((name) => join(HERE, kind, name));
const run = spawnSync(python, ['-B', join(HERE, 'record', `${kind}.py`), ...targets], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.exitCode = run.status ?? 1;
