import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession } from '../../../../index.ts';
import { RuntimeError } from '../../../../engine/types/errors.ts';
import { bothWays, spillingSessions, type SpillingSessions } from './spilling-sessions.ts';

let sessions: SpillingSessions;
beforeAll(async () => void (sessions = await spillingSessions()));
afterAll(() => Promise.all([sessions.plenty.stop(), sessions.little.stop()]));

const SCHEMA = 'a BIGINT, b STRING, c DOUBLE, d DECIMAL(12,2), e ARRAY<INT>';
const COLUMNS = ['a', 'b', 'c', 'd', 'e'] as const;

const row = fc.record({
  a: fc.option(fc.integer({ min: -20, max: 20 }).map((n) => (n % 5 === 0 ? n * 2 ** 40 : n))),
  b: fc.option(fc.oneof(fc.constantFrom('', 'ä', 'same'), fc.string({ maxLength: 12 }))),
  // Sums of these are exact in any order.
  c: fc.option(fc.oneof(fc.constantFrom(NaN, -0, 0), fc.integer({ min: -40, max: 40 }).map((n) => n / 4))), // prettier-ignore
  d: fc.option(fc.integer({ min: -999, max: 999 }).map((n) => (n / 4).toFixed(2))),
  e: fc.option(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 })),
});
type Rows = readonly object[];
const rows = fc.array(row, { minLength: 60, maxLength: 160 });

/** A step of a plan: it keeps the columns. */
type Step = (input: DataFrame, other: DataFrame) => DataFrame;
const keys = fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 3 });

const sorts = fc
  .array(fc.tuple(fc.constantFrom(...COLUMNS, 'length(b) % 3', 'a * -1'), fc.boolean()), { minLength: 1, maxLength: 3 })
  .map(
    (order): Step =>
      (input) =>
        input.orderBy(...order.map(([key, up]) => (up ? expr(key).asc() : expr(key).desc()))),
  );
const groups = keys.map(
  (by): Step =>
    (input) =>
      input
        .groupBy(...by)
        .agg(
          ...COLUMNS.filter((name) => !by.includes(name)).map((name) => expr(AGGREGATES[name]).as(name)),
          expr('count(*)').as('n'),
        )
        .select(...COLUMNS),
);
const sessionGroups = fc.uniqueArray(fc.constantFrom('a', 'b', 'd', 'e'), { maxLength: 2 }).map(
  (by): Step =>
    (input) =>
      input
        .groupBy(expr(`session_window(timestamp_seconds(nanvl(c, 5D)), concat(length(b) % 3, ' seconds'))`), ...by)
        .agg(
          ...(['a', 'b', 'd', 'e'] as const)
            .filter((name) => !by.includes(name))
            .map((name) => expr(AGGREGATES[name]).as(name)),
        )
        .selectExpr('a', 'b', 'CAST(session_window.start AS DOUBLE) AS c', 'd', 'e'),
);
const AGGREGATES: Readonly<Record<(typeof COLUMNS)[number], string>> = {
  a: 'count(DISTINCT c)',
  b: 'max(b)',
  c: 'sum(c)',
  d: 'CAST(max(d) AS DECIMAL(12,2))',
  e: 'first(e)',
};
const firsts = keys.map(
  (by): Step =>
    (input) =>
      input.dropDuplicates(...by),
);
const joins = fc
  .tuple(fc.constantFrom('inner', 'left', 'right', 'full', 'left_semi', 'left_anti'), keys, fc.boolean())
  .map(([how, by, conditional]): Step => (input, other) => {
    const on = by.map((key) => `l.${key} = r.${key}`).join(' AND ') + (conditional ? ' AND l.a <= r.a + 3' : '');
    const joined = input.as('l').join(other.as('r'), expr(on), how);
    return how.startsWith('left_')
      ? joined
      : joined.selectExpr('l.a', 'r.b', 'coalesce(l.c, r.c) AS c', 'r.d', 'l.e').limit(400);
  });
const plan = fc.array(fc.oneof(sorts, groups, sessionGroups, firsts, joins), { minLength: 1, maxLength: 3 });

/** Rows that come in batches of a few. */
function frame(session: MillraceSession, all: Rows): DataFrame {
  const parts: DataFrame[] = [];
  for (let at = 0; at < all.length; at += 20) parts.push(session.createDataFrame(all.slice(at, at + 20), SCHEMA));
  return parts.reduce((before, part) => before.union(part));
}

/** Null where one group alone is more than the memory: that is said, and nothing comes out. */
async function orRefused<T>(result: Promise<T>): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof RuntimeError && error.condition === 'OUT_OF_MEMORY') return null;
    throw error;
  }
}

test('plans that may hold little give the rows that they give with plenty, in their order', async () => {
  let spilling = 0;
  await fc.assert(
    fc.asyncProperty(rows, rows, plan, fc.integer({ min: 3, max: 12 }), async (left, right, steps, kibibytes) => {
      const before = sessions.spilled.bytes;
      const both = await orRefused(
        bothWays(sessions, `${kibibytes}k`, (session) =>
          steps.reduce((input, step) => step(input, frame(session, right)), frame(session, left)),
        ),
      );
      if (both === null) return;
      expect(both.spilled).toEqual(both.inMemory);
      expect(sessions.spilled.left).toEqual([]);
      if (sessions.spilled.bytes > before) spilling++;
    }),
    { numRuns: 90 },
  );
  expect(spilling).toBeGreaterThan(30);
}, 60_000);
