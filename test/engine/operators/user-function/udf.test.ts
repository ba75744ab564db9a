import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { col, count, expr, lit, MillraceSession, sum, udf, type DataFrame, type Row } from '../../../../index.ts';

let session: MillraceSession;
beforeAll(async () => {
  session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
});
afterAll(() => session.stop());

const people = (): DataFrame =>
  session.createDataFrame([[1, 'Ana', 30], [2, 'Bo', null], [3, null, 7], [4, 'Cy', 7]], 'id INT, name STRING, age INT'); // prettier-ignore

const shout = udf((text: string | null) => (text === null ? 'NOBODY' : text.toUpperCase()));
const double = udf((n: number | null) => (n === null ? null : n * 2), 'int');

const CASES: Readonly<Record<string, readonly [of: (df: DataFrame) => DataFrame, rows: readonly Row[]]>> = {
  'a select list, null for NULL': [
    (df) => df.select('id', shout('name').as('s')),
    [{ id: 1, s: 'ANA' }, { id: 2, s: 'BO' }, { id: 3, s: 'NOBODY' }, { id: 4, s: 'CY' }],
  ],
  'an expression around it, and one within': [
    (df) => df.select(double(col('age').plus(1)).minus(col('id')).as('n')),
    [{ n: 61 }, { n: null }, { n: 13 }, { n: 12 }],
  ],
  'one in another': [(df) => df.select(double(double('id')).as('n')), [{ n: 4 }, { n: 8 }, { n: 12 }, { n: 16 }]],
  'a filter': [(df) => df.filter(double('age').gt(20)).select('id'), [{ id: 1 }]],
  'a sort': [
    (df) => df.orderBy(double(col('id').multiply(-1))).select('id'),
    [{ id: 4 }, { id: 3 }, { id: 2 }, { id: 1 }],
  ],
  'keys and arguments of an aggregation': [
    (df) => df.groupBy(double('age').as('a')).agg(sum(double('id')).as('n'), count('*').as('c')).orderBy('a'),
    [{ a: null, n: 4, c: 1 }, { a: 14, n: 14, c: 2 }, { a: 60, n: 2, c: 1 }],
  ],
  'what a generator takes apart': [
    (df) => df.filter('id = 1').select(expr('id'), expr('explode(parts)')),
    [{ id: 1, col: 'A' }, { id: 1, col: 'n' }],
  ],
  'the keys of a join': [
    (df) => df.join(df.select(col('id').as('other')), double('id').equalTo(col('other'))).select('id', 'other').orderBy('id'),
    [{ id: 1, other: 2 }, { id: 2, other: 4 }],
  ],
  'a condition before it': [(df) => df.filter('age IS NOT NULL').select(double('age').as('n')), [{ n: 60 }, { n: 14 }, { n: 14 }]],
}; // prettier-ignore

describe('a udf stands in', () => {
  test.each(Object.entries(CASES))('%s', async (name, [of, rows]) => {
    const letters = udf((text: string) => [...text].slice(0, 2), 'array<string>');
    const from = name.startsWith('what a generator') ? people().filter('id = 1').withColumn('parts', letters('name')) : people();
    expect(await of(from).collect()).toEqual(rows);
  }); // prettier-ignore
});

test('is called once a row, and not for rows that a filter before it leaves out', async () => {
  const seen: number[] = [];
  const noted = udf((n: number) => (seen.push(n), n), 'bigint');
  const df = session.range(20_000).filter('id >= 10000').select(noted('id').as('n'));
  expect(await df.selectExpr('n', 'n + 1 AS m').agg(sum('m').as('s')).collect()).toEqual([{ s: 150_005_000 }]);
  expect(seen.length).toBe(10_000);
});

test('values of every type go there and back as they are', async () => {
  const types = {
    'BIGINT': '7', 'DOUBLE': '0.5', 'DECIMAL(10,2)': '1.25', 'BOOLEAN': 'true', 'DATE': "'2024-02-29'", 'BINARY': "'x'",
    'TIMESTAMP': "'2024-02-29 12:00:00.123456'", 'ARRAY<INT>': 'array(1, null)', 'MAP<STRING, INT>': "map('a', 1)",
    'STRUCT<a: INT, b: STRING>': "named_struct('a', 1, 'b', null)",
  }; // prettier-ignore
  for (const [type, text] of Object.entries(types)) {
    const same = udf((value: unknown) => value, type);
    const [row] = await session
      .range(1)
      .select(expr(`CAST(${text} AS ${type})`).as('v'))
      .select('v', same('v').as('w'))
      .collect();
    expect(row!['w'], type).toEqual(row!['v']);
  }
});

test('its results are those of the function, whatever the rows', async () => {
  const mixed = udf((a: string | null, b: number | null) => `${a}|${b}`);
  const row = fc.tuple(fc.option(fc.string({ unit: 'grapheme' })), fc.option(fc.integer({ min: -9, max: 9 })));
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      const df = session.createDataFrame(rows, 'a STRING, b INT').select(mixed('a', 'b').as('t'));
      expect(await df.collect()).toEqual(rows.map(([a, b]) => ({ t: `${a}|${b}` })));
    }),
    { numRuns: 25 },
  );
});

test('runs in a stream, and its state and windows see the results', async () => {
  const stream = session.memoryStream('words', 'word STRING');
  const query = await stream
    .toDF()
    .groupBy(shout('word').as('w'))
    .count()
    .writeStream.outputMode('complete')
    .format('memory')
    .queryName('shouted')
    .start();
  await stream.addData(['a'], ['A'], [null]);
  await query.processAllAvailable();
  expect(await session.table('shouted').orderBy('w').collect()).toEqual([
    { w: 'A', count: 2 },
    { w: 'NOBODY', count: 1 },
  ]);
  await query.stop();
});

describe('what goes wrong is told', () => {
  const FAILED = { condition: 'FAILED_EXECUTE_UDF', sqlState: '39000' };
  const thrower = udf(function broken() {
    throw new TypeError('no such thing');
  });
  test.each([
    ['by the name of the function and the error', () => people().select(thrower('id')), { ...FAILED, message: /`broken`: \(int\) => string\) failed due to: TypeError: no such thing/ }],
    ['a result of another type', () => people().select(udf(() => 'x', 'int')('id')), { ...FAILED, message: /"x" does not fit the type int/ }],
    ['a promise', () => people().select(udf(async () => 1, 'int')('id')), { ...FAILED, message: /does not fit the type int/ }],
    ['a join that would call it', () => people().join(people().select(col('id').as('other')), double('id').gt(col('other'))), { condition: 'UNSUPPORTED_FEATURE.MILLRACE_UDF', message: /in a join/ }],
  ] as const)('%s', async (_, df, { message, ...error }) => {
    await expect(df().collect()).rejects.toMatchObject(error);
    await expect(df().collect()).rejects.toThrow(message);
  }); // prettier-ignore

  test('by the place of the function', async () => {
    await expect(
      people()
        .select(thrower(lit(1)))
        .collect(),
    ).rejects.toMatchObject({
      where: expect.stringContaining('udf.test.ts') as string,
    });
  });

  test('what is no function, at once', () => {
    expect(() => udf('x' as never)).toThrow('Argument `f` of udf should be a function, got');
  });
});
