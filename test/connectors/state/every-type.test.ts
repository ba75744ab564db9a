import { afterAll, beforeAll, expect, test } from 'vitest';
import { collect_list, count, expr } from '../../../engine/api/functions.ts';
import type { MillraceSession } from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { ran, read } from './state-under-test.ts';

let inline: InlineSession;
let session: MillraceSession;
beforeAll(async () => void ({ session } = inline = await inlineSession()));
afterAll(() => inline.session.stop());

const EXACT = { bigint: true } as const;
const NUMBERS = [1, 2, null];
/** Columns of every kind, NULL where `n` is, and a STRUCT also where it is 1. */
const COLUMNS: Readonly<Record<string, string>> = {
  truth: 'n > 1',
  tiny: 'CAST(n AS TINYINT)',
  whole: 'n',
  long: 'n * 9007199254740993',
  single: 'CAST(n / 4 AS FLOAT)',
  double: 'n / 8D',
  exact: 'CAST(n AS DECIMAL(10, 2))',
  wide: 'CAST(n AS DECIMAL(38, 2)) * 1000000000000000000000',
  text: "concat('ü', n)",
  bytes: "CAST(concat('b', n) AS BINARY)",
  day: "date_add(DATE'2026-01-01', n)",
  instant: 'timestamp_seconds(n)',
  local: 'CAST(timestamp_seconds(n) AS TIMESTAMP_NTZ)',
  months: "INTERVAL '1' MONTH * n",
  span: "INTERVAL '1' SECOND * n",
  pair: "IF(n > 1, named_struct('a', n, 'b', named_struct('c', CAST(n AS STRING))), NULL)",
  list: 'IF(n IS NULL, NULL, array(n, NULL))',
};
const names = Object.keys(COLUMNS);
const columns = Object.entries(COLUMNS).map(([name, text]) => `${text} AS ${name}`);
const expected = () => session.createDataFrame(NUMBERS.map((n) => [n]), 'n INT').selectExpr(...columns).collect(EXACT); // prettier-ignore

test('keys of every type come back as they were', async () => {
  const input = session.memoryStream('keys', 'n INT');
  const df = input.toDF().selectExpr(...columns).groupBy(...names).agg(count('*').as('n')); // prettier-ignore
  const checkpoint = await ran(df, 'update', [[[input, ...NUMBERS.map((n) => [n])]]]);
  const keys = session.read.format('statestore').load(checkpoint).selectExpr(...names.map((name) => `key.${name}`)); // prettier-ignore
  expect(await keys.collect(EXACT)).toEqual(await expected());
});

test('rows of every type come back as they were', async () => {
  const left = session.memoryStream('rows', 'n INT');
  const right = session.memoryStream('others', 'm INT');
  const rows = left.toDF().selectExpr(...columns, "map('k', n) AS entries", '1 AS one'); // prettier-ignore
  const df = rows.join(right.toDF(), expr('one = m'));
  const checkpoint = await ran(df, 'append', [[[left, ...NUMBERS.map((n) => [n])]]]);
  const state = session.read.format('statestore').option('joinSide', 'left').load(checkpoint);
  expect(await state.selectExpr(...names.map((name) => `value.${name}`)).collect(EXACT)).toEqual(await expected());
  const entries = state.selectExpr("value.entries['k'] AS n", 'key.field0');
  expect(await entries.collect()).toEqual(NUMBERS.map((n) => ({ n, field0: 1 })));
});

test('lists that aggregates keep come back', async () => {
  const input = session.memoryStream('lists', 'n INT');
  const longs = collect_list(expr('CAST(n AS BIGINT)')).as('longs');
  const wide = collect_list(expr('CAST(n AS DECIMAL(30, 0))')).as('wide');
  const df = input.toDF().groupBy().agg(longs, wide, collect_list('n').as('whole'));
  const checkpoint = await ran(df, 'complete', [[[input, [1], [2], [null]]]]);
  const value = ['longs', 'wide', 'whole'].map((name) => `array_join(value.collect_list_${name}, '+') AS ${name}`);
  const state = session.read.format('statestore').load(checkpoint).selectExpr(...value); // prettier-ignore
  expect(await state.collect()).toEqual([{ longs: '1+2', wide: '1+2', whole: '1+2' }]);
  expect(await read(session, checkpoint)).toHaveLength(1);
});
