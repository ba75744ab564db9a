/** Records what Spark answers to each operation on few rows: `MILLRACE_SPARK_PYTHON=... node test/bench/operations/record.ts`. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OPERATIONS } from './all-operations.ts';
import { recordFiles, sparkSetup } from './input.ts';
import { runPeer } from './measure.ts';
import { Peer } from './peer.ts';
import { emptied } from './tables.ts';

const ROWS = 1000;
const directory = emptied(resolve('.millrace/bench/record'));
const files = await recordFiles(directory, ROWS);
const spark = await Peer.start('pyspark', 1, '2g', sparkSetup(ROWS, files));
if (spark === null) process.exit(1);
const lines: string[] = [];
for (const { name, sql, written } of OPERATIONS) {
  const out = emptied(join(directory, 'out'));
  const { answer } = await runPeer(spark, sql, written?.sql, { ...files, out });
  lines.push(JSON.stringify({ name, answer }));
}
await spark.stop();
writeFileSync(new URL('answers.jsonl', import.meta.url), `${lines.join('\n')}\n`);
console.log(`${lines.length} answers of ${spark.name} on ${ROWS} rows`);
