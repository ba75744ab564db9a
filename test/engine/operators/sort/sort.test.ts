import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scalarRows, type Scalar } from '../../../../engine/columnar/vector.ts';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import { sortedRows, type ColumnOrder } from '../../../../engine/operators/sort/sort-order.ts';
import { compareScalars } from '../../../../engine/types/compare.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';
import { KEYS } from '../key-values.ts';
import { schemaOf } from '../schema-of.ts';

const direction = fc.record({ descending: fc.boolean(), nullsFirst: fc.boolean() });

/** The rows as a plain sort of JavaScript puts them. */
function plainlySorted(rows: readonly (readonly Scalar[])[], orders: readonly ColumnOrder[]): number[] {
  const compare = (a: number, b: number): number => {
    for (const [k, { type, descending, nullsFirst }] of orders.entries()) {
      const [x, y] = [rows[a]![k]!, rows[b]![k]!];
      if (x === null && y === null) continue;
      if (x === null || y === null) return (x === null) === nullsFirst ? -1 : 1;
      const order = compareScalars(type)(x, y);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
  return rows.map((_, i) => i).sort(compare);
}

test.each([...KEYS])('rows by %s are where a comparison of each pair puts them', (_, { type, values }) => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 80 }), direction, (column, given) => {
      const rows = column.map((value) => [value]);
      const orders = [{ type, ...given }];
      const batch = batchOf(schemaOf([type]), rows);
      expect([...sortedRows(batch.columns, orders, rows.length)]).toEqual(plainlySorted(rows, orders));
    }),
    { numRuns: 120 },
  );
});

test('rows by several keys are where a comparison of each pair puts them', () => {
  const pick = fc.uniqueArray(fc.constantFrom(...KEYS.values()), { minLength: 2, maxLength: 3 });
  const table = pick.chain((keys) =>
    fc.record({
      keys: fc.constant(keys),
      rows: fc.array(fc.tuple(...keys.map((key) => key.values)), { maxLength: 60 }),
      given: fc.array(direction, { minLength: keys.length, maxLength: keys.length }),
    }),
  );
  fc.assert(
    fc.property(table, ({ keys, rows, given }) => {
      const orders = keys.map(({ type }, k) => ({ type, ...given[k]! }));
      const batch = batchOf(schemaOf(keys.map((key) => key.type)), rows);
      expect([...sortedRows(batch.columns, orders, rows.length)]).toEqual(plainlySorted(rows, orders));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['that begin alike', (i: number) => `key-${'0'.repeat(i % 9)}${i % 7}`],
  ['that are longer than the bytes compared at once', (i: number) => `${'x'.repeat((i * 31) % 40)}${i % 5}`],
  ['that end in zeros', (i: number) => `a${'\0'.repeat((i * 7) % 20)}`],
  ['that are all equal', () => 'same'],
])('many texts %s', (_, text) => {
  const rows = Array.from({ length: 2000 }, (__, i) => [text(i)]);
  const batch = batchOf(parseSchema('t STRING'), rows);
  for (const descending of [false, true]) {
    const orders = [{ type: KEYS.get('STRING')!.type, descending, nullsFirst: true }];
    expect([...sortedRows(batch.columns, orders, rows.length)]).toEqual(plainlySorted(rows, orders));
  }
});

test('many numbers of every size', () => {
  const numbers = Array.from({ length: 5000 }, (_, i) => [Math.tan(i * 12.9898) * 10 ** ((i % 40) - 20)]);
  const batch = batchOf(parseSchema('d DOUBLE'), numbers);
  const orders = [{ type: KEYS.get('DOUBLE')!.type, descending: true, nullsFirst: false }];
  const sorted = sortedRows(batch.columns, orders, numbers.length);
  expect([...sorted]).toEqual(plainlySorted(numbers, orders));
  expect([...scalarRows(batch)]).toEqual(numbers);
});
