import { beforeAll, describe, expect, test } from 'vitest';
import * as F from '../../../engine/api/functions.ts';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => void ({ session } = await inlineSession()));

/** As Spark 4.3 has it. */
const NESTED: readonly (readonly [sql: string, shown: string])[] = [
  ['explode(explode(array(array(1))))', 'explode(explode(array(array(1))))'],
  ['posexplode(explode(array(array(1))))', 'posexplode(explode(array(array(1))))'],
  ['inline(inline(array(struct(array(struct(1))))))', 'inline(inline(array(struct(array(struct(1))))))'],
  ['explode(array(1)) + 1', '(explode(array(1)) + 1)'],
  ['1 + explode(array(1))', '(1 + explode(array(1)))'],
  ['sum(explode(array(1)))', 'sum(explode(array(1)))'],
  ["upper(explode(array('a')))", 'upper(explode(array(a)))'],
  ['array(explode(array(1)))', 'array(explode(array(1)))'],
  ['case when true then explode(array(1)) end', 'CASE WHEN true THEN explode(array(1)) END'],
  ['cast(explode(array(1)) as string)', 'CAST(explode(array(1)) AS STRING)'],
];

test.each(NESTED)('%s is nested in expressions', async (sql, shown) => {
  await expect(session.range(1).selectExpr(sql).collect()).rejects.toMatchObject({
    condition: 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS',
    summary: `The generator is not supported: nested in expressions "${shown}".`,
  });
});

describe('a generator outside of a select list', () => {
  const one = (): ReturnType<typeof F.explode> => F.explode(F.array(F.lit(true)));
  const places: readonly (readonly [name: string, condition: string, df: () => DataFrame])[] = [
    ['filter', 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', () => session.range(1).filter(one())],
    ['orderBy', 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', () => session.range(1).orderBy(one())],
    ['join', 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', () => session.range(1).join(session.range(1), one())],
    ['groupBy', 'UNSUPPORTED_EXPR_FOR_OPERATOR', () => session.range(1).groupBy(one()).count()],
  ];
  test.each(places)('in %s is %s', async (_, condition, df) => {
    await expect(df().collect()).rejects.toMatchObject({
      condition,
      hint: expect.stringContaining('Explode') as string,
    });
  });
});

test('several in one select run over the rows of those before them', async () => {
  const rows = session.range(1).selectExpr('explode(array(1, 2)) a', 'posexplode(array(3, 4))', "'x' x");
  expect((await rows.collect()).map((row) => Object.values(row))).toEqual([
    [1, 0, 3, 'x'],
    [1, 1, 4, 'x'],
    [2, 0, 3, 'x'],
    [2, 1, 4, 'x'],
  ]);
});

test('in agg makes rows of what the aggregation gives', async () => {
  const df = session.range(3).agg(F.explode(F.collect_list('id')).as('x'), F.sum('id').as('n'));
  expect(await df.collect()).toEqual([0, 1, 2].map((x) => ({ x, n: 3 })));
});

test('dropDuplicatesWithinWatermark is for streams', async () => {
  for (const df of [
    session.range(2).dropDuplicatesWithinWatermark(),
    session.range(2).dropDuplicatesWithinWatermark(['id']),
  ]) {
    expect(await df.columns()).toEqual(['id']);
    const refusal = {
      name: 'AnalysisError',
      message: expect.stringContaining('not supported with batch DataFrames') as string,
    };
    await expect(df.collect()).rejects.toMatchObject(refusal);
    await expect(df.count()).rejects.toMatchObject(refusal);
    await expect(df.explain()).rejects.toMatchObject(refusal);
  }
});

test('names of views ignore letters and take back ticks', async () => {
  await session.range(2).createOrReplaceTempView('Orders');
  for (const name of ['orders', 'ORDERS', '`oRDERS`']) expect(await session.table(name).count()).toBe(2);
  expect(await session.table('orders').select('ORDERS.id', 'Orders.ID').columns()).toEqual(['id', 'ID']);
  await session.range(3).createOrReplaceTempView('oRDErs');
  expect(await session.table('Orders').count()).toBe(3);
  await expect(session.range(1).createTempView('ORDERS')).rejects.toMatchObject({
    condition: 'TEMP_TABLE_OR_VIEW_ALREADY_EXISTS',
  });
});
