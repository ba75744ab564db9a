import { inspect } from 'node:util';
import { table } from 'arquero';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as F from '../../../engine/api/functions.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const { col, lit } = F;
const orders = () =>
  inline.session.createDataFrame(
    [
      { id: 1, country: 'PT', amount: 12.5 },
      { id: 2, country: 'BR', amount: null },
      { id: 3, country: 'PT', amount: 7.5 },
      { id: 4, country: null, amount: 1 },
    ],
    'id BIGINT, country STRING, amount DOUBLE',
  );

describe('columns', () => {
  test('select, withColumn, withColumns, rename and drop', async () => {
    const df = orders()
      .withColumn('net', col('amount').multiply(0.8))
      .withColumns({ big: col('amount').gt(10), one: lit(1) })
      .withColumnRenamed('country', 'land')
      .drop('amount', col('one'));
    expect(await df.columns()).toEqual(['id', 'land', 'net', 'big']);
    expect(await df.first()).toEqual({ id: 1, land: 'PT', net: 10, big: true });
  });

  test('na.fill and na.drop', async () => {
    expect((await orders().na.fill(0).collect()).map((r) => r['amount'])).toEqual([12.5, 0, 7.5, 1]);
    expect((await orders().na.fill({ country: '?' }).collect()).map((r) => r['country'])).toEqual([
      'PT',
      'BR',
      'PT',
      '?',
    ]);
    expect(await orders().na.drop().count()).toBe(2);
    expect(await orders().na.drop('all').count()).toBe(4);
  });

  test('explode makes a row of each element and drops empty arrays', async () => {
    const df = inline.session.createDataFrame(
      [
        { id: 1, tags: ['a', 'b'] },
        { id: 2, tags: [] },
      ],
      'id INT, tags ARRAY<STRING>',
    );
    expect(await df.select('id', F.explode('tags').as('tag')).collect()).toEqual([
      { id: 1, tag: 'a' },
      { id: 1, tag: 'b' },
    ]);
  });
});

describe('rows', () => {
  test('filter by column, text and lambda', async () => {
    expect(await orders().filter(col('amount').gt(5)).count()).toBe(2);
    expect(await orders().where('amount > 5').count()).toBe(2);
    expect(
      await orders()
        .filter((o, p) => o.amount > p.least && o.country === 'PT', { least: 10 })
        .count(),
    ).toBe(1);
  });

  test('groupBy, orderBy, limit, distinct, dropDuplicates', async () => {
    const totals = orders()
      .groupBy('country')
      .agg(F.count('*').as('n'), F.sum('amount').as('total'))
      .orderBy(col('country').desc());
    expect(await totals.collect()).toEqual([
      { country: 'PT', n: 2, total: 20 },
      { country: 'BR', n: 1, total: null },
      { country: null, n: 1, total: 1 },
    ]);
    expect(await orders().select('country').distinct().count()).toBe(3);
    expect(await orders().dropDuplicates('country').count()).toBe(3);
    expect(await orders().orderBy('id').limit(2).collect()).toHaveLength(2);
  });

  test('join: null keys never match, outer sides are kept', async () => {
    const names = inline.session.createDataFrame(
      [
        { country: 'PT', name: 'Portugal' },
        { country: null, name: 'nowhere' },
      ],
      'country STRING, name STRING',
    );
    expect(await orders().join(names, 'country').count()).toBe(2);
    const left = await orders().join(names, ['country'], 'left').orderBy('id').collect();
    expect(left.map((r) => r['name'])).toEqual(['Portugal', null, 'Portugal', null]);
    expect(await orders().join(names, 'country', 'full').count()).toBe(5);
    expect(await orders().join(names, 'country', 'anti').count()).toBe(2);
    expect(await orders().crossJoin(names).count()).toBe(8);
  });

  test('union by position and by name', async () => {
    const { session } = inline;
    const a = session.createDataFrame([{ x: 1, y: 'a' }]);
    const b = session.createDataFrame([{ y: 'b', z: 2 }]);
    expect(await a.unionByName(b, true).collect()).toEqual([
      { x: 1, y: 'a', z: null },
      { x: null, y: 'b', z: 2 },
    ]);
    await expect(a.unionByName(b).collect()).rejects.toThrow(/Cannot resolve column name "x"/);
  });
});

describe('results', () => {
  test('BIGINT is a number that throws when it is not safe, or a bigint when asked', async () => {
    const df = inline.session.createDataFrame([[2n ** 60n]], 'v BIGINT');
    await expect(df.collect()).rejects.toThrow(/bigint/);
    expect(await df.collect({ bigint: true })).toEqual([{ v: 2n ** 60n }]);
  });

  test('to Arquero and back', async () => {
    const wrangled = (await orders().toArquero())
      .filter((d: { amount: number }) => d.amount > 5)
      .select('id', 'amount');
    expect(wrangled.objects()).toEqual([
      { id: 1, amount: 12.5 },
      { id: 3, amount: 7.5 },
    ]);
    const back = inline.session.createDataFrame(table({ id: [1, 2], k: ['a', 'b'] }));
    expect(await back.collect()).toEqual([
      { id: 1, k: 'a' },
      { id: 2, k: 'b' },
    ]);
  });

  test('show prints as Spark does', async () => {
    expect(await orders().orderBy('id').showString(2)).toBe(
      [
        '+---+-------+------+',
        '| id|country|amount|',
        '+---+-------+------+',
        '|  1|     PT|  12.5|',
        '|  2|     BR|  NULL|',
        '+---+-------+------+',
        'only showing top 2 rows',
      ].join('\n'),
    );
  });

  test('explain("codegen") prints the running function', async () => {
    const text = await orders().filter('amount > 5').selectExpr('amount * 2 AS d').explainString('codegen');
    expect(text).toContain('for (let i = 0; i < n; i++)');
    expect(text).not.toContain('amount * 2');
  });

  test('temporary views, also not awaited, are there for the next action', async () => {
    void orders().createOrReplaceTempView('orders');
    expect(await inline.session.table('orders').count()).toBe(4);
    await expect(inline.session.table('order').count()).rejects.toThrow(/Did you mean orders/);
  });
});

describe('errors name the nearest', () => {
  test.each([
    ['a column', () => orders().select('amont').collect(), /`amont` cannot be resolved[^]*`amount`/],
    ['a function', () => orders().selectExpr('uper(country)').collect(), /uper[^]*upper/],
    ['a format', () => inline.session.read.format('jsn').load('x').collect(), /jsn[^]*json/],
    [
      'an option',
      () => inline.session.readStream.format('rate').option('rowPerSecond', 1).load().schema(),
      /rowPerSecond[^]*rowsPerSecond/,
    ],
  ])('%s', async (_, action, pattern) => {
    await expect(action()).rejects.toThrow(pattern);
  });

  test('a batch action on a stream says how to show it', async () => {
    const stream = inline.session.readStream.format('rate').load();
    await expect(stream.count()).rejects.toThrow(/writeStream\.start\(\)[^]*display/);
  });
});

test('aggregates that differ only in a constant are not taken for one', async () => {
  const df = inline.session.createDataFrame([{ x: null }, { x: 1 }, { x: 9 }]);
  const row = await df
    .agg(
      F.expr('first(x)').as('a'),
      F.expr('first(x, true)').as('b'),
      F.expr('percentile(x, 0)').as('c'),
      F.expr('percentile(x, 1)').as('d'),
    )
    .collect();
  expect(row.map((r) => [r['a'], r['b'], r['c'], r['d']])).toEqual([[null, 1, 1, 9]]);
});

test('in a list of values each says in a line what it is', async () => {
  const { session } = inline;
  const df = session.range(3).filter('id > 1').groupBy().count();
  expect(inspect([df])).toBe('[ DataFrame (range, filter, aggregate) ]');
  const stream = session.memoryStream('shown', 'n INT');
  const query = await stream.toDF().writeStream.format('memory').queryName('shown').start();
  expect(inspect(session.streams.active)).toBe('[ StreamingQuery shown: running ]');
  expect(inspect({ session })).toBe('{ session: MillraceSession (1 active query) }');
  await query.stop();
  expect(inspect([query])).toBe('[ StreamingQuery shown: stopped ]');
});
