import { expect, test } from 'vitest';
import { ObservedRowsNode } from '../../../../engine/operators/observed-rows/observed-rows-node.ts';
import type { RecordBatch } from '../../../../engine/columnar/vector.ts';

const batch = (length: number): RecordBatch => ({ schema: { kind: 'struct', fields: [] }, columns: [], length });

test('gives batches one at a time: who gives one waits until the next is wanted', async () => {
  const rows = new ObservedRowsNode([]);
  const told: string[] = [];
  const taken = (async () => {
    for await (const { length } of rows.execute()) {
      told.push(`takes ${length}`);
      await null;
    }
    told.push('ends');
  })();
  for (const length of [1, 2]) {
    await rows.give(batch(length));
    told.push(`gave ${length}`);
  }
  rows.end();
  await taken;
  expect(told).toEqual(['takes 1', 'gave 1', 'takes 2', 'gave 2', 'ends']);
});

test('what nobody took is forgotten when it begins again', async () => {
  const rows = new ObservedRowsNode([]);
  void rows.give(batch(1));
  rows.begin();
  rows.end();
  for await (const _ of rows.execute()) throw new Error('nothing was given');
  expect(rows.children).toEqual([]);
});
