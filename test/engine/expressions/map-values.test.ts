import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { bound, columnsOf } from './sql-value.ts';

const columns = columnsOf('k1 STRING, k2 STRING, key STRING, a BIGINT, b BIGINT, wanted BIGINT, v INT, w INT');
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null, freq: 8 });
const texts = maybe(fc.constantFrom('', 'a', 'b', 'é', 'ab', '\u{1f600}'));
const longs = maybe(fc.constantFrom(0n, 1n, -1n, 2n ** 62n));
const ints = maybe(fc.nat(5));
const rows = fc.tuple(texts, texts, texts, longs, longs, longs, ints, ints);
type Row = [
  string | null,
  string | null,
  string | null,
  bigint | null,
  bigint | null,
  bigint | null,
  number | null,
  number | null,
];

/** A map of the entries is made first, whatever is looked for: no key is NULL, none comes twice. */
function found(entries: readonly (readonly [unknown, unknown])[], wanted: unknown): unknown {
  const seen = new Set<unknown>();
  for (const [key] of entries) {
    if (key === null) return 'NULL_MAP_KEY';
    if (seen.has(key)) return 'DUPLICATED_MAP_KEY';
    seen.add(key);
  }
  return wanted === null ? null : (entries.find(([key]) => key === wanted)?.[1] ?? null);
}

const upper = (text: string | null): string | null => text?.toUpperCase() ?? null;

test.each([
  ['element_at(map(k1, v, k2, w), key)', ([k1, k2, key, , , , v, w]) => found([[k1, v], [k2, w]], key)],
  ['map(k1, v, k2, w)[key]', ([k1, k2, key, , , , v, w]) => found([[k1, v], [k2, w]], key)],
  ["element_at(map(upper(k1), key, 'AB', k2), upper(key))", ([k1, k2, key]) => found([[upper(k1), key], ['AB', k2]], upper(key))],
  ["try_element_at(map('a', v, 'b', 7), key)", ([, , key, , , , v]) => found([['a', v], ['b', 7]], key)],
  ['element_at(map(a, k1, b, upper(k2)), wanted)', ([k1, k2, , a, b, wanted]) => found([[a, k1], [b, upper(k2)]], wanted)],
  ['element_at(map(v, a, w, b), 3)', ([, , , a, b, , v, w]) => found([[v, a], [w, b]], 3)],
  ['element_at(map(k1, v), NULL)', ([k1, , , , , , v]) => found([[k1, v]], null)],
  ['element_at(map(v + 0.5D, a, w + 0.5D, b), 1.5D)', ([, , , a, b, , v, w]) => found([[v === null ? null : v + 0.5, a], [w === null ? null : w + 0.5, b]], 1.5)],
  ['element_at(map_from_arrays(array(k1, k2), array(v, w)), key)', ([k1, k2, key, , , , v, w]) => found([[k1, v], [k2, w]], key)],
] satisfies [string, (row: Row) => unknown][])('%s', (sql, rule) => {
  const f = compileExpression(bound(sql, columns), columns);
  fc.assert(
    fc.property(rows, (row) => {
      const expected = rule(row);
      if (typeof expected === 'string' && expected.endsWith('_KEY')) {
        expect(() => f(row)).toThrow(expect.objectContaining({ condition: expected }) as Error);
      } else expect(f(row)).toBe(expected);
    }),
  );
}); // prettier-ignore
