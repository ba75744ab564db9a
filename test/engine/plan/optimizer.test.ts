import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import * as F from '../../../engine/api/functions.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

/** The optimised plan as `explain("extended")` shows it. */
async function optimized(df: DataFrame): Promise<string> {
  const all = await df.explainString('extended');
  return all.slice(all.indexOf('== Optimized Logical Plan =='), all.indexOf('== Physical Plan =='));
}

const orders = (): DataFrame =>
  session.createDataFrame(
    [
      { id: 1, country: 'PT', amount: 5 },
      { id: 2, country: 'ES', amount: 7 },
      { id: 3, country: 'PT', amount: 9 },
      { id: 4, country: null, amount: 1 },
    ],
    'id INT, country STRING, amount INT',
  );
const countries = (): DataFrame =>
  session.createDataFrame(
    [
      { country: 'PT', name: 'Portugal' },
      { country: 'ES', name: 'Spain' },
    ],
    'country STRING, name STRING',
  );

/** What a rule does to a plan, and the rows, which it must not change. */
const CASES: Readonly<Record<string, { df: () => DataFrame; plan: RegExp; rows: readonly unknown[][] }>> = {
  'what is computed before rows come is shown as it was computed': {
    df: () => orders().filter('amount > 2 * 3 + 1').select('amount'),
    plan: /Filter \(\(amount > 7\)\)/,
    rows: [[9]],
  },
  'so it is within aggregates': {
    df: () =>
      orders().agg(F.expr('sum(amount + (1 + 2))'), F.expr('count(DISTINCT amount % (1 + 1))'), F.expr('first(2 * 3)')),
    plan: /Aggregate \[\], \[sum\(\(amount \+ 3\)\), count\(DISTINCT \(amount % 2\)\), first\(6\)\]/,
    rows: [[34, 1, 6]],
  },
  'a limit goes into each branch of a union once, below its projection': {
    df: () => orders().selectExpr('id + 1 AS id').union(orders().select('id')).limit(9).select('id'),
    plan: /^(?!.*Limit 9\s+\+- Limit 9)/s,
    rows: [[2], [3], [4], [5], [1], [2], [3], [4]],
  },
  'a union reads only the columns that are wanted, in each branch': {
    df: () =>
      orders()
        .union(orders().select('id', F.upper('country').as('country'), 'amount'))
        .groupBy()
        .sum('amount'),
    plan: /^(?!.*upper)/s,
    rows: [[44n]],
  },
  'a union by position stays one when a branch has its columns in another order': {
    df: () =>
      orders().select('id', 'amount').union(orders().select('amount', 'id')).select('amount').filter('amount > 6'),
    plan: /Filter.*Filter/s,
    rows: [[7], [9]],
  },
  'an aggregate that nobody reads is not computed': {
    df: () =>
      orders()
        .groupBy('country')
        .agg(F.sum('amount').as('s'), F.max('id').as('m'))
        .select('country', 's')
        .filter("country = 'PT'"),
    plan: /^(?!.*max)/s,
    rows: [['PT', 14n]],
  },
  'a filter on what is grouped by runs before the grouping': {
    df: () => orders().groupBy('country').count().filter("country = 'PT'"),
    plan: /Aggregate[^\n]*\n[^\n]*Filter/,
    rows: [['PT', 2n]],
  },
  'distinct values of a group are found before they are counted': {
    df: () =>
      orders()
        .groupBy('country')
        .agg(F.expr('count(DISTINCT amount % 4)').as('n'), F.expr('sum(DISTINCT amount % 4)').as('s'))
        .orderBy('country'),
    plan: /Aggregate[^\n]*\n[^\n]*Deduplicate/,
    rows: [
      [null, 1, 1],
      ['ES', 1, 3],
      ['PT', 1, 1],
    ],
  },
  'distinct values beside other aggregates are found in their group': {
    df: () => orders().groupBy().agg(F.expr('count(DISTINCT country)').as('n'), F.expr('count(amount)').as('c')),
    plan: /^(?!.*Deduplicate)/s,
    rows: [[2, 4]],
  },
  'a filter on what was counted stays above': {
    df: () => orders().groupBy('country').count().filter('count > 1'),
    plan: /Filter[^\n]*\n[^\n]*Aggregate/,
    rows: [['PT', 2n]],
  },
  'a condition over a join goes to the side that it judges': {
    df: () => orders().join(countries(), ['country']).filter("amount > 6 AND name = 'Spain'").select('id'),
    plan: /Join[^]*Filter[^]*Filter/,
    rows: [[2]],
  },
  'a condition on the side that an outer join fills with nulls stays above': {
    df: () => orders().join(countries(), ['country'], 'left').filter('name IS NULL').select('id'),
    plan: /Filter[^\n]*\n[^]*Join/,
    rows: [[4]],
  },
  'a limit runs before a projection and in each branch of a union': {
    df: () => orders().union(orders()).limit(1).select(F.col('amount').multiply(2).as('a')),
    plan: /Project[^\n]*\n[^\n]*Limit 1\n[^]*Limit 1[^]*Limit 1/,
    rows: [[10]],
  },
  'two limits are the smaller one': {
    df: () => orders().select('id').limit(3).limit(2),
    plan: /Limit 2/,
    rows: [[1], [2]],
  },
  'an offset counts within the limit below it': {
    df: () => orders().select('id').limit(3).offset(2).limit(5),
    plan: /Limit 1 offset 2/,
    rows: [[3]],
  },
  'what reads no column is computed once': {
    df: () => orders().select(F.expr("concat('a', upper('b'))").as('c')).limit(1),
    plan: /aB AS c/,
    rows: [['aB']],
  },
  'now and a random number are no constants': {
    df: () =>
      session.range(1).select(F.expr("current_timestamp() > TIMESTAMP '1900-01-01 00:00:00' AND rand() < 1").as('c')),
    plan: /current_timestamp[^]*rand/,
    rows: [[true]],
  },
  'two projections are one where nothing is computed twice': {
    df: () => orders().withColumnRenamed('amount', 'b').select(F.col('b').multiply(2).as('c')).limit(1),
    plan: /^[^\n]*\n(?!.*Project.*Project)/s,
    rows: [[10]],
  },
};

describe('the optimised plan', () => {
  test.each(Object.entries(CASES))('%s', async (_, { df, plan, rows }) => {
    expect(await optimized(df())).toMatch(plan);
    const found = await df().collect();
    expect(found.map((row) => Object.values(row as object))).toEqual(
      rows.map((row) => row.map((v) => (typeof v === 'bigint' ? Number(v) : v))),
    );
  });
});

test('an error that a constant makes comes when rows come, and none when no row does', async () => {
  const failing = session.range(3).select(F.expr('1 / 0').as('q'));
  await expect(failing.collect()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });
  expect(await session.range(0).select(F.expr('1 / 0').as('q')).collect()).toEqual([]);
});

/** Joins whose filters move down to where columns do not say that they are there. */
const JOINS_OF_A_STREAM: Readonly<Record<string, (events: DataFrame, table: DataFrame) => DataFrame>> = {
  'with a table whose column is renamed': (s, t) => s.join(t.withColumnRenamed('country', 'code'), F.expr('k = code')),
  'whose column is renamed': (s, t) => s.withColumnRenamed('k', 'code').join(t, F.expr('code = country')),
  'by a computed key': (s, t) => s.join(t, F.expr('upper(k) = country'), 'left'),
  'with a union': (s, t) => s.join(t.union(t), F.expr('k = country')),
  'with groups': (s, t) => s.join(t.groupBy('country').count(), F.expr('k = country')),
  'with another stream': (s) => {
    const others = session.memoryStream('others', 'k2 STRING, w INT').toDF().selectExpr('k2 AS k3', 'w');
    return s.join(others, F.expr('k = k3 AND w > 1'));
  },
};
test.each(Object.entries(JOINS_OF_A_STREAM))('a stream joined %s is filtered once for each side', async (_, join) => {
  const events = session.memoryStream('events', 'k STRING, n INT').toDF();
  const plan = await optimized(join(events, countries()));
  expect(plan.match(/Filter/g)?.length ?? 0).toBeLessThanOrEqual(4);
});
