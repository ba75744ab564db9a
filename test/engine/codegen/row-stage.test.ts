import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
];

test('columns computed apart are what they are alone, behind a filter or not, however many they are', async () => {
  const rows = fc.array(fc.tuple(fc.option(fc.integer({ min: -9, max: 9 })), fc.option(fc.string({ maxLength: 4 }))), {
    minLength: 1,
    maxLength: 20,
  });
  const chosen = fc.array(fc.constantFrom(...EXPRESSIONS), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(rows, chosen, fc.boolean(), async (values, expressions, filtered) => {
      const all = session.createDataFrame(values, 'n INT, t STRING');
      const input = filtered ? all.filter("n > 0 OR t = 'a'") : all;
      const together = await input.selectExpr(...expressions.map((e, i) => `${e} AS c${i}`)).collect();
      const alone = await input
        .selectExpr(...COLUMNS, ...[...new Set(expressions)].map((e) => `${e} AS \`${e} alone\``))
        .collect();
      expect(together).toEqual(
        alone.map((row) => Object.fromEntries(expressions.map((e, i) => [`c${i}`, row[`${e} alone`]]))),
      );
    }),
    { numRuns: 60 },
  );
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
