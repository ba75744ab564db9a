import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chosenColumns } from '../../../engine/columnar/chosen-columns.ts';
import { concatBatches } from '../../../engine/columnar/concat.ts';
import { emptyBatch } from '../../../engine/columnar/empty-batch.ts';
import { internBatch } from '../../../engine/columnar/intern-batch.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { BLOCK_ROWS, blocksOf, sliceBatch, takeRows, takeVector } from '../../../engine/columnar/take.ts';
import { packBatch, unpackBatch } from '../../../engine/columnar/transfer.ts';
import { batchOf, constantVector, VectorBuilder } from '../../../engine/columnar/vector-builder.ts';
import { scalarAt, scalarRows, type RecordBatch } from '../../../engine/columnar/vector.ts';
import { decimal, INTEGER, LONG, STRING, struct } from '../../../engine/types/data-type.ts';
import { wordsOf } from '../../../engine/types/int128.ts';
import { anyRows } from './any-rows.ts';

const rowsOf = (batch: RecordBatch): unknown[][] => [...scalarRows(batch)];

describe('rows of any types, NULLs anywhere', () => {
  test('are read from a batch as they were put in', () => {
    fc.assert(
      fc.property(anyRows(200), ({ schema, rows }) => {
        expect(rowsOf(batchOf(schema, rows))).toEqual(rows);
      }),
    );
  });

  test('of several batches in a row are those of each', () => {
    const several = anyRows(30).chain(({ schema, rows }) =>
      fc.record({ schema: fc.constant(schema), rows: fc.constant(rows), cuts: fc.array(fc.nat(30), { maxLength: 4 }) }),
    );
    fc.assert(
      fc.property(several, ({ schema, rows, cuts }) => {
        const at = [0, ...cuts.map((c) => Math.min(c, rows.length)).sort((a, b) => a - b), rows.length];
        const parts = at.slice(1).map((to, i) => batchOf(schema, rows.slice(at[i], to)));
        const joined = concatBatches(parts, schema);
        expect(joined.length).toBe(rows.length);
        expect(rowsOf(joined)).toEqual(rows);
      }),
    );
  });

  test('with some of their columns are those columns, and know the others in each part of them', () => {
    const chosen = anyRows(60).chain(({ schema, rows }) =>
      fc.record({
        schema: fc.constant(schema),
        rows: fc.constant(rows),
        places: fc.subarray(schema.fields.map((_, i) => i)),
        from: fc.nat(rows.length),
      }),
    );
    fc.assert(
      fc.property(chosen, ({ schema, rows, places, from }) => {
        const part = sliceBatch(chosenColumns(batchOf(schema, rows), places), from, rows.length);
        expect(part.schema.fields).toEqual(places.map((at) => schema.fields[at]));
        expect(rowsOf(part)).toEqual(rows.slice(from).map((row) => places.map((at) => row[at])));
        expect(rowsOf(part.whole!)).toEqual(rows.slice(from));
      }),
    );
  });

  test('that are chosen come in the order of the choice, also twice', () => {
    const chosen = anyRows().chain((all) =>
      fc.record({ all: fc.constant(all), rows: fc.array(fc.nat(Math.max(0, all.rows.length - 1)), { maxLength: 50 }) }),
    );
    fc.assert(
      fc.property(chosen, ({ all: { schema, rows }, rows: numbers }) => {
        const wanted = rows.length === 0 ? [] : numbers;
        const taken = takeRows(batchOf(schema, rows), Int32Array.from(wanted));
        expect(rowsOf(taken)).toEqual(wanted.map((n) => rows[n]));
      }),
    );
  });

  test('that are missing are NULL, in a vector without any row, too', () => {
    fc.assert(
      fc.property(anyRows(10), ({ schema, rows }) => {
        const numbers = Int32Array.from([-1, ...rows.keys(), -1]);
        batchOf(schema, rows).columns.forEach((column, c) => {
          const taken = takeVector(column, numbers, true);
          const found = [...numbers.keys()].map((row) => scalarAt(taken, row));
          expect(found).toEqual([null, ...rows.map((row) => row[c]), null]);
        });
      }),
    );
  });

  test('between two places share the memory of all', () => {
    const sliced = fc.tuple(anyRows(), fc.nat(40), fc.nat(40));
    fc.assert(
      fc.property(sliced, ([{ schema, rows }, a, b]) => {
        const [from, to] = [Math.min(a, b, rows.length), Math.max(a, b)];
        const batch = batchOf(schema, rows);
        const part = sliceBatch(batch, from, to);
        expect([part.length, rowsOf(part)]).toEqual([rows.slice(from, to).length, rows.slice(from, to)]);
        const [whole, own] = [batch.columns[0]!, part.columns[0]!];
        if (whole.layout === 'i32' && own.layout === 'i32') expect(own.data.buffer).toBe(whole.data.buffer);
      }),
    );
  });

  test('cross a thread, and leave what they were made of untouched', () => {
    fc.assert(
      fc.property(anyRows(), ({ schema, rows }) => {
        const batch = batchOf(schema, rows);
        const buffers: ArrayBuffer[] = [];
        const packed = packBatch(batch, buffers);
        const sent = structuredClone(packed, { transfer: buffers });
        expect(rowsOf(unpackBatch(sent, schema))).toEqual(rows);
        expect(rowsOf(batch)).toEqual(rows);
      }),
    );
  });

  test('keep their texts when these go into an interner, and equal ones get one number', () => {
    fc.assert(
      fc.property(anyRows(), ({ schema, rows }) => {
        const interner = new Interner(4);
        const interned = internBatch(batchOf(schema, rows), interner);
        expect(rowsOf(interned)).toEqual(rows);
        expect(internBatch(interned, interner)).toBe(interned);
        for (const [c, column] of interned.columns.entries()) {
          if (column.layout !== 'string') continue;
          const numbers = new Map<unknown, number>();
          rows.forEach((row, i) => {
            if (row[c] === null) return;
            expect(column.data[i]).toBe(numbers.get(row[c]) ?? column.data[i]);
            numbers.set(row[c], column.data[i]!);
          });
        }
      }),
    );
  });
});

test('a text that many rows share crosses a thread once', () => {
  const schema = struct([{ name: 's', type: STRING, nullable: true }]);
  const batch = internBatch(batchOf(schema, Array.from({ length: 100 }, (_, i) => [i % 2 === 0 ? 'even' : 'odd'])), new Interner()); // prettier-ignore
  const [packed] = packBatch(batch, []).columns;
  expect(packed).toMatchObject({ layout: 'string', repeats: true, bytes: new TextEncoder().encode('evenodd') });
});

test('blocks are of one size, but for the last, and hold all rows in order', () => {
  const schema = struct([{ name: 'n', type: INTEGER, nullable: true }]);
  for (const count of [0, 1, BLOCK_ROWS, BLOCK_ROWS + 1, 2 * BLOCK_ROWS + 7]) {
    const blocks = [
      ...blocksOf(
        batchOf(
          schema,
          Array.from({ length: count }, (_, i) => [i]),
        ),
      ),
    ];
    expect(blocks.map((block) => block.length).slice(0, -1)).toEqual(blocks.slice(0, -1).map(() => BLOCK_ROWS));
    expect(blocks.flatMap(rowsOf)).toEqual(Array.from({ length: count }, (_, i) => [i]));
  }
});

test.each([0n, 1n, -1n, 2n ** 31n, -(2n ** 31n) - 1n, 2n ** 32n, 2n ** 53n, -(2n ** 63n)])(
  'the words of %d go into a column of integers as they are', (whole) => {
    for (const type of [LONG, decimal(38, 0)]) {
      const builder = new VectorBuilder(type, 1);
      builder.append(null);
      for (const n of [whole, 7n]) builder.appendWords(wordsOf(n), 0);
      const vector = builder.finish();
      expect([0, 1, 2].map((row) => scalarAt(vector, row))).toEqual([null, whole, 7n]);
    }
  },
); // prettier-ignore

test('a constant is in each row, NULL too', () => {
  for (const value of ['x', null]) {
    const vector = constantVector(STRING, value, 3);
    expect([0, 1, 2].map((row) => scalarAt(vector, row))).toEqual([value, value, value]);
  }
});

test('no batches, and batches of no rows, are a batch of no rows', () => {
  const fields = [{ name: 'n', type: INTEGER, nullable: true }, { name: 's', type: STRING, nullable: true }]; // prettier-ignore
  const schema = struct(fields);
  for (const parts of [[], [emptyBatch(fields), emptyBatch(fields)]]) {
    const joined = concatBatches(parts, schema);
    expect([joined.length, joined.columns.map(({ layout }) => layout)]).toEqual([0, ['i32', 'string']]);
  }
});
