import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notesOf, notesText } from '../../../engine/state/query-notes.ts';
import { isMillraceError } from '../../../engine/types/errors.ts';
import type { MillraceSession } from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { newCheckpoint, ran, read } from './state-under-test.ts';

let inline: InlineSession;
let session: MillraceSession;
beforeAll(async () => void ({ session } = inline = await inlineSession()));
afterAll(() => inline.session.stop());

describe('of a changelog in several files', () => {
  const KEYS = 60_000;
  const ONES = 10;
  const last = 9;
  let checkpoint = '';
  let snapshots: number[] = [];
  beforeAll(async () => {
    const input = session.memoryStream('many', 'k BIGINT');
    checkpoint = newCheckpoint();
    const query = await input.toDF().groupBy('k').count().writeStream.format('noop').outputMode('update')
      .option('checkpointLocation', checkpoint).trigger({ manual: true }).start(); // prettier-ignore
    for (let batch = 0; batch <= last; batch++) {
      const rows = Array.from({ length: batch % 2 === 0 ? KEYS : ONES }, (_, i) => [BigInt(i)]);
      await session.backend.embedded!.feed([{ streamId: input.streamId, rows }]);
      await query.step();
    }
    await query.stop();
    snapshots = readdirSync(join(checkpoint, 'millrace'))
      .flatMap((name) => (name.startsWith('changelog-') ? [Number(name.slice(10))] : []))
      .sort((a, b) => a - b);
  }, 60_000);

  const state = (options: Readonly<Record<string, number | boolean>>) =>
    session.read.format('statestore').options(options).load(checkpoint);

  test('each batch is read whose state they lead to', async () => {
    expect(snapshots.length).toBe(2);
    for (let batchId = snapshots[0]!; batchId <= last; batchId++) {
      const [sums] = await state({ batchId }).selectExpr('value.count AS n').groupBy().sum('n').collect();
      const rows = Array.from({ length: batchId + 1 }, (_, b) => (b % 2 === 0 ? KEYS : ONES));
      expect(Object.values(sums!), `batch ${batchId}`).toEqual([rows.reduce((sum: number, n) => sum + n, 0)]);
    }
  });

  test('a batch before them is refused with the cure', async () => {
    if (snapshots[0] === 0) return;
    await expect(state({ batchId: snapshots[0]! - 1 }).collect()).rejects.toMatchObject({
      condition: 'CANNOT_LOAD_STATE_STORE.UNCATEGORIZED',
      hint: expect.stringContaining('later batch'),
    });
  });

  test('what a batch changed is known at the border of two files, too', async () => {
    const changes = state({ readChangeFeed: true, changeStartBatchId: snapshots[0]! + 1 });
    const counts = await changes.groupBy('batch_id', 'change_type').count().orderBy('batch_id').collect();
    const expected = Array.from({ length: last - snapshots[0]! }, (_, i) => snapshots[0]! + 1 + i);
    expect(counts).toEqual(expected.map((batch_id) => ({ batch_id, change_type: 'update', count: batch_id % 2 === 0 ? KEYS : ONES }))); // prettier-ignore
  });

  test('state may be built from one of their snapshots', async () => {
    for (const snapshotStartBatchId of snapshots)
      expect(await state({ snapshotStartBatchId, snapshotPartitionId: 0, batchId: snapshots.at(-1)! - (snapshotStartBatchId === snapshots[0] ? 1 : 0) }).count()).toBe(KEYS); // prettier-ignore
  });

  test('rows come in blocks, and no more of them than somebody looks at', async () => {
    expect(await state({}).limit(5).count()).toBe(5);
    expect(await state({}).select('partition_id').distinct().collect()).toEqual([{ partition_id: 0 }]);
  });
});

const counted = () => {
  const input = session.memoryStream('counted', 'k STRING');
  return { input, df: input.toDF().groupBy('k').count() };
};

test('a batch that ran again counts once', async () => {
  const { input, df } = counted();
  const checkpoint = await ran(df, 'update', [[[input, 'a', 'b']], [[input, 'b', 'c']]]);
  const once = await read(session, checkpoint);
  for (const name of ['1', '.1.crc']) rmSync(join(checkpoint, 'commits', name), { force: true });
  expect(await read(session, checkpoint)).toEqual(['key (k a) value (count 1)', 'key (k b) value (count 1)']);
  await ran(df, 'update', [[]], checkpoint);
  expect(await read(session, checkpoint)).toEqual(once);
  const changes = await read(session, checkpoint, { readChangeFeed: true, changeStartBatchId: 1 });
  expect(changes.map((line) => line.slice(0, 37))).toEqual([
    'batch_id 1 change_type update key (k b)'.slice(0, 37),
    'batch_id 1 change_type update key (k c)'.slice(0, 37),
  ]);
});

test('a checkpoint that does not say how to read it says so once its query has done a batch', async () => {
  const { input, df } = counted();
  const checkpoint = await ran(df, 'update', [[[input, 'a']]]);
  const path = join(checkpoint, 'millrace', 'query.json');
  const text = readFileSync(path, 'utf8');
  const { id, operators } = notesOf(text, JSON.parse(text) as Record<string, unknown>)!;
  writeFileSync(path, notesText({ id, operators: operators.map(({ name, keys, values }) => ({ name, keys, values })) })); // prettier-ignore
  await expect(read(session, checkpoint)).rejects.toMatchObject({
    condition: 'STDS_FAILED_TO_READ_OPERATOR_METADATA',
    hint: expect.stringContaining('Start the query once'),
  });
  await ran(df, 'update', [[[input, 'b']]], checkpoint);
  expect(await read(session, checkpoint)).toEqual(['key (k a) value (count 1)', 'key (k b) value (count 1)']);
});

test('a damaged checkpoint gives the same rows or an error that says so, never others', async () => {
  const { input, df } = counted();
  const checkpoint = await ran(df, 'update', [[[input, 'a', 'b']], [[input, 'b']], [[input, 'c']]]);
  const whole = await read(session, checkpoint);
  const files = ['changelog-0', 'query.json'].map((name) => join(checkpoint, 'millrace', name));
  const bytes = files.map((path) => readFileSync(path));
  // Behind the last frame lie zeros, which nobody reads.
  const used = [bytes[0]!.findLastIndex((byte) => byte !== 0) + 1, bytes[1]!.length];
  const damage = fc.record({ file: fc.constantFrom(0, 1), at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), bit: fc.integer({ min: 0, max: 7 }), cut: fc.boolean() }); // prettier-ignore
  const told = new Set<string>();
  await fc.assert(
    fc.asyncProperty(damage, async ({ file, at, bit, cut }) => {
      const place = Math.floor(at * used[file]!);
      const damaged = Buffer.from(bytes[file]!);
      damaged[place]! ^= 1 << bit;
      writeFileSync(files[file]!, cut ? damaged.subarray(0, place) : damaged);
      try {
        expect(await read(session, checkpoint)).toEqual(whole);
      } catch (error) {
        if (!isMillraceError(error)) throw error;
        told.add(error.condition);
      } finally {
        writeFileSync(files[file]!, bytes[file]!);
      }
    }),
    { numRuns: 300 },
  );
  expect([...told].sort()).toEqual(['CANNOT_LOAD_STATE_STORE.UNCATEGORIZED', 'STDS_FAILED_TO_READ_OPERATOR_METADATA']); // prettier-ignore
}, 60_000);
