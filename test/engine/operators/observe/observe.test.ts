import { describe, expect, test } from 'vitest';
import { col, count, expr, lit, max, MillraceSession, Observation, type DataFrame } from '../../../../index.ts';
import { inlineSession } from '../../../stream/inline-session.ts';
import { threadedSession } from '../../tasks/threaded-sessions.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'passes rows on': {
    query: ({ orders }) => orders.observe('seen', count('*').as('rows')).selectExpr('count(*)'),
    rows: [[4]],
  },
  'is a CollectMetrics to Spark Connect': {
    query: ({ orders }) => orders.observe('seen', count('*').as('rows')),
    message: {
      collectMetrics: {
        name: 'seen',
        metrics: [
          {
            alias: {
              expr: { unresolvedFunction: { functionName: 'count', arguments: [{ unresolvedStar: {} }] } },
              name: ['rows'],
            },
          },
        ],
      },
    },
  },
});

refuses({
  'a column outside of an aggregate': {
    query: ({ orders }) => orders.observe('seen', expr('sum(id) + id')),
    condition: 'INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE',
  },
  DISTINCT: {
    query: ({ orders }) => orders.observe('seen', expr('count(DISTINCT id)')),
    condition: 'INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED',
  },
  FILTER: {
    query: ({ orders }) => orders.observe('seen', expr('count(*) FILTER (WHERE id > 1)')),
    condition: 'INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED',
  },
  'what is not the same each time': {
    query: ({ orders }) => orders.observe('seen', expr('rand()')),
    condition: 'INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC',
  },
  'metrics of another place by the same name in a stream': {
    query: ({ orders }) =>
      orders.observe('seen', count('*').as('a')).filter('id > 1').observe('seen', count('*').as('a')),
    mode: 'append',
    condition: 'DUPLICATED_METRICS_NAME',
  },
  'and in a batch': {
    query: ({ orders }) => orders.observe('seen', count('*').as('a')).observe('seen', max('id').as('a')),
    condition: 'DUPLICATED_METRICS_NAME',
  },
  'an Observation of a stream': {
    query: ({ orders }) => orders.observe(new Observation('seen'), count('*').as('a')),
    mode: 'append',
    condition: 'UNSUPPORTED_FEATURE.OBSERVATION_OF_STREAM',
  },
});

describe('an Observation', () => {
  const above: Record<string, (df: DataFrame) => DataFrame> = {
    'a filter above': (df) => df.filter('id % 7 = 0'),
    'other columns above': (df) => df.select(lit(1).as('one')),
    'an aggregation above': (df) => df.groupBy(expr('id % 3')).count(),
    'a join above': (df) => df.join(df.sparkSession.range(10), 'id'),
    'a sort above': (df) => df.orderBy(col('id').desc()),
  };
  const metrics = [
    count('*').as('rows'),
    max('id').as('most'),
    expr('sum(id) / count(*) AS mean'),
    lit(7).as('seven'),
    expr('max(CAST(id AS DECIMAL(20, 2))) AS d'),
  ];

  test.each(Object.entries(above))('sees all rows that pass it, with %s, on one thread and on two', async (_, rest) => {
    for (const session of [(await inlineSession()).session, await threadedSession(2)]) {
      const observation = new Observation('seen');
      await rest(session.range(10_000).observe(observation, ...metrics)).collect();
      const { d, ...row } = await observation.get;
      expect(row).toEqual({ rows: 10_000, most: 9999, mean: 4999.5, seven: 7 });
      expect(String(d)).toBe('9999.00');
      await session.stop();
    }
  });

  test('of no rows is one of none, and it is told by a write, too', async () => {
    const { session } = await inlineSession();
    const observation = new Observation('none');
    const none = session.range(0).observe(observation, count('*').as('rows'), max('id').as('most'));
    await none.write.format('noop').mode('overwrite').save();
    expect(await observation.get).toEqual({ rows: 0, most: null });
    await session.stop();
  });

  test('belongs to one DataFrame, whose first action it tells of', async () => {
    const { session } = await inlineSession();
    const observation = new Observation();
    const df = session.range(3).observe(observation, count('*').as('rows'));
    await df.collect();
    await df.collect();
    expect(await observation.get).toEqual({ rows: 3 });
    expect(() => df.observe(observation, count('*'))).toThrow(
      expect.objectContaining({ condition: 'OBSERVATION_USED_TWICE' }),
    );
    await session.stop();
  });

  test('whose metrics fail fails the action', async () => {
    const { session } = await inlineSession();
    for (const metric of ['1 / sum(id - id) AS x', 'sum(1 / (id - 1)) AS x']) {
      const observation = new Observation();
      const df = session.range(3).observe(observation, expr(metric));
      await expect(df.collect()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });
      await expect(observation.get).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });
    }
    await session.stop();
  });

  test('of an action that fails below it fails with it', async () => {
    const { session } = await inlineSession();
    const observation = new Observation();
    const df = session.range(3).selectExpr('1 / (id - 2)').observe(observation, count('*').as('rows'));
    await expect(df.collect()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });
    await expect(observation.get).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' });
    await session.stop();
  });

  test('is not told by explain, and of a DataFrame that is used twice told once', async () => {
    const { session } = await inlineSession();
    const observation = new Observation();
    const df = session.range(20_000).observe(observation, count('*').as('rows'));
    await df.explain('codegen');
    expect((await df.union(df).collect()).length).toBe(40_000);
    expect(await observation.get).toEqual({ rows: 20_000 });
    await session.stop();
  });

  test('of a number that JavaScript cannot hold says so, in a session with an engine of its own', async () => {
    const session = await MillraceSession.builder.create();
    const observation = new Observation();
    await session.range(3).observe(observation, expr('max(id) + 9007199254740993 AS most')).collect();
    await expect(observation.get).rejects.toMatchObject({ condition: 'MILLRACE_UNSAFE_BIGINT' });
    await session.stop();
  });
});

test('a stream reports what each batch came to, by name, as values of JSON', async () => {
  const { session } = await inlineSession();
  const input = session.memoryStream('n', 'n BIGINT, at TIMESTAMP');
  const query = await input
    .toDF()
    .observe('all', count('*').as('rows'), max('at').as('last'), expr('max(CAST(n AS DECIMAL(30, 1))) AS d'))
    .filter('n > 1')
    .observe('big', count('*').as('rows'), max('n').as('most'))
    .groupBy('n')
    .count()
    .writeStream.format('noop')
    .outputMode('update')
    .start();
  const seen: unknown[] = [];
  const batch = async (...ns: bigint[]): Promise<void> => {
    await input.addData(...ns.map((n) => [n, new Date('2026-01-02T03:04:05Z')]));
    await query.processAllAvailable();
    seen.push(query.lastProgress?.observedMetrics);
  };
  await batch(1n, 2n);
  await batch(2n ** 60n);
  await batch(0n);
  const last = '2026-01-02T03:04:05.000000Z';
  const most = String(2n ** 60n);
  expect(seen).toEqual([
    { all: { rows: 2, last, d: '2.0' }, big: { rows: 1, most: 2 } },
    { all: { rows: 1, last, d: `${most}.0` }, big: { rows: 1, most } },
    { all: { rows: 1, last, d: '0.0' }, big: { rows: 0, most: null } },
  ]);
  await session.stop();
});
