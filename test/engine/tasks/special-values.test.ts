import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { col, expr, type DataFrame, type MillraceSession } from '../../../index.ts';
import { threadedSession } from './threaded-sessions.ts';

const THREADS = [1, 3, 7] as const;
let sessions: MillraceSession[];
beforeAll(async () => {
  sessions = await Promise.all(THREADS.map((threads) => threadedSession(threads)));
}, 60_000);
afterAll(() => Promise.all(sessions.map((session) => session.stop())));

/** By type: values that comparisons, hashes and ranges get wrong, as texts that a cast reads. */
const VALUES: Readonly<Record<string, readonly (string | null)[]>> = {
  DOUBLE: ['NaN', '-0.0', '0.0', 'Infinity', '-Infinity', '1.5', '-1.5', '5e-324', '1e308', null],
  FLOAT: ['NaN', '-0.0', '0.0', 'Infinity', '-Infinity', '0.1', '16777217', null],
  BIGINT: ['9223372036854775807', '-9223372036854775808', '9007199254740993', '9007199254740992', '0', '-1', null],
  INT: ['2147483647', '-2147483648', '0', '-1', null],
  BOOLEAN: ['true', 'false', null],
  DATE: ['0001-01-01', '1969-12-31', '1970-01-01', '9999-12-31', null],
  TIMESTAMP: ['0001-01-01 00:00:00', '1969-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999', null],
  'DECIMAL(10,2)': ['-99999999.99', '99999999.99', '0.00', '-0.01', null],
  'DECIMAL(38,0)': ['99999999999999999999999999999999999999', '-99999999999999999999999999999999999999', '18446744073709551616', '0', null],
  STRING: ['', '\u0000', 'a', 'a\u0000', 'é', '\u{10FFFF}', '\uFFFD', null],
}; // prettier-ignore

/** 90 rows, each value many times, in an order that is none. */
function rowsOf(session: MillraceSession, type: string): DataFrame {
  const values = VALUES[type]!;
  const rows = Array.from({ length: 90 }, (_, i) => ({ n: i, t: values[(i * 7 + (i >> 3)) % values.length]! }));
  return session.createDataFrame(rows, 'n INT, t STRING').selectExpr('n', `CAST(t AS ${type}) AS k`);
}

const PLANS: Readonly<Record<string, (rows: DataFrame) => DataFrame>> = {
  'sorted': (rows) => rows.orderBy('k'),
  'sorted, nulls last': (rows) => rows.orderBy(col('k').asc_nulls_last()),
  'sorted downwards': (rows) => rows.orderBy(col('k').desc()),
  'sorted downwards, nulls first': (rows) => rows.orderBy(col('k').desc_nulls_first()),
  'the first in order': (rows) => rows.orderBy('k').limit(20),
  'the last in order': (rows) => rows.orderBy(col('k').desc()).limit(20),
  'grouped': (rows) => rows.groupBy('k').agg(expr('count(*)').as('c'), expr('min(n)').as('first')),
  'the first of each key': (rows) => rows.dropDuplicates(['k']),
  'how many there are': (rows) => rows.groupBy('k', 'n').agg(expr('count(*)').as('c')).agg(expr('count(*)'), expr('sum(c)'), expr('max(k)'), expr('min(k)')),
  'joined': (rows) => rows.join(rows.groupBy('k').agg(expr('count(*)').as('c')), 'k', 'left'),
  'within bounds': (rows) => rows.agg(expr('min(k)'), expr('max(k)'), expr('count(DISTINCT k)')),
}; // prettier-ignore

/** The rows as text: NaN, -0 and 64 bits are told apart. */
const texts = async (df: DataFrame): Promise<string[]> =>
  (await df.collect({ bigint: true })).map((row) => inspect(row));

describe.each(Object.keys(VALUES))('values of %s', (type) => {
  test.each(Object.entries(PLANS))('%s are the same on any number of threads', async (_, plan) => {
    const [one, ...others] = await Promise.all(sessions.map((session) => texts(plan(rowsOf(session, type)))));
    for (const other of others) expect(other).toEqual(one);
    expect(one!.length).toBeGreaterThan(0);
  });
});
