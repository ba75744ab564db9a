import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sliceBatch } from '../../../engine/columnar/take.ts';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { scalarRows, type RecordBatch } from '../../../engine/columnar/vector.ts';
import { rangeBlocks } from '../../../engine/operators/range/range-blocks.ts';
import type { LeafRows } from '../../../engine/operators/task-rules.ts';
import { firstOf, inSharedMemory, leafParts, leafWork, sharedRows, workOf } from '../../../engine/tasks/leaf-parts.ts';
import { INTEGER, STRING, struct } from '../../../engine/types/data-type.ts';
import type { BatchReader } from '../../../engine/spi/source.ts';

const SIZES = { fewest: 2, task: 3, sample: 2, shareRows: 5 };

describe('a range', () => {
  const range = (start: bigint, end: bigint, step: bigint): LeafRows => ({ kind: 'range', start, end, step });

  /** The numbers that all parts give, one part after another. */
  const numbersOf = (rows: LeafRows, work: number): bigint[] =>
    leafParts(rows, 0, [], work, SIZES).flatMap((part) => {
      if (part.rows.kind !== 'range') throw new Error('a part of a range is a range');
      expect(part.work).toBe(part.rows.count);
      expect(workOf(part)).toEqual([part.rows.count, 0]);
      return [...rangeBlocks(part.rows)].flatMap((batch) => [...scalarRows(batch)].map(([value]) => value as bigint));
    });

  test('is what its parts are together, whatever their number', () => {
    fc.assert(
      fc.property(fc.bigInt(-50n, 50n), fc.nat(400), fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.integer({ min: 1, max: 90 }), (start, rows, width, down, work) => {
        const step = BigInt(down ? -width : width);
        const end = start + step * BigInt(rows);
        const all = Array.from({ length: rows }, (_, i) => start + step * BigInt(i));
        expect(leafWork(range(start, end, step))).toBe(rows);
        expect(numbersOf(range(start, end, step), work)).toEqual(all);
      }),
      { numRuns: 300 },
    ); // prettier-ignore
  });

  test.each([1 << 20, 1_000_003, 5_000_011, 2 ** 40 + 7, 2 ** 53 - 1])('of %d rows loses none to rounding', (rows) => {
    for (let parts = 1; parts < 130; parts++) {
      const cut = leafParts(range(0n, BigInt(rows), 1n), 0, [], rows / parts, SIZES);
      let next = 0n;
      for (const { rows: part } of cut) {
        if (part.kind !== 'range') throw new Error('a part of a range is a range');
        expect(part.start).toBe(next);
        next += BigInt(part.count);
      }
      expect([cut.length, next]).toEqual([parts, BigInt(rows)]);
    }
  });

  test('of no rows, of one that the step passes over, and one at the ends of 64 bits', () => {
    expect(leafWork(range(5n, 5n, 1n))).toBe(0);
    expect(leafWork(range(0n, 10n, -1n))).toBe(0);
    expect(numbersOf(range(0n, 1n, 10n), 3)).toEqual([0n]);
    const last = 2n ** 63n - 1n;
    expect(numbersOf(range(last - 4n, last, 3n), 1)).toEqual([last - 4n, last - 1n]);
    expect(numbersOf(range(-last, -last - 1n, -1n), 1)).toEqual([-last]);
  });

  test('gives its first rows for a sample without the others', () => {
    const [part] = leafParts(range(0n, 100n, 1n), 3, [], 100, SIZES);
    expect(firstOf(part!, 7)).toEqual({ leaf: 3, rows: { kind: 'range', start: 0n, step: 1n, count: 7 }, work: 7 });
    expect(firstOf(part!, 100)).toBe(part);
  });
});

describe('rows at hand', () => {
  const schema = struct([{ name: 'n', type: INTEGER, nullable: true }, { name: 's', type: STRING, nullable: true }]); // prettier-ignore
  const value = fc.tuple(fc.option(fc.integer()), fc.option(fc.constantFrom('', 'a', 'é', 'longer than that')));
  /** Batches, some of them slices of a longer one. */
  const batches: fc.Arbitrary<RecordBatch[]> = fc.array(
    fc.tuple(fc.array(value, { maxLength: 12 }), fc.nat(3)).map(([rows, from]) => {
      const whole = batchOf(schema, rows);
      return sliceBatch(whole, Math.min(from, whole.length), whole.length);
    }),
    { maxLength: 6 },
  );
  const rowsOf = (all: Iterable<RecordBatch>): unknown[] => [...all].flatMap((batch) => [...scalarRows(batch)]);

  test('are what their parts are together, in order, whatever their size', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 20 }), (held, work) => {
        const parts = leafParts({ kind: 'at hand', batches: held, columns: null }, 2, [], work, SIZES);
        const together = parts.flatMap(({ rows }) => (rows.kind === 'shared' ? rowsOf(sharedRows(rows.groups)) : []));
        expect(together).toEqual(rowsOf(held));
        expect(parts.reduce((n, part) => n + part.work, 0)).toBe(
          leafWork({ kind: 'at hand', batches: held, columns: null }),
        );
        expect(parts.every((part) => part.leaf === 2)).toBe(true);
      }),
    );
  });

  test('lie in shared memory once, and are read there by this thread too', () => {
    const held = [batchOf(schema, [[1, 'a'], [null, null], [3, 'é']])]; // prettier-ignore
    expect(inSharedMemory(held)).toBeNull();
    const rows: LeafRows = { kind: 'at hand', batches: held, columns: null };
    const [first, again] = [leafParts(rows, 0, [], 10, SIZES), leafParts(rows, 0, [], 10, SIZES)];
    expect(first[0]!.rows).toEqual(again[0]!.rows);
    const views = inSharedMemory(held)!;
    expect(rowsOf(views)).toEqual(rowsOf(held));
    expect(views[0]!.columns[0]).toMatchObject({ layout: 'i32' });
    expect((views[0]!.columns[0] as { data: Int32Array }).data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(rowsOf(inSharedMemory(views)!)).toEqual(rowsOf(held));
  });

  test('that are few of many texts do not drag the others along', () => {
    const many = batchOf(
      schema,
      Array.from({ length: 1000 }, (_, i) => [i, `text ${i} `.repeat(20)]),
    );
    const few = sliceBatch(many, 10, 12);
    const [part] = leafParts({ kind: 'at hand', batches: [few], columns: null }, 0, [], 10, SIZES);
    if (part?.rows.kind !== 'shared') throw new Error('rows at hand are shared');
    expect(part.rows.groups[0]!.memory.byteLength).toBeLessThan(2000);
    expect(rowsOf(sharedRows(part.rows.groups))).toEqual(rowsOf([few]));
  });
});

test('a source is asked for parts of so many bytes, which are named by its place among the reads', () => {
  const asked: number[] = [];
  const reader: BatchReader = {
    schema: struct([]),
    read: async function* () {},
    cut: (bytes) => {
      asked.push(bytes);
      return { reader: 'how', parts: [{ place: 'a', bytes: 160 }, { place: 'b', bytes: 32 }] }; // prettier-ignore
    },
  };
  const parts = leafParts({ kind: 'source', reader }, 1, ['another', reader], 10, SIZES);
  expect(parts).toEqual([
    { leaf: 1, rows: { kind: 'source', read: 1, place: 'a' }, work: 10 },
    { leaf: 1, rows: { kind: 'source', read: 1, place: 'b' }, work: 2 },
  ]);
  expect(asked).toEqual([160]);
  expect([leafWork({ kind: 'source', reader }), parts.map(workOf)]).toEqual([12, [[0, 160], [0, 32]]]); // prettier-ignore
});
