import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../../engine/api/session.ts';
import type { MillraceError } from '../../../../engine/types/errors.ts';
import { inlineSession } from '../../../stream/inline-session.ts';
import { planOf } from '../../plan/rules/plan-text.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const events = (): DataFrame =>
  session.createDataFrame(
    [{ id: 1, at: new Date(61_000), xs: [3, 4], m: { a: 1 } }],
    'id INT, at TIMESTAMP, xs ARRAY<INT>, m MAP<STRING,INT>',
  );

/** The nodes of a plan, from above. */
async function nodesOf(df: DataFrame): Promise<string[]> {
  const nodes: string[] = [];
  for (let node = await planOf(df); ; node = (node as unknown as { child: typeof node }).child) {
    nodes.push(node.node);
    if (!('child' in node)) return nodes;
  }
}

describe('what makes rows of a row is a node of its own, below the columns', () => {
  test.each<[what: string, df: () => DataFrame, nodes: string[]]>([
    ['columns', () => events().selectExpr('id + 1'), ['project', 'local']],
    ['a generator', () => events().selectExpr('explode(xs)'), ['project', 'generate', 'local']],
    ['two, the second over the rows of the first', () => events().selectExpr('explode(xs)', 'explode(m)'), ['project', 'generate', 'generate', 'local']],
    ['a window', () => events().selectExpr("window(at, '1 minute')"), ['project', 'window', 'local']],
    ['a window that stands twice', () => events().selectExpr("window(at, '1 minute').start", "window(at, '1 minute').end"), ['project', 'window', 'local']],
    ['a window below a generator', () => events().selectExpr('explode(xs)', "window(at, '1 minute')"), ['project', 'generate', 'window', 'local']],
  ])('%s', async (_, df, nodes) => expect(await nodesOf(df())).toEqual(nodes)); // prettier-ignore
});

test.each<[what: string, df: () => DataFrame, rows: unknown[][]]>([
  ['each pair of two generators', () => events().selectExpr('explode(xs) AS x', 'explode(m) AS (k, v)'), [[3, 'a', 1], [4, 'a', 1]]],
  ['names as they are given', () => events().selectExpr('posexplode(xs) AS (at, x)', 'id'), [[0, 3, 1], [1, 4, 1]]],
  ['the window of a time, and what is computed of it', () => events().selectExpr("unix_timestamp(window(at, '1 minute').start) AS s", 'id'), [[60, 1]]],
])('%s', async (_, df, rows) => expect((await df().collect()).map((row) => Object.values(row))).toEqual(rows)); // prettier-ignore

test.each<[sql: string, names: string]>([
  ['explode(xs)', 'col'],
  ['posexplode(xs)', 'pos,col'],
  ['explode(m)', 'key,value'],
  ['explode(xs) AS x', 'x'],
])('%s gives the columns %s', async (sql, names) => {
  const { fields } = await events().selectExpr(sql).schema();
  expect(fields.map((field) => field.name).join()).toBe(names);
});

/** What Spark 4.3 says. */
test.each<[what: string, df: () => DataFrame, condition: string]>([
  ['a generator within an expression', () => events().selectExpr('explode(xs) + 1'), 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS'],
  ['a generator of a generator', () => events().selectExpr('explode(array(explode(xs)))'), 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS'],
  ['a generator in a condition', () => events().filter('explode(xs) > 1'), 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT'],
  ['too many names', () => events().selectExpr('explode(xs) AS (a, b)'), 'UDTF_ALIAS_NUMBER_MISMATCH'],
  ['too few names', () => events().selectExpr('explode(m) AS x'), 'UDTF_ALIAS_NUMBER_MISMATCH'],
  ['two windows', () => events().selectExpr("window(at, '1 minute')", "window(at, '2 minutes')"), '_LEGACY_ERROR_TEMP_1039'],
])('%s is refused', async (_, df, condition) => {
  const got = await df().schema().then(() => 'taken', (error: MillraceError) => error.condition);
  expect(got).toBe(condition);
}); // prettier-ignore

test('event time goes on under another name, with a window of it, and ends where it is computed away', async () => {
  const marked = session.readStream.format('any').load().withWatermark('ts', '5 seconds');
  const delays = async (df: DataFrame): Promise<(bigint | undefined)[]> =>
    (await planOf(df)).output.map((attribute) => attribute.watermarkDelay);
  const five = 5_000_000n;
  expect(await delays(marked.selectExpr('ts', 'ts AS t', 'k'))).toEqual([five, five, undefined]);
  expect(await delays(marked.selectExpr("window(ts, '1 minute')"))).toEqual([five]);
  expect(await delays(marked.selectExpr("window_time(window(ts, '1 minute'))"))).toEqual([five]);
  expect(await delays(marked.selectExpr("ts + INTERVAL '1' DAY", 'CAST(ts AS DATE)'))).toEqual([undefined, undefined]);
});
