import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import * as F from '../../../../engine/api/functions.ts';
import type { MillraceSession } from '../../../../engine/api/session.ts';
import { operators } from '../../../../engine/operators/operators.ts';
import { optimize, RULES } from '../../../../engine/plan/optimizer.ts';
import { pruneColumns } from '../../../../engine/plan/rules/prune-columns.ts';
import { inlineSession } from '../../../stream/inline-session.ts';
import { planOf, planText } from './plan-text.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const orders = (): DataFrame => session.createDataFrame([], 'id INT, country STRING, amount INT');
const names = (): DataFrame => session.createDataFrame([], 'code STRING, name STRING');
/** A source of folders by k. */
const source = (): DataFrame => session.read.format('any').load();
const stream = (): DataFrame => session.readStream.format('any').load();

const otherStream = (): DataFrame => stream().selectExpr('k AS k2', 'v AS v2');
const STREAM = 'stream_scan(ts, k, v)';
const OTHER = 'project k AS k2, v AS v2 <- [stream_scan(ts, k, v)]';

const ORDERS = 'local(id, country, amount)';
const NAMES = 'local(code, name)';

/** By rule: a DataFrame, its plan before the rule and after it; undefined where the rule leaves the very same plan. */
type Case = readonly [what: string, df: () => DataFrame, before: string, after: string | undefined];
const CASES: Readonly<Record<string, readonly Case[]>> = {
  'choose join side': [
    [
      'of sides whose rows are counted the clearly smaller one is held',
      () => orders().join(session.range(0, 50_000), 'id'),
      'project id, country, amount <- [project id, country, amount, id <- [inner join <- [project id, country, amount, id AS key <- [local(id, country, amount)]; range(id)]]]',
      'project id, country, amount <- [project id, country, amount, id <- [inner join, left held <- [project id, country, amount, id AS key <- [local(id, country, amount)]; range(id)]]]',
    ],
    [
      'a side that is not much smaller is left alone',
      () => session.range(0, 20_000).join(session.range(0, 50_000), 'id'),
      'project id <- [inner join <- [range(id); range(id)]]',
      undefined,
    ],
  ],
  'replace operators': [
    [
      'a sample is a filter of random numbers',
      () => orders().sample(0.5, 1),
      `sample(id, country, amount) <- [${ORDERS}]`,
      `project id, country, amount <- [filter ((draw >= 0) AND (draw < 0.5)) <- [project id, country, amount, rand() AS draw <- [${ORDERS}]]]`,
    ],
    [
      'rows of both sides are counted group by group',
      () => orders().select('id').intersect(orders().select('id')),
      `set_operation(id) <- [project id <- [${ORDERS}]; project id <- [${ORDERS}]]`,
      `project id <- [filter ((left > 0) AND (right > 0)) <- [aggregate id, count(left), count(right) <- [union <- [project id, 1 AS mark, null AS mark <- [project id <- [${ORDERS}]]; project id, null AS mark, 1 AS mark <- [project id <- [${ORDERS}]]]]]]`,
    ],
  ],
  'filter join inputs': [
    [
      'rows of two streams that cannot match are left out before it',
      () => stream().join(otherStream(), F.expr('k = k2 AND v > 1 AND v < v2'), 'inner'),
      `inner join if ((v > 1) AND (v < v2)) <- [${STREAM}; ${OTHER}]`,
      `inner join if (v < v2) <- [filter (v > 1) <- [filter isnotnull(v) <- [filter isnotnull(k) <- [${STREAM}]]]; filter isnotnull(v2) <- [filter isnotnull(k2) <- [${OTHER}]]]`,
    ],
    [
      'of a left join only right ones: left rows come out',
      () => stream().join(otherStream(), F.expr('k = k2 AND v > 1 AND v2 > 2'), 'left'),
      `left join if ((v > 1) AND (v2 > 2)) <- [${STREAM}; ${OTHER}]`,
      `left join if (v > 1) <- [${STREAM}; filter (v2 > 2) <- [filter isnotnull(k2) <- [${OTHER}]]]`,
    ],
    [
      'of a full join none',
      () => stream().join(otherStream(), F.expr('k = k2 AND v > 1'), 'full'),
      `full join if (v > 1) <- [${STREAM}; ${OTHER}]`,
      undefined,
    ],
    [
      'rows of a stream that cannot match a table do not move the watermark',
      () => stream().join(names(), F.expr('k = code'), 'inner'),
      `inner join <- [${STREAM}; ${NAMES}]`,
      `inner join <- [filter isnotnull(k) <- [${STREAM}]; filter isnotnull(code) <- [${NAMES}]]`,
    ],
    [
      'a join with a side at hand keeps nothing',
      () => orders().join(names(), F.expr('country = code'), 'inner'),
      `inner join <- [${ORDERS}; ${NAMES}]`,
      undefined,
    ],
  ],
  'narrow outer join': [
    [
      'a left join whose missing rows are refused is an inner one',
      () => orders().join(names(), F.expr('country = code'), 'left').filter("name > 'a'"),
      `filter (name > a) <- [left join <- [${ORDERS}; ${NAMES}]]`,
      `filter (name > a) <- [inner join <- [${ORDERS}; ${NAMES}]]`,
    ],
    [
      'a full join keeps the side that may be missing',
      () => orders().join(names(), F.expr('country = code'), 'full').filter('amount > 1'),
      `filter (amount > 1) <- [full join <- [${ORDERS}; ${NAMES}]]`,
      `filter (amount > 1) <- [left join <- [${ORDERS}; ${NAMES}]]`,
    ],
    [
      'what NULL does not refuse says nothing',
      () => orders().join(names(), F.expr('country = code'), 'left').filter("coalesce(name, 'b') > 'a'"),
      `filter (coalesce(name, b) > a) <- [left join <- [${ORDERS}; ${NAMES}]]`,
      undefined,
    ],
    [
      'nor does the side that is always there',
      () => orders().join(names(), F.expr('country = code'), 'left').filter('amount > 1'),
      `filter (amount > 1) <- [left join <- [${ORDERS}; ${NAMES}]]`,
      undefined,
    ],
  ],
  'push filter into source': [
    [
      'a source that can use a condition is told, and the filter stays',
      () => source().filter("k = 'a' AND v > 1"),
      'filter ((k = a) AND (v > 1)) <- [scan(ts, k, v)]',
      'filter ((k = a) AND (v > 1)) <- [scan(ts, k, v) k = v >]',
    ],
    [
      'one that can use none is left alone',
      () => source().filter('v > 1'),
      'filter (v > 1) <- [scan(ts, k, v)]',
      undefined,
    ],
    [
      'what is no condition on a column is not told',
      () => source().filter("upper(k) = 'A'"),
      'filter (upper(k) = A) <- [scan(ts, k, v)]',
      undefined,
    ],
    ['rows at hand are no source', () => orders().filter('id > 1'), `filter (id > 1) <- [${ORDERS}]`, undefined],
  ],
  'push limit into source': [
    [
      'a source is told how many rows are looked at, those that are skipped too',
      () => source().limit(3),
      'limit 3 <- [scan(ts, k, v)]',
      'limit 3 <- [scan(ts, k, v) limit 3]',
    ],
    [
      'not what a filter takes away from',
      () => source().filter('v > 1').limit(3),
      'limit 3 <- [filter (v > 1) <- [scan(ts, k, v)]]',
      undefined,
    ],
    [
      'nothing where only the first rows are skipped',
      () => source().offset(3),
      'limit 9007199254740991 from 3 <- [scan(ts, k, v)]',
      undefined,
    ],
  ],
  'fold constants': [
    [
      'what reads no column is computed',
      () => orders().filter('amount > 2 * 3 + 1'),
      `filter (amount > ((2 * 3) + 1)) <- [${ORDERS}]`,
      `filter (amount > 7) <- [${ORDERS}]`,
    ],
    [
      'what fails is left to fail when rows come',
      () => orders().filter('amount > 1 div 0'),
      `filter (amount > (1 div 0)) <- [${ORDERS}]`,
      undefined,
    ],
    [
      'chance is no constant',
      () => orders().filter('rand() > 0.5D'),
      `filter (rand() > 0.5) <- [${ORDERS}]`,
      undefined,
    ],
    [
      'nor are bytes that no literal can hold',
      () => orders().selectExpr("CAST(X'FF' AS STRING) AS s"),
      `project 255 AS s <- [${ORDERS}]`,
      undefined,
    ],
  ],
  'merge projections': [
    [
      'of names and literals they are one',
      () => orders().selectExpr('amount AS a', '1 AS one').selectExpr('a + a AS b', 'one'),
      `project (a + a) AS b, one <- [project amount AS a, 1 AS one <- [${ORDERS}]]`,
      `project (amount + amount) AS b, 1 AS one <- [${ORDERS}]`,
    ],
    [
      'what is computed once and read twice stays so',
      () => orders().selectExpr('upper(country) AS u').selectExpr('u AS a', 'u AS b'),
      `project u AS a, u AS b <- [project upper(country) AS u <- [${ORDERS}]]`,
      undefined,
    ],
    [
      'chance is taken once',
      () => orders().selectExpr('rand(1) AS r').selectExpr('r + 1 AS s'),
      `project (r + 1) AS s <- [project rand() AS r <- [${ORDERS}]]`,
      undefined,
    ],
  ],
  'push filter down': [
    [
      'below a projection of names',
      () => orders().selectExpr('amount AS a').filter('a > 1'),
      `filter (a > 1) <- [project amount AS a <- [${ORDERS}]]`,
      `project amount AS a <- [filter (amount > 1) <- [${ORDERS}]]`,
    ],
    [
      'not below what computes what it reads',
      () => orders().selectExpr('amount * 2 AS a').filter('a > 1'),
      `filter (a > 1) <- [project (amount * 2) AS a <- [${ORDERS}]]`,
      undefined,
    ],
    [
      'below a sort',
      () => orders().orderBy('id').filter('id > 1'),
      `filter (id > 1) <- [sort id <- [${ORDERS}]]`,
      `sort id <- [filter (id > 1) <- [${ORDERS}]]`,
    ],
    [
      'not below a limit',
      () => orders().limit(3).filter('id > 1'),
      `filter (id > 1) <- [limit 3 <- [${ORDERS}]]`,
      undefined,
    ],
    [
      'into each branch of a union, by position',
      () => orders().select('id').union(orders().select('amount')).filter('id > 1'),
      `filter (id > 1) <- [union <- [project id <- [${ORDERS}]; project amount <- [${ORDERS}]]]`,
      `union <- [filter (id > 1) <- [project id <- [${ORDERS}]]; filter (amount > 1) <- [project amount <- [${ORDERS}]]]`,
    ],
    ...(['inner', 'left', 'right', 'full', 'left_semi', 'left_anti'] as const).map((how): Case => {
      const on = F.expr('country = code');
      const joined = `${how === 'left_semi' ? 'semi' : how === 'left_anti' ? 'anti' : how} join`;
      const below =
        how === 'right' || how === 'full' ? undefined : `${joined} <- [filter (amount > 1) <- [${ORDERS}]; ${NAMES}]`;
      return [
        `on the left side of a join that is ${how}`,
        () => orders().join(names(), on, how).filter('amount > 1'),
        `filter (amount > 1) <- [${joined} <- [${ORDERS}; ${NAMES}]]`,
        below,
      ];
    }),
    ...(['inner', 'left', 'right', 'full'] as const).map((how): Case => {
      const below =
        how === 'left' || how === 'full' ? undefined : `${how} join <- [${ORDERS}; filter (name = x) <- [${NAMES}]]`;
      return [
        `on the right side of a join that is ${how}`,
        () => orders().join(names(), F.expr('country = code'), how).filter("name = 'x'"),
        `filter (name = x) <- [${how} join <- [${ORDERS}; ${NAMES}]]`,
        below,
      ];
    }),
    [
      'below a grouping when it looks at keys alone',
      () => orders().groupBy('country').count().filter("country = 'PT'"),
      `filter (country = PT) <- [aggregate country, count(1) <- [${ORDERS}]]`,
      `aggregate country, count(1) <- [filter (country = PT) <- [${ORDERS}]]`,
    ],
    [
      'in the parts that may pass, the others stay',
      () => orders().groupBy('country').count().filter("country = 'PT' AND count > 1"),
      `filter ((country = PT) AND (count > 1)) <- [aggregate country, count(1) <- [${ORDERS}]]`,
      `filter (count > 1) <- [aggregate country, count(1) <- [filter (country = PT) <- [${ORDERS}]]]`,
    ],
    [
      'not with chance in it',
      () => orders().orderBy('id').filter('rand(1) > 0.5D'),
      `filter (rand() > 0.5) <- [sort id <- [${ORDERS}]]`,
      undefined,
    ],
    [
      'not below the groups of a stream, whose state is seen',
      () => stream().groupBy('k').count().filter("k = 'a'"),
      'filter (k = a) <- [aggregate k, count(1) <- [stream_scan(ts, k, v)]]',
      undefined,
    ],
  ],
  'push filter below watermark': [
    [
      'that does not look at the time',
      () => stream().withWatermark('ts', '1 second').filter('v > 1'),
      'filter (v > 1) <- [watermark ts <- [stream_scan(ts, k, v)]]',
      'watermark ts <- [filter (v > 1) <- [stream_scan(ts, k, v)]]',
    ],
    [
      'also through what is computed',
      () => stream().withWatermark('ts', '1 second').selectExpr('ts', 'v * 2 AS w').filter('w > 1'),
      'filter (w > 1) <- [project ts, (v * 2) AS w <- [watermark ts <- [stream_scan(ts, k, v)]]]',
      'project ts, (v * 2) AS w <- [watermark ts <- [filter ((v * 2) > 1) <- [stream_scan(ts, k, v)]]]',
    ],
    [
      'not when it looks at the time',
      () => stream().withWatermark('ts', '1 second').filter("ts > TIMESTAMP '2024-01-01 00:00:00'"),
      'filter (ts > 1704067200000000) <- [watermark ts <- [stream_scan(ts, k, v)]]',
      undefined,
    ],
  ],
  'push limit down': [
    [
      'below a projection',
      () => orders().selectExpr('amount * 2 AS a').limit(3),
      `limit 3 <- [project (amount * 2) AS a <- [${ORDERS}]]`,
      `project (amount * 2) AS a <- [limit 3 <- [${ORDERS}]]`,
    ],
    [
      'not below chance',
      () => orders().selectExpr('rand(1) AS r').limit(3),
      `limit 3 <- [project rand() AS r <- [${ORDERS}]]`,
      undefined,
    ],
    [
      'two are the smaller one',
      () => orders().limit(5).limit(3),
      `limit 3 <- [limit 5 <- [${ORDERS}]]`,
      `limit 3 <- [${ORDERS}]`,
    ],
    [
      'into the branches of a union, with what is left out there',
      () => orders().union(orders()).limit(3),
      `limit 3 <- [union <- [${ORDERS}; ${ORDERS}]]`,
      `limit 3 <- [union <- [limit 3 <- [${ORDERS}]; limit 3 <- [${ORDERS}]]]`,
    ],
    [
      'not of a stream',
      () => stream().select('v').limit(3),
      'limit 3 <- [project v <- [stream_scan(ts, k, v)]]',
      undefined,
    ],
  ],
  'split distinct aggregates': [
    [
      'over the same values become two steps',
      () => orders().groupBy('country').agg(F.expr('count(DISTINCT id) AS n'), F.expr('sum(DISTINCT id) AS s')),
      `aggregate country, count(DISTINCT id), sum(DISTINCT id) <- [${ORDERS}]`,
      `aggregate country, count(value0), sum(value0) <- [deduplicate(country, value0) <- [project country, id AS value0 <- [${ORDERS}]]]`,
    ],
    [
      'over different values stay one',
      () => orders().groupBy('country').agg(F.expr('count(DISTINCT id) AS n'), F.expr('sum(DISTINCT amount) AS s')),
      `aggregate country, count(DISTINCT id), sum(DISTINCT amount) <- [${ORDERS}]`,
      undefined,
    ],
    [
      'beside others stay one',
      () => orders().groupBy('country').agg(F.expr('count(DISTINCT id) AS n'), F.expr('sum(id) AS s')),
      `aggregate country, count(DISTINCT id), sum(id) <- [${ORDERS}]`,
      undefined,
    ],
  ],
};

describe.each(Object.entries(CASES))('%s', (name, cases) => {
  const rule = RULES.find((each) => each.name === name)!;

  test.each(cases)('%s', async (_, df, before, after) => {
    const plan = await planOf(df());
    expect(planText(plan)).toBe(before);
    const next = rule.apply(plan, operators);
    if (after === undefined) expect(next).toBe(plan);
    else expect(planText(next)).toBe(after);
  });

  test.each(cases)('%s, with the same columns, and nothing more to do the second time', async (_, df) => {
    const once = rule.apply(await planOf(df()), operators);
    const twice = rule.apply(once, operators);
    expect(rule.apply(twice, operators)).toEqual(twice);
    expect(once.output.map((a) => a.name)).toEqual((await planOf(df())).output.map((a) => a.name));
  });
});

test('every rule has cases', () => {
  expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ name }) => name).sort());
});

describe('prune columns', () => {
  const PRUNED: readonly (readonly [what: string, df: () => DataFrame, after: string])[] = [
    ['a stream decodes what is read', () => stream().select('v'), 'project v <- [stream_scan(v)]'],
    ['a filter reads, too', () => stream().filter("k = 'a'").select('v'), 'project v <- [filter (k = a) <- [stream_scan(k, v)]]'],
    ['so does a sort', () => stream().orderBy('k').select('v'), 'project v <- [sort k <- [stream_scan(k, v)]]'],
    ['a watermark needs its time', () => stream().withWatermark('ts', '1 second').select('v'), 'project v <- [watermark ts <- [stream_scan(ts, v)]]'],
    ['all columns of a distinct count', () => stream().distinct().select('v'), 'project v <- [deduplicate(ts, k, v) <- [stream_scan(ts, k, v)]]'],
    ['a computed column that nobody reads is left out', () => stream().selectExpr('v', 'upper(k) AS u').select('v'), 'project v <- [project v <- [stream_scan(v)]]'],
    ['an aggregate of a batch that nobody reads is left out', () => orders().groupBy('country').agg(F.sum('amount'), F.max('id')).select('max(id)'), 'project max(id) <- [aggregate country, max(id) <- [local(id, country)]]'],
    ['that of a stream stays: its state holds it', () => stream().groupBy('k').agg(F.sum('v'), F.count('v')).select('k'), 'project k <- [aggregate k, sum(v), count(v) <- [stream_scan(k, v)]]'],
    ['rows at hand give what is wanted of them', () => orders().select('id'), 'project id <- [local(id)]'],
  ]; // prettier-ignore

  test.each(PRUNED)('%s', async (_, df, after) => {
    expect(planText(pruneColumns(await planOf(df()), operators))).toBe(after);
  });
});

test('all rules together keep columns and their order', async () => {
  const df = orders()
    .join(names(), F.expr('country = code'), 'left')
    .selectExpr('name', 'amount * 2 AS twice', 'id')
    .filter('id > 1 + 1')
    .limit(9)
    .limit(5);
  const plan = await planOf(df);
  const best = optimize(plan, operators);
  expect(best.output.map((a) => a.id)).toEqual(plan.output.map((a) => a.id));
  expect(planText(best)).toBe(
    `project name, (amount * 2) AS twice, id <- [limit 5 <- [left join <- [filter (id > 2) <- [${ORDERS}]; ${NAMES}]]]`,
  );
});
