import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MillraceSession } from '../../../../index.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../../engine/runtime/system-clock.ts';
import { pythonWith } from '../../../bench/operations/peer.ts';
import { sessionOn } from '../../../stream/inline-session.ts';

const python = pythonWith('pyspark');
const why = python === undefined ? ' (skipped: no Python with pyspark is found, see MILLRACE_SPARK_PYTHON)' : '';
const SCRIPT = fileURLToPath(new URL('../../../golden/checkpoint/go_on.py', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'millrace-to-spark-'));
const [INPUT, CHECKPOINT, OUTPUT] = ['in', 'checkpoint', 'out'].map((name) => join(FOLDER, name)) as [
  string,
  string,
  string,
];

let session: MillraceSession;
beforeAll(async () => void (session = await sessionOn(systemClock, nodeFileSystem())));
afterAll(async () => {
  await session.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

function addInput(n: number): void {
  mkdirSync(INPUT, { recursive: true });
  writeFileSync(join(INPUT, `${1000 + n}.json`), `{"id":${n * 2}}\n{"id":${n * 2 + 1}}`);
}

async function goOn(): Promise<number[]> {
  const query = await session.readStream
    .schema('id BIGINT')
    .option('maxFilesPerTrigger', 1)
    .json(INPUT)
    .writeStream.format('json')
    .option('checkpointLocation', CHECKPOINT)
    .trigger({ availableNow: true })
    .start(OUTPUT);
  await query.awaitTermination();
  const rows = await session.read.schema('id BIGINT').json(OUTPUT).collect();
  return rows.map(({ id }) => id as number).sort((a, b) => a - b);
}

/** What real Spark says of the rows that there are, and of its last batch. */
function sparkGoesOn(): string {
  const { stdout, stderr, status } = spawnSync(python!, ['-B', SCRIPT, INPUT, CHECKPOINT, OUTPUT], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

test.skipIf(python === undefined)(
  `Spark goes on from our checkpoint, and we from where it stopped${why}`,
  { timeout: 180_000 },
  async () => {
    addInput(0);
    addInput(1);
    expect(await goOn()).toEqual([0, 1, 2, 3]);
    addInput(2);
    addInput(3);
    expect(sparkGoesOn()).toBe('[0, 1, 2, 3, 4, 5, 6, 7] 3');
    addInput(4);
    expect(await goOn()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    addInput(5);
    expect(sparkGoesOn()).toBe('[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] 5');
  },
);
