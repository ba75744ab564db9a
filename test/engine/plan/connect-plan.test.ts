import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import * as F from '../../../engine/api/functions.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

/** What PySpark's own client sends for the same DataFrames, recorded. */
const RECORDED = new URL('../../golden/connect/plans.jsonl', import.meta.url);

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const { col, lit } = F;

/** The DataFrames of the recorded cases, by id. */
const frames: Record<string, (orders: DataFrame, customers: DataFrame) => DataFrame> = {
  range: () => inline.session.range(10),
  'range-step': () => inline.session.range(1, 10, 2, 4),
  sql: () => inline.session.sql('SELECT 1 AS a'),
  table: (o) => o,
  'select-names': (o) => o.select('id', 'amount'),
  'select-star': (o) => o.select('*'),
  'select-expr': (o) => o.selectExpr('amount * 2 AS double', 'upper(country)'),
  'select-column': (o) => o.select(col('amount').plus(1).as('more'), lit('x').as('x')),
  literals: (o) => o.select(lit(1), lit(2 ** 40), lit(1.5), lit(true), lit(null), lit('s')),
  'filter-column': (o) => o.filter(col('amount').gt(10).and(col('country').equalTo('PT'))),
  'filter-string': (o) => o.filter("amount > 10 AND country = 'PT'"),
  'null-tests': (o) => o.filter(col('country').isNull().or(col('amount').isNotNull().not())),
  operators: (o) =>
    o.select(
      col('amount').negate(),
      col('amount').divide(2),
      col('amount').mod(3),
      col('country').like('P%'),
      col('country').isin('PT', 'BR'),
      col('amount').between(1, 2),
    ),
  'null-safe': (o) => o.filter(col('country').eqNullSafe(null)),
  cast: (o) => o.select(col('amount').cast('string'), col('id').cast('double')),
  'case-when': (o) =>
    o.select(F.when(col('amount').gt(10), 'big').when(col('amount').gt(5), 'mid').otherwise('small').as('size')),
  'with-column': (o) => o.withColumn('net', col('amount').multiply(0.8)),
  'with-columns': (o) => o.withColumns({ a: col('id'), b: lit(1) }),
  rename: (o) => o.withColumnRenamed('amount', 'value'),
  drop: (o) => o.drop('amount', 'country'),
  'struct-field': (o) => o.select(F.struct('id', 'country').as('s')).select('s.id', col('s').getField('country')),
  'group-agg': (o) => o.groupBy('country').agg(F.sum('amount').as('total'), F.count('*').as('n'), F.avg('amount')),
  'group-global': (o) => o.groupBy().agg(F.max('amount')),
  'count-shortcut': (o) => o.groupBy('country').count(),
  'count-distinct': (o) => o.groupBy('country').agg(F.countDistinct('id')),
  rollup: (o) => o.rollup('country', 'id').agg(F.sum('amount')),
  'window-tumbling': (o) => o.groupBy(F.window('ts', '1 minute'), 'country').agg(F.sum('amount')),
  'window-sliding': (o) => o.groupBy(F.window('ts', '10 minutes', '5 minutes')).count(),
  watermark: (o) => o.withWatermark('ts', '10 seconds').groupBy(F.window('ts', '1 minute')).count(),
  'join-inner-names': (o, c) => o.join(c, ['id']),
  'join-left-on': (o, c) => o.alias('o').join(c.alias('c'), F.expr('o.id = c.id AND o.ts <= c.since'), 'left'),
  'join-cross': (o, c) => o.crossJoin(c),
  'join-semi': (o, c) => o.join(c, ['id'], 'left_semi'),
  union: (o) => o.union(o),
  'union-by-name': (o, c) => o.unionByName(c, true),
  distinct: (o) => o.distinct(),
  dedup: (o) => o.dropDuplicates(['id']),
  'dedup-within': (o) => o.withWatermark('ts', '10 seconds').dropDuplicatesWithinWatermark(['id']),
  sort: (o) => o.orderBy(col('amount').desc_nulls_last(), 'id'),
  'limit-offset': (o) => o.limit(5).offset(2),
  'na-fill': (o) => o.na.fill(0, ['amount']),
  'na-drop': (o) => o.na.drop('any', ['amount']),
  explode: (o) => o.select(F.explode(F.array('id', 'id')).as('e')),
  'from-json': (o) => o.select(F.from_json(col('country'), 'a INT, b STRING').as('j')).select('j.*'),
  'read-json': () =>
    inline.session.read.schema('id BIGINT, ts TIMESTAMP').option('mode', 'FAILFAST').json('data/orders'),
  'read-csv': () => inline.session.read.format('csv').option('header', true).load(['a.csv', 'b.csv']),
  'read-stream-rate': () => inline.session.readStream.format('rate').option('rowsPerSecond', 5).load(),
  'read-stream-kafka': () =>
    inline.session.readStream
      .format('kafka')
      .option('kafka.bootstrap.servers', 'localhost:9092')
      .option('subscribe', 'orders')
      .load(),
  'read-stream-json': () =>
    inline.session.readStream.schema('id BIGINT').option('maxFilesPerTrigger', 1).json('data/orders'),
  'hint-repartition': (o) => o.repartition(3, 'country'),
  'subquery-alias': (o) => o.alias('o').select('o.id'),
  'to-df': (o) => o.toDF('a', 'b', 'c', 'd'),
  except: (o) => o.exceptAll(o),
  intersect: (o) => o.intersect(o),
};

describe('df.plan is what a Spark Connect client sends', () => {
  const lines = readFileSync(RECORDED, 'utf8').trim().split('\n');
  const cases = lines.map((line) => JSON.parse(line) as { id: string; python: string; plan: unknown });
  for (const { id, python, plan } of cases.filter((c) => c.id in frames)) {
    test(`${id}: ${python}`, () => {
      const { session } = inline;
      expect(frames[id]!(session.table('orders'), session.table('customers')).plan).toEqual(plan);
    });
  }
});

test('secrets in options do not come out with the plan', () => {
  const df = inline.session.readStream
    .format('kafka')
    .option('kafka.sasl.jaas.config', 'canary-1')
    .option('kafka.ssl.keystore.password', 'canary-2')
    .option('subscribe', 'orders')
    .load();
  const text = JSON.stringify(df.plan);
  expect(text).not.toContain('canary');
  expect(text).toContain('"subscribe":"orders"');
});
