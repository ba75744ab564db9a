import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptValues, keptWords, type KeptValues } from '../../../engine/expressions/kept-values.ts';
import { OrderStatistics, placesOf } from '../../../engine/expressions/order-statistics.ts';
import { appendInteger, noIntegers } from '../../../engine/expressions/word-rows.ts';
import { compareScalars } from '../../../engine/types/compare.ts';
import type { DataType } from '../../../engine/types/data-type.ts';
import { parseType } from '../../../engine/types/ddl.ts';
import { wordsOf } from '../../../engine/types/int128.ts';

const ascending = (a: number, b: number): number => (a !== a ? (b !== b ? 0 : 1) : b !== b ? -1 : a - b);

const someNumbers = fc.oneof(
  fc.array(fc.double({ noDefaultInfinity: false }), { minLength: 1, maxLength: 200 }),
  fc.array(fc.constantFrom(1, 2, NaN, -Infinity, Infinity), { minLength: 1, maxLength: 200 }),
);

test('a number at a place is the one that a sort puts there, whatever was asked before', () => {
  fc.assert(
    fc.property(someNumbers, fc.array(fc.nat(), { minLength: 1, maxLength: 10 }), (numbers, asked) => {
      const sorted = numbers.map((n) => n + 0).sort(ascending);
      const order = new OrderStatistics(Float64Array.from(numbers));
      for (const ask of asked) {
        const place = ask % numbers.length;
        expect(order.at(place) + 0).toBe(sorted[place]);
      }
    }),
    { numRuns: 500 },
  );
});

test.each<[name: string, at: (i: number, n: number) => number]>([
  ['ascending', (i) => i],
  ['descending', (i) => -i],
  ['all equal', () => 7],
  ['up and down again', (i, n) => Math.min(i, n - i)],
  ['in blocks', (i) => i % 3],
])('a million numbers that are %s have the median of a sort', (_, at) => {
  const n = 1_000_001;
  const numbers = Float64Array.from({ length: n }, (__, i) => at(i, n));
  const sorted = numbers.toSorted();
  expect(new OrderStatistics(numbers).at(n >> 1)).toBe(sorted[n >> 1]);
});

test.each<[type: string, values: readonly (number | bigint | string)[]]>([
  ['INT', [3, -1, 2, 2]],
  ['BIGINT', [3n, -(2n ** 62n), 2n ** 62n, 2n]],
  ['BIGINT', [3n, -1n, 2n]],
  ['DECIMAL(30,2)', [10n ** 29n, -5n, 10n ** 29n + 1n]],
  ['DOUBLE', [NaN, 1, -Infinity]],
  ['STRING', ['b', 'a', 'é']],
])('values of %s come in their own form', (type, values) => {
  const sorted = values.toSorted(compareScalars(parseType(type)));
  const at = placesOf(kept(values, parseType(type)), parseType(type));
  expect(values.map((_, place) => at(place))).toEqual(sorted);
});

/** Values as an aggregate keeps them. */
function kept(values: readonly unknown[], type: DataType): KeptValues {
  const width = keptWords(type);
  if (width === 0) return keptValues([...values], type);
  const list = noIntegers();
  for (const value of values) appendInteger(list, wordsOf(value as bigint), 0, width);
  return keptValues(list, type);
}
