import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../../engine/runtime/system-clock.ts';
import type { MillraceSession } from '../../../../engine/api/session.ts';
import type { FileSystem } from '../../../../engine/spi/runtime.ts';
import { sessionOn } from '../../../stream/inline-session.ts';
import recorded from '../../../golden/checkpoint/spark.json' with { type: 'json' };

const PLACE = mkdtempSync(join(tmpdir(), 'millrace-after-spark-'));
const CHECKPOINT = join(PLACE, 'checkpoint');

/** The files name the folder in which they were recorded, and checksums cover that: it is this one here. */
const disk = nodeFileSystem();
const moved: FileSystem = { ...disk, resolve: (path) => disk.resolve(path).replace(recorded.place, PLACE) };

let session: MillraceSession;
beforeAll(async () => {
  session = await sessionOn(systemClock, moved);
});
afterAll(async () => {
  await session.stop();
  rmSync(PLACE, { recursive: true, force: true });
});
beforeEach(() => {
  for (const [name, { base64, modified }] of Object.entries(recorded.files)) {
    const path = join(PLACE, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from(base64, 'base64'));
    utimesSync(path, modified, modified);
  }
  return () => rmSync(PLACE, { recursive: true, force: true });
});

function addInput(n: number): void {
  writeFileSync(join(PLACE, 'in', `${1000 + n}.json`), `{"id":${n * 2}}\n{"id":${n * 2 + 1}}`);
}

async function goOn(): Promise<number[]> {
  const query = await session.readStream
    .schema('id BIGINT')
    .option('maxFilesPerTrigger', 1)
    .json(join(PLACE, 'in'))
    .writeStream.format('json')
    .option('checkpointLocation', CHECKPOINT)
    .trigger({ availableNow: true })
    .start(join(PLACE, 'out'));
  await query.awaitTermination();
  return output();
}

const output = async (): Promise<number[]> =>
  (await session.read.schema('id BIGINT').json(join(PLACE, 'out')).collect())
    .map(({ id }) => id as number)
    .sort((a, b) => a - b);

const numbers = (to: number): number[] => Array.from({ length: to }, (_, i) => i);

/** A file beside which Hadoop put its checksums. */
const CHECKED = Object.keys(recorded.files).filter(
  (name) =>
    `${dirname(name)}/.${name.slice(dirname(name).length + 1)}.crc` in recorded.files && !name.includes('part-'),
);

/** Adds a batch to the logs in Spark's words, as it writes them on a disk without checksums. */
function sparkGoesOn(batch: number): void {
  const like = (name: string): string =>
    Buffer.from(recorded.files[name as keyof typeof recorded.files].base64, 'base64').toString();
  writeFileSync(
    join(CHECKPOINT, 'offsets', String(batch)),
    like('checkpoint/offsets/2').replace('"logOffset":2', `"logOffset":${batch}`),
  );
  writeFileSync(join(CHECKPOINT, 'commits', String(batch)), like('checkpoint/commits/2'));
  const seen = like('checkpoint/sources/0/2')
    .replace('1002.json', `${1000 + batch}.json`)
    .replace(
      /"timestamp":\d+/,
      `"timestamp":${Math.floor(statSync(join(PLACE, 'in', `${1000 + batch}.json`)).mtimeMs)}`,
    )
    .replace('"batchId":2', `"batchId":${batch}`);
  writeFileSync(join(CHECKPOINT, 'sources', '0', String(batch)), seen);
  const part = `part-of-spark-${batch}.json`;
  writeFileSync(join(PLACE, 'out', part), readFileSync(join(PLACE, 'in', `${1000 + batch}.json`)));
  writeFileSync(
    join(PLACE, 'out', '_spark_metadata', String(batch)),
    like('out/_spark_metadata/2').replace(/part-[^"]*\.json/, part),
  );
}

describe(`a checkpoint of Spark ${recorded.spark}`, () => {
  test('is gone on from', async () => {
    expect(await output()).toEqual(numbers(6));
    addInput(3);
    addInput(4);
    expect(await goOn()).toEqual(numbers(10));
    expect(await goOn()).toEqual(numbers(10));
  });

  test('is gone on from after Spark went on from ours, with and without its last commit', async () => {
    addInput(3);
    await goOn();
    addInput(4);
    addInput(5);
    sparkGoesOn(4);
    sparkGoesOn(5);
    addInput(6);
    expect(await goOn()).toEqual(numbers(14));
    addInput(7);
    sparkGoesOn(7);
    rmSync(join(CHECKPOINT, 'commits', '7'));
    addInput(8);
    expect(await goOn()).toEqual(numbers(18));
    expect(readdirSync(join(CHECKPOINT, 'offsets')).filter((name) => /^\d+$/.test(name))).toHaveLength(9);
  });

  test('keeps its files as they are while a start is refused', async () => {
    addInput(3);
    await goOn();
    addInput(4);
    sparkGoesOn(4);
    const all = (): string[] => readdirSync(CHECKPOINT, { recursive: true, encoding: 'utf8' }).sort();
    const before = all();
    const stateful = session.readStream
      .schema('id BIGINT')
      .json(join(PLACE, 'in'))
      .groupBy('id')
      .count()
      .writeStream.format('noop')
      .outputMode('update')
      .option('checkpointLocation', CHECKPOINT);
    for (let i = 0; i < 2; i++) await expect(stateful.start()).rejects.toThrow(/MISSING_STATE_DIRECTORY/);
    expect(all()).toEqual(before);
    addInput(5);
    expect(await goOn()).toEqual(numbers(12));
  });

  test.each(CHECKED)('is refused when its %s is damaged, by the checksums beside it', async (name) => {
    const path = join(PLACE, name);
    const bytes = readFileSync(path);
    addInput(3);
    const step = Math.ceil(bytes.length / 50);
    for (let at = 0; at < bytes.length; at += step) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 1;
      writeFileSync(path, damaged);
      await expect(goOn(), `byte ${at}`).rejects.toThrow(`${path} is damaged`);
    }
    writeFileSync(path, bytes);
    expect(await goOn()).toEqual(numbers(8));
  });
});
