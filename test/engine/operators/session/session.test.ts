import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import { expr } from '../../../../engine/api/functions.ts';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';
import {
  add,
  check,
  checkState,
  expectError,
  start,
  stop,
  testStream,
  type Action,
} from '../../../stream/test-stream.ts';

let inline: InlineSession;
beforeAll(async () => void (inline = await inlineSession()));
afterAll(() => inline.session.stop());

const SCHEMA = 'ts TIMESTAMP, k STRING, v INT';
const at = (seconds: number, k: string | null = 'a', v: number | null = 1): unknown[] => [
  new Date(seconds * 1000),
  k,
  v,
];

/** Sessions of each key: key, start and end in seconds, count and sum. */
const sessions = (df: DataFrame, gap = "'10 seconds'"): DataFrame =>
  df
    .groupBy(expr(`session_window(ts, ${gap}) AS w`), 'k')
    .agg(expr('count(*) AS n'), expr('sum(v) AS s'))
    .selectExpr('k', 'unix_timestamp(w.start) AS start', 'unix_timestamp(w.end) AS end', 'n', 's');

const SESSIONS: Readonly<Record<string, { rows: readonly unknown[][]; gap?: string; gives: readonly unknown[][] }>> = {
  'one row is a session until its gap': { rows: [at(5)], gives: [['a', 5, 15, 1, 1]] },
  'rows nearer than the gap are one': { rows: [at(5), at(14)], gives: [['a', 5, 24, 2, 2]] },
  'where one ends another may begin: they are one': { rows: [at(5), at(15)], gives: [['a', 5, 25, 2, 2]] },
  'rows farther apart are two': { rows: [at(5), at(16)], gives: [['a', 5, 15, 1, 1], ['a', 16, 26, 1, 1]] },
  'a row between joins two': { rows: [at(5), at(24), at(14)], gives: [['a', 5, 34, 3, 3]] },
  'keys have sessions of their own, NULL too': {
    rows: [at(5, 'a'), at(6, 'b'), at(7, null)],
    gives: [['a', 5, 15, 1, 1], ['b', 6, 16, 1, 1], [null, 7, 17, 1, 1]],
  },
  'rows in any order': { rows: [at(30), at(1), at(21), at(11)], gives: [['a', 1, 40, 4, 4]] },
  'the gap is that of the row': {
    rows: [at(0, 'a', 20), at(15, 'a', 1), at(17, 'a', 1)],
    gap: "concat(v, ' seconds')",
    gives: [['a', 0, 20, 3, 22]],
  },
  'the longest end counts, not the last row': {
    rows: [at(0, 'a', 60), at(10, 'a', 1), at(50, 'a', 1)],
    gap: "concat(v, ' seconds')",
    gives: [['a', 0, 60, 3, 62]],
  },
  'rows without a time, and without a gap, are of none': {
    rows: [[null, 'a', 1], at(1, 'a', 0), at(2, 'a', -3), at(3, 'a', null), at(4, 'a', 1)],
    gap: "concat(v, ' seconds')",
    gives: [['a', 4, 5, 1, 1]],
  },
  'a gap that is no interval has no rows': { rows: [at(1)], gap: "'x'", gives: [] },
  'times before 1970': { rows: [at(-12), at(-4)], gives: [['a', -12, 6, 2, 2]] },
}; // prettier-ignore

describe('sessions of a batch', () => {
  test.each(Object.entries(SESSIONS))('%s', async (_, { rows, gap, gives }) => {
    const df = sessions(inline.session.createDataFrame(rows, SCHEMA), gap);
    expect((await df.collect()).map((row) => Object.values(row))).toEqual(gives);
  });

  test('values come in the order of time', async () => {
    const rows = [at(3, 'a', 3), at(1, 'a', 1), at(2, 'a', 2)];
    const df = inline.session.createDataFrame(rows, SCHEMA);
    const lists = df
      .groupBy(expr("session_window(ts, '5 seconds')"))
      .agg(expr('collect_list(v) AS l'), expr('first(v) AS f'), expr('last(v) AS e'), expr('count(DISTINCT v) AS d'));
    expect(await lists.select('l', 'f', 'e', 'd').collect()).toEqual([{ l: [1, 2, 3], f: 1, e: 3, d: 3 }]);
  });

  test('very many sessions', async () => {
    const rows = inline.session
      .range(200_000)
      .selectExpr('timestamp_seconds(id * 60) AS ts', 'string(id % 3) AS k', 'int(1) AS v');
    const [all] = await sessions(rows).selectExpr('count(*) AS n', 'sum(n) AS rows').collect();
    expect(all).toEqual({ n: 200_000, rows: 200_000 });
  });

  test('without a grouping it is each row by itself', async () => {
    const df = inline.session.createDataFrame([at(1), [null, 'a', 1]], SCHEMA);
    const own = df.select(expr("session_window(ts, '5 seconds') AS w")).selectExpr('unix_timestamp(w.end) AS e');
    expect(await own.collect()).toEqual([{ e: 6 }]);
    const grouped = df.select(expr("session_window(ts, '5 seconds') AS w")).groupBy('w').count();
    expect(await grouped.selectExpr('count').collect()).toEqual([{ count: 1 }]);
  });
});

const REFUSED: Readonly<Record<string, { sql: string; condition: string }>> = {
  'a gap that is a number': { sql: 'session_window(ts, 5)', condition: '_LEGACY_ERROR_TEMP_1040' },
  'a gap of days and seconds': {
    sql: "session_window(ts, INTERVAL '5' SECOND)",
    condition: '_LEGACY_ERROR_TEMP_1040',
  },
  'a time that is a number': {
    sql: "session_window(v, '5 seconds')",
    condition: 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
  },
};
test.each(Object.entries(REFUSED))('refuses %s', async (_, { sql, condition }) => {
  const df = inline.session
    .createDataFrame([at(1)], SCHEMA)
    .groupBy(expr(sql))
    .count();
  await expect(df.collect()).rejects.toMatchObject({ condition });
});

test('refuses a window beside a session', async () => {
  const df = inline.session.createDataFrame([at(1)], SCHEMA);
  const both = df.groupBy(expr("session_window(ts, '5 seconds')"), expr("window(ts, '5 seconds')")).count();
  await expect(both.collect()).rejects.toMatchObject({ condition: '_LEGACY_ERROR_TEMP_1039' });
});

/** What happens to a stream of rows with a watermark of 30 s, by output mode. */
type Scenario = (input: ReturnType<InlineSession['session']['memoryStream']>) => readonly Action[];
const STREAMS: Readonly<Record<string, { mode: string; actions: Scenario }>> = {
  'complete: all sessions, merged as rows come': {
    mode: 'complete',
    actions: (s) => [
      add(s, at(40, 'hello'), at(40, 'spark'), at(41, 'hello')),
      check([['hello', 40, 51, 2, 2], ['spark', 40, 50, 1, 1]]),
      add(s, at(25, 'spark')),
      check([['hello', 40, 51, 2, 2], ['spark', 25, 35, 1, 1], ['spark', 40, 50, 1, 1]]),
      add(s, at(30, 'spark')),
      check([['hello', 40, 51, 2, 2], ['spark', 25, 50, 3, 3]]),
      checkState(2),
    ],
  },
  'append: a session comes out once the watermark is past its end': {
    mode: 'append',
    actions: (s) => [
      add(s, at(10), at(15)),
      check([]),
      add(s, at(60, 'b')),
      check([['a', 10, 25, 2, 2]]),
      checkState(1),
      add(s, at(19, 'c'), at(55, 'b')),
      check([]),
      checkState(1, 1, 1),
      add(s, at(200, 'z')),
      check([['b', 55, 70, 2, 2]]),
    ],
  },
  'append: a restart goes on with what is open': {
    mode: 'append',
    actions: (s) => [
      add(s, at(10), at(15, 'b')),
      check([]),
      stop(),
      start(),
      add(s, at(19), at(20, 'c')),
      check([]),
      checkState(3),
      add(s, at(100, 'z')),
      check([['a', 10, 29, 2, 2], ['b', 15, 25, 1, 1], ['c', 20, 30, 1, 1]]),
    ],
  },
}; // prettier-ignore

describe('sessions of a stream', () => {
  test.each(Object.entries(STREAMS))('%s', async (_, { mode, actions }) => {
    const input = inline.session.memoryStream('input', SCHEMA);
    await testStream(sessions(input.toDF().withWatermark('ts', '30 seconds')), mode, ...actions(input));
  });

  test('the progress has the name of Spark', async () => {
    const input = inline.session.memoryStream('input', SCHEMA);
    const query = await sessions(input.toDF().withWatermark('ts', '30 seconds'))
      .writeStream.foreachBatch(() => {})
      .start();
    await input.addData(at(1));
    await query.processAllAvailable();
    await query.stop();
    expect(query.lastProgress!.stateOperators.map((o) => o.operatorName)).toEqual(['sessionWindowStateStoreSaveExec']);
  });

  test('sessions of nothing but time fail in the first batch', async () => {
    const input = inline.session.memoryStream('input', SCHEMA);
    const df = input.toDF().withWatermark('ts', '1 second').groupBy(expr("session_window(ts, '5 seconds')")).count();
    await testStream(df, 'append', add(input, at(1)), expectError(/Global aggregation with session window/));
  });

  test.each([
    ['update', true],
    ['append', false],
  ] as const)('%s mode is refused, watermark: %s', async (mode, marked) => {
    const input = inline.session.memoryStream('input', SCHEMA);
    const rows = marked ? input.toDF().withWatermark('ts', '1 second') : input.toDF();
    await testStream(sessions(rows), mode, expectError(/Invalid streaming output mode/));
  });
});
