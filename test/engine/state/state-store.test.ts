import { expect, test } from 'vitest';
import { bucketWindow, StateStore, windowBucket } from '../../../engine/state/state-store.ts';
import { stateScalar } from '../../../engine/state/state-column.ts';
import { INTEGER } from '../../../engine/types/data-type.ts';

const store = (): StateStore =>
  new StateStore({
    keys: [{ name: 'k', type: INTEGER, nullable: true }],
    values: [],
    bucket: ['window.start', 'window.end'],
  });

test.each([[0n, 10n], [-5n, 5n], [-10n, -1n], [2n ** 62n, 2n ** 62n + 1n]])(
  'a window from %d to %d is read from the text that names its table', (start, end) => {
    expect(bucketWindow(windowBucket(start, end))).toEqual({ start, end });
  },
); // prettier-ignore

test('rows that a batch changed are counted once, and not in the next batch', () => {
  const held = store();
  held.beginBatch();
  for (const k of [1, 2, 1]) held.table('0/10').upsert([k]);
  held.table('10/20').upsert([1]);
  expect([held.rows, held.changed]).toEqual([3, 3]);
  held.beginBatch();
  held.table('0/10').upsert([2]);
  expect([held.rows, held.changed]).toEqual([3, 1]);
});

test('what leaves is remembered until the next batch: tables by name, rows by key', () => {
  const held = store();
  for (const k of [1, 2, 3]) held.table('0/10').upsert([k]);
  held.table('10/20').upsert([1]);
  held.remove('0/10', Int32Array.of(1, 2));
  held.drop('10/20');
  held.drop('never there');
  const [removal, ...others] = held.removals;
  const keys = Array.from({ length: removal!.count }, (_, i) => removal!.keys.map((column) => stateScalar(column, i)));
  expect([removal!.bucket, keys, others, held.droppedBuckets]).toEqual(['0/10', [[2], [3]], [], ['10/20']]);
  expect([held.rows, held.table('0/10').find([1]), held.table('0/10').find([2])]).toEqual([1, 0, -1]);
  held.beginBatch();
  expect([held.removals, held.droppedBuckets]).toEqual([[], []]);
});

test('a row that comes in the place of one that was removed in the same batch has changed', () => {
  const held = store();
  held.beginBatch();
  held.table('0/10').upsert([1]);
  held.remove('0/10', Int32Array.of(0));
  held.table('0/10').upsert([2]);
  expect(held.changed).toBe(1);
});

test('removing no row is no removal', () => {
  const held = store();
  held.table('0/10').upsert([1]);
  held.remove('0/10', Int32Array.of());
  expect(held.removals).toEqual([]);
});
