import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scalar } from '../../../../engine/columnar/vector.ts';
import { keyText } from '../../../../engine/operators/key-columns.ts';
import {
  DEEPEST,
  KeyPartitions,
  PARTITIONS,
  type KeyVector,
} from '../../../../engine/operators/spill/key-partitions.ts';
import { columnOf } from '../column-of.ts';
import { KEYS, type KeyValues } from '../key-values.ts';

const column = ({ type }: KeyValues, values: readonly Scalar[]): KeyVector => ({
  vector: columnOf(type, values),
  type,
});

/** The partition of each row. */
function partitionOf(partitions: Int32Array[], length: number): number[] {
  const of = new Array<number>(length).fill(-1);
  partitions.forEach((rows, partition) => rows.forEach((row) => (of[row] = partition)));
  return of;
}

test.each([...KEYS])('equal keys of %s fall to one partition at each level, whatever stands beside them', (_, key) => {
  const lists = fc.array(key.values, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(lists, lists, fc.integer({ min: 0, max: DEEPEST - 1 }), (left, right, level) => {
      const [a, b] = [left, right].map((values) => {
        const rows = new KeyPartitions([column(key, values)], values.length).rows(level);
        return partitionOf(rows, values.length);
      });
      const text = (value: Scalar): string => (value === null ? 'null' : keyText(value, key.type));
      const at = new Map(left.map((value, i) => [text(value), a![i]]));
      right.forEach((value, i) => {
        const same = at.get(text(value));
        if (same !== undefined) expect(b![i]).toBe(same);
      });
    }),
    { numRuns: 60 },
  );
});

test('each row falls to one partition, and rows of a partition keep their order', () => {
  const key = KEYS.get('BIGINT')!;
  const values = Array.from({ length: 5000 }, (_, i) => BigInt(i * 7919));
  for (let level = 0; level < DEEPEST; level++) {
    const rows = new KeyPartitions([column(key, values)], values.length).rows(level);
    expect(rows).toHaveLength(PARTITIONS);
    expect(rows.flatMap((some) => [...some]).sort((a, b) => a - b)).toEqual([...values.keys()]);
    for (const some of rows) {
      expect([...some]).toEqual([...some].sort((a, b) => a - b));
      // 5000 keys in 16 parts: far from it is a hash without bits for the level
      expect(some.length).toBeGreaterThan(200);
      expect(some.length).toBeLessThan(450);
    }
  }
});

test('keys of one partition are parted by the next level', () => {
  const key = KEYS.get('STRING')!;
  const values = Array.from({ length: 4000 }, (_, i) => `key-${i}`);
  const all = [column(key, values)];
  const first = new KeyPartitions(all, values.length).rows(0)[3]!;
  const next = partitionOf(new KeyPartitions(all, values.length).rows(1), values.length);
  expect(new Set([...first].map((row) => next[row])).size).toBe(PARTITIONS);
});
