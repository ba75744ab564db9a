import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { generatedFunction } from '../../../engine/types/generated-function.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const COLUMNS = ['n', 't'];
const EXPRESSIONS = [
  'n',
  't',
  'n + 1',
  'upper(t)',
  "concat(t, '-', n)",
  'n IS NULL',
  'length(t) * n',
  'n + 1',
  "coalesce(t, 'x')",
  "from_json(to_json(struct(n)), 'n INT').n",
  `from_json(concat('{"a": ', n, '}'), 'a INT').a`,
];

const BEHIND: readonly ((rows: DataFrame) => DataFrame)[] = [
  (rows) => rows,
  (rows) => rows.filter("n > 0 OR t = 'a'"),
  (rows) => rows.selectExpr('n * 2 - n AS n', "concat(t, '') AS t"),
  (rows) => rows.filter('n IS NOT NULL').selectExpr('n + 0 AS n', 'upper(t) AS t'),
];

test('columns computed apart are what they are alone, behind a filter, other columns or neither, however many they are', async () => {
  const rows = fc.array(fc.tuple(fc.option(fc.integer({ min: -9, max: 9 })), fc.option(fc.string({ maxLength: 4 }))), {
    minLength: 1,
    maxLength: 20,
  });
  const chosen = fc.array(fc.constantFrom(...EXPRESSIONS), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(rows, chosen, fc.constantFrom(...BEHIND), async (values, expressions, behind) => {
      const all = session.createDataFrame(values, 'n INT, t STRING');
      const input = behind(all);
      const together = await input.selectExpr(...expressions.map((e, i) => `${e} AS c${i}`)).collect();
      const alone = await input
        .selectExpr(...COLUMNS, ...[...new Set(expressions)].map((e) => `${e} AS \`${e} alone\``))
        .collect();
      expect(together).toEqual(
        alone.map((row) => Object.fromEntries(expressions.map((e, i) => [`c${i}`, row[`${e} alone`]]))),
      );
    }),
    { numRuns: 100 },
  );
});

test('a column that is decoded before them passes by a projection, however many others there are', async () => {
  const columns = Array.from({ length: 18 }, (_, i) => `upper(concat(id, '${i}')) AS c${i}`);
  const rows = await session
    .range(2)
    .selectExpr('id', 'id * 2 AS b')
    .selectExpr(...columns, "from_json(to_json(struct(b)), 'b BIGINT').b AS z")
    .select('c17', 'z', ...columns.map((_, i) => `c${i}`))
    .collect();
  expect(rows.map((row) => [row['c17'], row['z']])).toEqual([['017', 0], ['117', 2]]); // prettier-ignore
});

test('random numbers of many columns differ, and the row numbers of a column count each row once', async () => {
  const columns = Array.from({ length: 30 }, (_, i) => `rand() AS r${i}`);
  const [row] = await session
    .range(1)
    .selectExpr(...columns)
    .collect();
  expect(new Set(Object.values(row!)).size).toBe(30);
  const numbered = await session
    .range(3)
    .selectExpr('monotonically_increasing_id() AS m', ...Array.from({ length: 30 }, (_, i) => `id + ${i} AS c${i}`))
    .collect();
  expect(numbered.map((r) => r['m'])).toEqual([0, 1, 2]);
});

test('a generated text is made a function once, and another parameter makes another function', () => {
  const add = generatedFunction<(a: number) => number>(['a'], 'return a + 1;');
  expect(generatedFunction(['a'], 'return a + 1;')).toBe(add);
  expect(generatedFunction(['a', 'b'], 'return a + 1;')).not.toBe(add);
  expect(add(1)).toBe(2);
});
