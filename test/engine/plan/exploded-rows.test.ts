import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => void ({ session } = await inlineSession()));

const SCHEMA = 'a BIGINT, b BIGINT, s STRING, t STRING, list ARRAY<INT>, m MAP<STRING, INT>';

interface Row {
  readonly a: bigint | null;
  readonly b: bigint | null;
  readonly s: string | null;
  readonly t: string | null;
  readonly list: (number | null)[] | null;
  readonly m: Map<string, number | null> | null;
}

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const longs = maybe(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n));
const texts = maybe(fc.string({ unit: 'grapheme', maxLength: 4 }));
const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.record({
    a: longs,
    b: longs,
    s: texts,
    t: texts,
    list: maybe(fc.array(maybe(fc.integer({ min: -9, max: 9 })), { maxLength: 3 })),
    m: maybe(
      fc.uniqueArray(fc.tuple(fc.string({ maxLength: 3 }), maybe(fc.nat(9))), { selector: ([k]) => k, maxLength: 3 }),
    ).map((entries) => (entries === null ? null : new Map(entries))),
  }),
  { minLength: 1, maxLength: 5 },
);

type Item = readonly unknown[];
const upper = (s: string | null): string | null => (s === null ? null : s.toUpperCase());
const elements = (list: readonly unknown[] | null): Item[] => (list ?? []).map((x) => [x]);

/** The argument in SQL and the items that a row gives. */
const COLLECTIONS: readonly (readonly [sql: string, items: (row: Row) => Item[]])[] = [
  ['list', (row) => elements(row.list)],
  ['m', (row) => [...(row.m ?? [])]],
  ['array(a, b)', (row) => elements([row.a, row.b])],
  ['array(a, 7, NULL, b)', (row) => elements([row.a, 7n, null, row.b])],
  ['array(s, t)', (row) => elements([row.s, row.t])],
  ["array('x', NULL, s)", (row) => elements(['x', null, row.s])],
  [
    'array(upper(s), s, CAST(a AS STRING))',
    (row) => elements([upper(row.s), row.s, row.a === null ? null : String(row.a)]),
  ],
  ["split(s, '')", (row) => elements(row.s === null ? null : row.s === '' ? [''] : [...row.s])],
  ['array()', () => []],
  ['IF(a > 0, array(a), NULL)', (row) => elements(row.a !== null && row.a > 0n ? [row.a] : null)],
  [
    `array(${Array.from({ length: 20 }, (_, i) => `a % ${i + 1}`).join(', ')})`,
    (row) => elements(Array.from({ length: 20 }, (_, i) => (row.a === null ? null : row.a % BigInt(i + 1)))),
  ],
];

const shown = (value: unknown): string | null =>
  value === null ? null : typeof value === 'bigint' || typeof value === 'number' ? String(value) : (value as string);
const held = async (df: DataFrame): Promise<unknown[][]> =>
  (await df.collect({ bigint: true })).map((row) => Object.values(row as Record<string, unknown>).map(shown));

const FUNCTIONS = ['explode', 'explode_outer', 'posexplode', 'posexplode_outer'] as const;
const CASES = FUNCTIONS.flatMap((name) => COLLECTIONS.map(([sql, items]) => [name, sql, items] as const));

test.each(CASES)('%s(%s) gives one row for each item', async (name, sql, items) => {
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const width = (name.startsWith('pos') ? 1 : 0) + (sql === 'm' ? 2 : 1);
      const expected = given.flatMap((row) => {
        const made = items(row).map((item, i) => (name.startsWith('pos') ? [i, ...item] : item));
        const all = made.length === 0 && name.endsWith('outer') ? [Array.from({ length: width }, () => null)] : made;
        return all.map((out) => [row.s, ...out].map(shown));
      });
      const df = session.createDataFrame(given as never, SCHEMA).selectExpr('s', `${name}(${sql})`);
      expect(await held(df)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test('items are read by the steps that follow in the same loop', async () => {
  const text = session.range(3).selectExpr("explode(array(concat('a', id), upper('b'), NULL)) AS v");
  expect(await held(text.selectExpr('count(v) AS n', 'sum(length(v)) AS x'))).toEqual([['6', '9']]);
  const long = session.range(4).selectExpr('explode(array(id, id * 2, 5)) AS v').where('v > 2');
  expect(await held(long.selectExpr('sum(v) AS x'))).toEqual([['33']]);
  const placed = session.range(3).selectExpr('posexplode_outer(map(id, 1, id + 10, 2)) AS (p, k, v)');
  expect(await held(placed.selectExpr('sum(p) AS n', 'max(k) AS k'))).toEqual([['3', '12']]);
});
