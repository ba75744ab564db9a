import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { sorter } from '../../../engine/expressions/functions/array/sorted-items.ts';
import { DOUBLE } from '../../../engine/types/data-type.ts';
import { bound, columnsOf } from './sql-value.ts';

const few = fc.nat(6);
const KINDS: readonly (readonly [type: string, item: fc.Arbitrary<unknown>])[] = [
  ['DOUBLE', fc.constantFrom(0, -0, NaN, 1, 1.5, null, Infinity)],
  ['BIGINT', fc.option(few.map(BigInt))],
  ['STRING', fc.option(fc.constantFrom('', 'a', 'é', '漢', '😀'))],
  ['BINARY', fc.option(few.map((n) => Uint8Array.of(n)))],
  ['ARRAY<DOUBLE>', fc.option(fc.array(fc.constantFrom(NaN, 0, -0), { maxLength: 2 }))],
]; // prettier-ignore

/** A plain rule: equal items have equal texts. */
const shown = (item: unknown): string =>
  JSON.stringify(item instanceof Uint8Array ? [...item] : item, (_, v: unknown) =>
    typeof v === 'bigint' ? `${v}n` : typeof v === 'number' && !Number.isFinite(v) ? String(v) : v,
  );

describe.each(KINDS)('sets of %s', (type, item) => {
  const lists = fc.oneof(fc.array(item, { maxLength: 6 }), fc.array(item, { minLength: 17, maxLength: 40 }));
  const columns = columnsOf(`a ARRAY<${type}>, b ARRAY<${type}>`);
  test('hold each item once, the first of those that are equal', () => {
    const of = (sql: string) => compileExpression(bound(sql, columns), columns);
    const [distinct, both, rest] = [of('array_distinct(a)'), of('array_intersect(a, b)'), of('array_except(a, b)')];
    fc.assert(
      fc.property(lists, lists, (items, others) => {
        const [texts, otherTexts] = [items.map(shown), others.map(shown)];
        const expected = texts.filter((text, i) => texts.indexOf(text) === i);
        const made = [distinct, both, rest].map((f) => (f([items, others]) as unknown[]).map(shown));
        const known = (text: string): boolean => otherTexts.includes(text);
        expect(made).toEqual([expected, expected.filter(known), expected.filter((text) => !known(text))]);
      }),
    );
  });
});

test('numbers sort with NaN last and NULLs where they are wanted', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(3, 1, NaN, null, -2, 0.5), { maxLength: 20 }), (items) => {
      const rank = (x: number | null): number => (x === null ? Infinity : Number.isNaN(x) ? 1e9 : x);
      const expected = [...items].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
      expect(sorter(DOUBLE, 'last')(items, true)).toEqual(expected);
    }),
  );
});

const columns = columnsOf('a ARRAY<INT>, b ARRAY<INT>, x INT, y INT, d DOUBLE, e DOUBLE, n BIGINT, m BIGINT');
const on = (sql: string, ...row: unknown[]): unknown => compileExpression(bound(sql, columns), columns)(row);
const lists = fc.array(fc.option(fc.integer({ min: -3, max: 9 })), { maxLength: 20 });

test('functions with a lambda go over each item in order', () => {
  fc.assert(
    fc.property(lists, lists, (a, b) => {
      const plus = (x: number | null, y: number | null): number | null => (x === null || y === null ? null : x + y);
      const zipped = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => plus(a[i] ?? null, b[i] ?? null));
      expect(on('zip_with(a, b, (p, q) -> p + q)', a, b)).toEqual(zipped);
      expect(on('transform(a, (p, i) -> p + i)', a, b)).toEqual(a.map(plus));
      expect(on('filter(a, (p, i) -> p > i)', a, b)).toEqual(a.filter((p, i) => p !== null && p > i));
      expect(on('aggregate(a, 0, (s, p) -> s * 2 + coalesce(p, 1))', a, b)).toBe(a.reduce<number>((s, p) => s * 2 + (p ?? 1), 0));
      expect(on('flatten(array(a, b))', a, b)).toEqual([...a, ...b]);
    }),
  );
}); // prettier-ignore

test('sequences of INT are those of BIGINT', () => {
  const bounds = fc.integer({ min: -20, max: 20 });
  const attempt = (f: () => unknown): unknown => {
    try {
      return f();
    } catch (error) {
      return (error as { condition: string }).condition;
    }
  };
  fc.assert(
    fc.property(bounds, bounds, fc.option(fc.integer({ min: -5, max: 5 })), (from, to, step) => {
      const text = (type: string): string =>
        `sequence(CAST(x AS ${type}), CAST(y AS ${type})${step === null ? '' : `, CAST(${step} AS ${type})`})`;
      const small = attempt(() => on(text('INT'), [], [], from, to));
      const large = attempt(() => (on(text('BIGINT'), [], [], from, to) as bigint[]).map(Number));
      expect(small).toEqual(large);
    }),
  );
});

test.each([
  ['try_divide(d, e)', [], [], 1, 0, 1, 0, null],
  ['try_divide(d, e)', [], [], 1, 0, 1, 4, 0.25],
  ['try_divide(x, y)', [], [], 1, 0, 1, 0, null],
  ['try_divide(d, e)', [], [], 1, 0, null, 2, null],
  ['try_mod(x, y)', [], [], 7, 0, 1, 0, null],
  ['try_mod(x, y)', [], [], 7, 4, 1, 0, 3],
])('%s of %j %j %d %d %d %d is %j', (sql, a, b, x, y, d, e, result) => {
  expect(on(sql, a, b, x, y, d, e)).toBe(result);
});
