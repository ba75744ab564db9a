import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession } from '../../../index.ts';
import { operators } from '../../../engine/operators/operators.ts';
import { RULES } from '../../../engine/plan/optimizer.ts';
import { inlineSession } from '../../stream/inline-session.ts';
import { planOf } from './rules/plan-text.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const SCHEMA = 'n INT, t STRING, v STRING, d DOUBLE';
const KEPT = ['n', 't', 'v', 'd'];

/** Each takes rows of the schema and gives rows of it; what order rows have is no part of what it says. */
const STEPS: Readonly<Record<string, (rows: DataFrame) => DataFrame>> = {
  'computes a number': (rows) => rows.withColumn('n', rows.col('n').multiply(3).mod(11)),
  'computes a text': (rows) => rows.selectExpr('n', "concat_ws('-', t, n) AS t", 'v', 'd'),
  'reads JSON': (rows) => rows.selectExpr('n', "from_json(v, 'a INT, b STRING').b AS t", 'v', 'd'),
  'reads computed JSON': (rows) =>
    rows.selectExpr(
      'n',
      `from_json(concat('{"a": ', n, ', "b": "', coalesce(t, ''), '"}'), 'a INT, b STRING').b AS t`,
      'v',
      'd',
    ),
  'writes JSON': (rows) => rows.selectExpr('n', 't', "to_json(named_struct('a', n, 'b', t)) AS v", 'd'),
  'reads a part of it twice': (rows) =>
    rows
      .selectExpr("from_json(v, 'a INT').a AS x", '*')
      .selectExpr('coalesce(x, n) AS n', "get_json_object(v, '$.b') AS t", 'v', 'd'),
  'goes through a struct': (rows) =>
    rows.selectExpr('named_struct("n", n, "t", t) AS s', 'v', 'd').selectExpr('s.n', 'upper(s.t) AS t', 'v', 'd'),
  'goes through a list': (rows) =>
    rows
      .selectExpr('transform(array(n, n + 1), x -> x * 2) AS l', 't', 'v', 'd')
      .selectExpr('l[1] AS n', 't', 'v', 'd'),
  'filters by a number': (rows) => rows.filter('n % 3 <> 1'),
  'filters by a text': (rows) => rows.filter("t LIKE '%a%' OR t IS NULL"),
  'filters by what it computes': (rows) =>
    rows
      .selectExpr('*', 'length(t) + n AS l')
      .filter('l > 2')
      .select(...KEPT),
  explodes: (rows) => rows.selectExpr('t', 'v', 'd', 'explode(array(n, n + 10)) AS n').select(...KEPT),
  counts: (rows) =>
    rows
      .groupBy('t')
      .agg({ n: 'max', v: 'min', d: 'sum' })
      .toDF('t', 'n', 'v', 'd')
      .select(...KEPT),
  'counts by two keys': (rows) =>
    rows.groupBy('n', 't').count().selectExpr('n', 't', 'CAST(count AS STRING) AS v', 'CAST(count AS DOUBLE) AS d'),
  'takes each row once': (rows) => rows.distinct(),
  'takes each key once': (rows) => rows.groupBy('n').agg({ t: 'min', v: 'max', d: 'max' }).toDF('n', 't', 'v', 'd'),
  'takes the first rows': (rows) => rows.orderBy('n', 't', 'v', 'd').limit(7),
  'takes no more than very many': (rows) => rows.limit(100_000),
  'joins itself': (rows) =>
    rows
      .join(rows.selectExpr('n AS m', 'd AS e').distinct(), expr('n = m'), 'left')
      .selectExpr('n', 't', 'v', 'coalesce(e, d) AS d'),
  'keeps what has a partner': (rows) => rows.join(rows.selectExpr('n + 1 AS m'), expr('n = m'), 'semi'),
  'keeps what has none': (rows) => rows.join(rows.selectExpr('n + 1 AS m'), expr('n = m'), 'anti'),
  'is appended to itself': (rows) => rows.union(rows.selectExpr('n + 1', 't', 'v', 'd')),
  'fills what is missing': (rows) => rows.na.fill({ t: 'none', n: -1 }),
  'computes very much': (rows) =>
    rows
      .selectExpr(...Array.from({ length: 18 }, (_, i) => `upper(concat(coalesce(t, ''), '${i}')) AS c${i}`), '*')
      .selectExpr('n', 'concat(c0, c17, c3) AS t', 'v', 'd'),
};

const rowsOf = fc.array(
  fc.tuple(
    fc.option(fc.integer({ min: -5, max: 20 })),
    fc.option(fc.constantFrom('a', 'b', 'ab', '', 'é')),
    fc.option(
      fc.oneof(
        fc.constantFrom('{"a": 1, "b": "x"}', '{"b": "ä\\n"}', '{"a": [1]}', 'no', ''),
        fc.integer({ min: 0, max: 9 }).map((a) => `{"a": ${a}, "b": "b${a}"}`),
      ),
    ),
    fc.option(fc.integer({ min: -4, max: 4 }).map((x) => x / 2)),
  ),
  { maxLength: 25 },
);

/** Rows as texts, in an order of their own. */
const texts = async (rows: DataFrame): Promise<string[]> =>
  (await rows.collect()).map((row) => JSON.stringify(KEPT.map((name) => row[name]))).sort();

test('steps that are planned together give what they give one after the other', { timeout: 60_000 }, async () => {
  const chain = fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rowsOf, chain, async (given, names) => {
      const start = session.createDataFrame(given, SCHEMA);
      const together = names.reduce((rows, name) => STEPS[name]!(rows), start);
      let apart = start;
      for (const name of names) {
        const step = STEPS[name]!(apart).selectExpr('CAST(n AS INT) AS n', 't', 'v', 'd');
        apart = session.createDataFrame(
          (await step.collect()).map((row) => KEPT.map((k) => row[k])),
          SCHEMA,
        );
      }
      expect(await texts(together)).toEqual(await texts(apart));
    }),
    { numRuns: 150 },
  );
});

test('the rules come to an end with any plan', { timeout: 60_000 }, async () => {
  const chain = fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(chain, async (names) => {
      const start = session.createDataFrame([[1, 'a', null, 0.5]], SCHEMA);
      let plan = await planOf(names.reduce((rows, name) => STEPS[name]!(rows), start));
      let rounds = 0;
      for (let before = null as typeof plan | null; plan !== before; rounds++) {
        expect(rounds).toBeLessThan(50);
        before = plan;
        plan = RULES.reduce((at, rule) => rule.apply(at, operators), plan);
      }
    }),
    { numRuns: 150 },
  );
});
