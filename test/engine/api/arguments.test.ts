import { afterAll, beforeAll, expect, test } from 'vitest';
import { ArgumentError, col, count_distinct, from_json, lit, simpleString, sum, when, window } from '../../../index.ts';
import type { DataFrame, MillraceSession } from '../../../index.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
let df: DataFrame;
let stream: DataFrame;
beforeAll(async () => {
  ({ session } = await inlineSession());
  df = session.createDataFrame([{ n: 1, k: 'a' }], 'n INT, k STRING');
  stream = session.memoryStream('numbers', 'n INT').toDF();
});
afterAll(() => session.stop());

/** A call with arguments that its types forbid. */
const given = <T>(value: unknown): T => value as T;
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const sly = (): object => ({
  toString() {
    throw new Error('looked at');
  },
});

const REFUSED: readonly (readonly [call: () => unknown, condition: string, says: string])[] = [
  [
    () => df.filter(given(undefined)),
    'NOT_EXPECTED_TYPE',
    'Argument `condition` of filter should be a Column, SQL text or a lambda over the row, got undefined.',
  ],
  [
    () => df.where(given(1)),
    'NOT_EXPECTED_TYPE',
    'Argument `condition` of where should be a Column, SQL text or a lambda over the row, got the number 1.',
  ],
  [
    () => df.select(given(null)),
    'NOT_EXPECTED_TYPE',
    'Argument `columns` of select should be a Column or the name of one, got null.',
  ],
  [
    () => df.select(['n', given(sly())]),
    'NOT_EXPECTED_TYPE',
    'of select should be a Column or the name of one, got an object.',
  ],
  [() => df.select(given(revoked())), 'NOT_EXPECTED_TYPE', 'got an object that cannot be looked at.'],
  [
    () => df.groupby(given(df)),
    'NOT_EXPECTED_TYPE',
    'Argument `columns` of groupby should be a Column or the name of one, got a DataFrame.',
  ],
  [
    () => df.withColumn('a', given('n')),
    'NOT_EXPECTED_TYPE',
    'Argument `column` of withColumn should be a Column or a lambda over the row, got a text.',
  ],
  [
    () => df.withColumns({ a: given(1) }),
    'NOT_EXPECTED_TYPE',
    'Argument `columns.a` of withColumns should be a Column, got the number 1.',
  ],
  [
    () => df.withColumnsRenamed(given(new Map())),
    'NOT_EXPECTED_TYPE',
    'of withColumnsRenamed should be an object of new names by the old ones, got a Map.',
  ],
  [
    () => df.drop(given(['n'])),
    'NOT_EXPECTED_TYPE',
    'Argument `columns` of drop should be a Column or the name of one, got an array.',
  ],
  [() => df.union(given([])), 'NOT_EXPECTED_TYPE', 'Argument `other` of union should be a DataFrame, got an array.'],
  [
    () => df.join(df, given(5)),
    'NOT_EXPECTED_TYPE',
    'Argument `on` of join should be a Column, a name or an array of names, got the number 5.',
  ],
  [() => df.join(df, 'n', 'constructor'), 'UNSUPPORTED_JOIN_TYPE', "Unsupported join type 'constructor'."],
  [() => df.limit(given('10')), 'NOT_EXPECTED_TYPE', 'Argument `n` of limit should be a whole number, got a text.'],
  [() => df.limit(-1), 'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', 'must be equal to or greater than 0, but got -1.'],
  [() => df.head(1.5), 'NOT_EXPECTED_TYPE', 'Argument `n` of head should be a whole number, got the number 1.5.'],
  [() => df.repartition(0), 'VALUE_NOT_POSITIVE', 'Value for `partitions` of repartition must be positive, got 0.'],
  [
    () => df.fillna(given([])),
    'NOT_EXPECTED_TYPE',
    'Argument `value` of fillna should be a boolean, a number or a text, or an object of them by column, got an array.',
  ],
  [
    () => df.na.fill({ n: given(null) }),
    'NOT_EXPECTED_TYPE',
    'Argument `value.n` of na.fill should be a boolean, a number or a text, got null.',
  ],
  [
    () => df.dropna(given('some')),
    'VALUE_NOT_ALLOWED',
    'Value for `how` of dropna has to be amongst the following values: any, all.',
  ],
  [
    () => df.groupBy('k').agg({ n: given(1) }),
    'NOT_EXPECTED_TYPE',
    'Argument `aggregates.n` of agg should be a text, got the number 1.',
  ],
  [
    () => df.groupBy('k').mean(given(Symbol('n'))),
    'NOT_EXPECTED_TYPE',
    'Argument `columns` of mean should be a Column or the name of one, got a symbol.',
  ],
  [
    () => df.transform(given(class A {})),
    'NOT_EXPECTED_TYPE',
    'Argument `f` of transform should be a function, not a class, got a function.',
  ],
  [
    () => df.createTempView(given(undefined)),
    'NOT_EXPECTED_TYPE',
    'Argument `name` of createTempView should be a text, got undefined.',
  ],
  [() => df.explain(given('all')), 'VALUE_NOT_ALLOWED', 'Value for `mode` of explain has to be amongst'],
  [
    () => session.range(given('x')),
    'NOT_EXPECTED_TYPE',
    'Argument `start` of range should be a whole number, got a text.',
  ],
  [() => session.range(1, 2, 0), 'VALUE_NOT_ALLOWED', 'Value for `step` of range does not allow 0.'],
  [
    () => session.range(2n ** 63n),
    'VALUE_NOT_BETWEEN',
    'Value for `start` of range must be between -9223372036854775808 and 9223372036854775807, got 9223372036854775808.',
  ],
  [
    () => session.createDataFrame(given(undefined)),
    'NOT_EXPECTED_TYPE',
    'Argument `rows` of createDataFrame should be an array or another iterable of rows, got undefined.',
  ],
  [
    () => session.createDataFrame([[sly()]], 'n INT'),
    'MILLRACE_VALUE_DOES_NOT_FIT_TYPE',
    'An object does not fit the type int.',
  ],
  [
    () => session.createDataFrame([1], given({ kind: 'struct', fields: [{ name: 'n' }] })),
    'NOT_EXPECTED_TYPE',
    'Argument `schema` of createDataFrame should be a schema as DDL text, or what schema() gives, got an object.',
  ],
  [
    () => session.feed(given([[df, []]])),
    'NOT_EXPECTED_TYPE',
    'Argument `rows` of feed should be a memory stream, got a DataFrame.',
  ],
  [
    () => session.conf.set('a', given(undefined)),
    'NOT_EXPECTED_TYPE',
    'Argument `value` of conf.set should be a text, a number or a boolean, got undefined.',
  ],
  [
    () => session.read.option('a', given([])),
    'NOT_EXPECTED_TYPE',
    'Argument `value` of option should be a text, a number or a boolean, got an array.',
  ],
  [
    () => session.read.options({ a: given(sly()) }),
    'NOT_EXPECTED_TYPE',
    'Argument `options.a` of options should be a text, a number or a boolean, got an object.',
  ],
  [() => session.read.json(''), 'VALUE_NOT_NON_EMPTY_STR', 'Value for `paths` of json must be a non-empty string.'],
  [
    () => stream.writeStream.queryName(' '),
    'VALUE_NOT_NON_EMPTY_STR',
    'Value for `name` of queryName must be a non-empty string.',
  ],
  [
    () => stream.writeStream.trigger(given({ once: 1 })),
    'NOT_EXPECTED_TYPE',
    'Argument `once` of trigger should be true, got the number 1.',
  ],
  [() => stream.writeStream.trigger(given({ once: true, circle: 1n })), 'INVALID_TRIGGER', 'and got once, circle.'],
  [() => col(given(1)), 'NOT_EXPECTED_TYPE', 'Argument `name` of col should be a text, got the number 1.'],
  [
    () => col('n').cast(given(revoked())),
    'NOT_EXPECTED_TYPE',
    'Argument `type` of cast should be a type as DDL text, or a type of a schema, got an object that cannot be looked at.',
  ],
  [() => col('n').alias(), 'CANNOT_BE_EMPTY', 'At least one of `names` of alias must be specified.'],
  [
    () => col('n').gt(given(() => 1)),
    'UNSUPPORTED_FEATURE.LITERAL_TYPE',
    'Literal for a function as argument 2 of `>`.',
  ],
  [() => lit(2n ** 64n), 'UNSUPPORTED_FEATURE.LITERAL_TYPE', 'Literal for the bigint 18446744073709551616n.'],
  [() => lit([df]), 'UNSUPPORTED_FEATURE.LITERAL_TYPE', 'Literal for a DataFrame.'],
  [() => sum(given(Symbol('n'))), 'UNSUPPORTED_FEATURE.LITERAL_TYPE', 'Literal for a symbol as argument 1 of `sum`.'],
  [() => when(given(true), 1), 'NOT_EXPECTED_TYPE', 'Argument `condition` of when should be a Column, got true.'],
  [
    () => window('ts', given(60)),
    'NOT_EXPECTED_TYPE',
    'Argument `size` of window should be a text, got the number 60.',
  ],
  [
    () => from_json('k', 'a INT', given({ mode: {} })),
    'NOT_EXPECTED_TYPE',
    'Argument `options.mode` of from_json should be a text, a number or a boolean, got an object.',
  ],
  [
    () => count_distinct('n', given(undefined)),
    'NOT_EXPECTED_TYPE',
    'Argument `columns` of count_distinct should be a Column or the name of one, got undefined.',
  ],
  [
    () => simpleString(given({ kind: 'array' })),
    'NOT_EXPECTED_TYPE',
    'Argument `type` of simpleString should be a type of a schema, got an object.',
  ],
];

test.each(REFUSED)('%s', async (call, condition, says) => {
  const error: unknown = await (async () => call())().then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(ArgumentError);
  const { condition: told, summary, hint, where } = error as ArgumentError;
  expect(told).toBe(condition);
  expect(summary).toContain(says);
  expect(hint).not.toBe('');
  if (condition === 'NOT_EXPECTED_TYPE') {
    expect(hint).toContain('For example: ');
    expect(where).toMatch(/^api\/arguments\.test\.ts, line \d+$/);
  }
});

const circle: Record<string, unknown> = {};
circle['self'] = circle;

test.each([() => lit(circle), () => session.createDataFrame([circle])])(
  'a value that refers to itself is refused: %s',
  (call) => expect(call).toThrow(/UNSUPPORTED_FEATURE\.LITERAL_TYPE.*refers to itself/),
);

const ACCEPTED: readonly (readonly [call: () => DataFrame, rows: unknown])[] = [
  [() => df.filter('n > 0', given(null)), [{ n: 1, k: 'a' }]],
  [() => df.repartition('k'), [{ n: 1, k: 'a' }]],
  [() => df.repartition(2, col('k')), [{ n: 1, k: 'a' }]],
  [() => df.withColumns({}), [{ n: 1, k: 'a' }]],
  [() => df.fillna(0, 'n'), [{ n: 1, k: 'a' }]],
  [() => df.fillna({}), [{ n: 1, k: 'a' }]],
  [() => df.join(df.select('n'), given(null)).select('k'), [{ k: 'a' }]],
  [() => df.join(df.select('n'), ['n']).select('k'), [{ k: 'a' }]],
  [() => df.groupBy(['k']).sum(given(col('n'))), [{ k: 'a', 'sum(n)': 1 }]],
  [() => df.select(lit(null).as('x'), lit(undefined).as('y')), [{ x: null, y: null }]],
  [() => session.createDataFrame([{ n: 1 }], given(null)), [{ n: 1 }]],
  [() => session.range(given(2n)), [{ id: 0 }, { id: 1 }]],
];

test.each(ACCEPTED)('%s is accepted', async (call, rows) => {
  expect(await call().collect()).toEqual(rows);
});

test('what a frame says of its schema makes another frame', async () => {
  const again = session.createDataFrame([{ n: 2, k: null }], await df.schema());
  expect(await again.schema()).toEqual(await df.schema());
});

test('show takes a count below zero as none, and explain any case', async () => {
  expect(await df.showString(-1)).toContain('only showing top 0 rows');
  expect(await df.explainString(given('EXTENDED'))).toContain('== Analyzed Logical Plan ==');
});

test('a query that has ended runs no more steps and makes nobody wait', async () => {
  const query = await stream.writeStream.format('noop').trigger({ manual: true }).start();
  await query.stop();
  await query.step();
  expect(query.isActive).toBe(false);
});
