import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { compareScalars } from '../../../engine/types/compare.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { bound, columnsOf } from './sql-value.ts';

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const texts = fc.string({ unit: 'grapheme', maxLength: 3 });

const ELEMENTS: readonly (readonly [type: string, values: fc.Arbitrary<unknown>])[] = [
  ['INT', fc.integer({ min: -5, max: 5 })],
  ['BIGINT', fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)],
  ['DECIMAL(20,2)', fc.bigInt(-99n, 99n)],
  ['DOUBLE', fc.oneof(fc.double(), fc.constantFrom(NaN, 0, -0, Infinity))],
  ['STRING', texts],
  ['BINARY', fc.uint8Array({ maxLength: 3 })],
  ['BOOLEAN', fc.boolean()],
  ['ARRAY<INT>', fc.array(maybe(fc.nat(2)), { maxLength: 2 })],
];

test.each(ELEMENTS)('sort_array of %s is a stable sort with NULL the smallest', (type, values) => {
  const columns = columnsOf(`a ARRAY<${type}>`);
  const compare = compareScalars(parseSchema(`x ${type}`).fields[0]!.type);
  for (const up of [true, false]) {
    const f = compileExpression(bound(`sort_array(a, ${up})`, columns), columns);
    const items = fc.array(maybe(values), { maxLength: 30 });
    fc.assert(
      fc.property(items, (given) => {
        const before = [...given];
        expect(f([given])).toEqual([...given].sort((x, y) => (up ? compare(x, y) : compare(y, x))));
        expect(given).toEqual(before);
      }),
    );
  }
});

/** NULLs are left out, or something stands for them; a NULL among the arguments is NULL. */
function joined(items: (string | null)[] | null, separator: string | null, missing?: string | null): string | null {
  if (items === null || separator === null || missing === null) return null;
  const kept = missing === undefined ? items.filter((item) => item !== null) : items.map((item) => item ?? missing);
  return kept.join(separator);
}

test.each([
  ['array_join(list, s)', (a, b, list, s) => joined(list, s)],
  ['array_join(list, s, b)', (a, b, list, s) => joined(list, s, b)],
  ["array_join(array(a, b), '+')", (a, b) => joined([a, b], '+')],
  ['array_join(array(a, NULL, b), s)', (a, b, list, s) => joined([a, null, b], s)],
  ["array_join(array(a, 'é', b, a), s, b)", (a, b, list, s) => joined([a, 'é', b, a], s, b)],
  [
    "array_join(array(upper(a), concat(a, b)), '', '?')",
    (a, b) => joined([a?.toUpperCase() ?? null, a === null || b === null ? null : a + b], '', '?'),
  ],
  ['array_join(array(a, b), NULL)', () => null],
  ["array_join(array(), ',')", () => ''],
  ["array_join(CAST(NULL AS ARRAY<STRING>), ',')", () => null],
  [
    "concat(array_join(array(a, b), '-', '_'), '|', array_join(list, '', ''))",
    (a, b, list) => (list === null ? null : `${joined([a, b], '-', '_')}|${joined(list, '', '')}`),
  ],
] satisfies [
  string,
  (a: string | null, b: string | null, list: (string | null)[] | null, s: string | null) => string | null,
][])('%s', (sql, rule) => {
  const columns = columnsOf('a STRING, b STRING, list ARRAY<STRING>, s STRING');
  const f = compileExpression(bound(sql, columns), columns);
  const ascii = maybe(fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(ascii, maybe(texts), maybe(fc.array(ascii, { maxLength: 4 })), ascii, (a, b, list, s) => {
      expect(f([a, b, list, s])).toBe(rule(a, b, list, s));
    }),
  );
});
