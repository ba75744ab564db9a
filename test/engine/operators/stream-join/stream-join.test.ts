import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import { expr } from '../../../../engine/api/functions.ts';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';
import {
  add,
  check,
  checkState,
  expectError,
  inspect,
  start,
  stop,
  testStream,
  type Action,
} from '../../../stream/test-stream.ts';

let inline: InlineSession;
beforeAll(async () => void (inline = await inlineSession()));
afterAll(() => inline.session.stop());

type Stream = ReturnType<InlineSession['session']['memoryStream']>;
const L = 'lk INT, lt TIMESTAMP, lv STRING';
const R = 'rk INT, rt TIMESTAMP, rv STRING';
const row = (k: number | null, seconds: number | null, v: string | null = 'x'): unknown[] => [
  k,
  seconds === null ? null : new Date(seconds * 1000),
  v,
];
const shown = (df: DataFrame, ...columns: string[]): DataFrame =>
  df.selectExpr(...columns.map((c) => (c.endsWith('t') ? `unix_timestamp(${c}) AS ${c}` : c)));

interface Case {
  readonly how: string;
  readonly on: string;
  /** Delays of the watermarks of both sides; null for none. */
  readonly delays?: readonly [string | null, string | null];
  readonly columns: readonly string[];
  readonly actions: (l: Stream, r: Stream) => readonly Action[];
  readonly mode?: string;
}

const RANGE = 'lk = rk AND lt BETWEEN rt - INTERVAL 5 SECONDS AND rt + INTERVAL 5 SECONDS';
const DELAYS = ['10 seconds', '10 seconds'] as const;
const BOTH = ['lk', 'rk', 'lt', 'rt'] as const;

// Structured Streaming, StreamingJoinSuite; what is kept of a semi join is that of Spark 4.3.
const CASES: Readonly<Record<string, Case>> = {
  'inner, without time: all rows are kept for ever, over a restart too': {
    how: 'inner',
    on: 'lk = rk',
    columns: ['lk', 'lv', 'rv'],
    actions: (l, r) => [
      add(l, row(1, 1, 'a')),
      check([]),
      add(r, row(1, 1, 'b'), row(10, 1, 'c')),
      check([[1, 'a', 'b']]),
      add(l, row(10, 1, 'd')),
      check([[10, 'd', 'c']]),
      stop(),
      start(),
      add(l, row(1, 9, 'e')),
      check([[1, 'e', 'b']]),
      add(l, row(100, 1, 'f')),
      add(r, row(100, 1, 'g')),
      check([[100, 'f', 'g']]),
      checkState(7),
    ],
  },
  'by an equality that NULLs fulfil: they are kept and meet each other': {
    how: 'inner',
    on: 'lk <=> rk AND lv <=> rv',
    columns: ['lk', 'lv', 'rk'],
    actions: (l, r) => [
      add(l, row(null, 1, 'a'), row(1, 1, null), row(2, 1)),
      check([]),
      add(r, row(null, 1, 'a'), row(1, 1, null), row(null, 1, null)),
      check([[null, 'a', null], [1, null, 1]]),
      checkState(6),
    ], // prettier-ignore
  },
  'inner, times in a range: rows that none can match any more go': {
    how: 'inner',
    on: RANGE,
    delays: DELAYS,
    columns: BOTH,
    actions: (l, r) => [
      add(l, row(1, 5), row(3, 5)),
      check([]),
      add(r, row(1, 10), row(2, 5)),
      check([[1, 1, 5, 10]]),
      add(r, row(1, 11)),
      check([]),
      checkState(5),
      add(l, row(1, 7), row(1, 30)),
      check([[1, 1, 7, 10], [1, 1, 7, 11]]),
      add(r, row(0, 30)),
      check([]),
      checkState(2),
    ],
  },
  'left: a row that nothing matched comes out when it goes': {
    how: 'left',
    on: RANGE,
    delays: DELAYS,
    columns: BOTH,
    actions: (l, r) => [
      add(l, row(1, 5), row(3, 5)),
      add(r, row(1, 10), row(2, 5)),
      check([[1, 1, 5, 10]]),
      add(l, row(1, 30)),
      add(r, row(0, 30)),
      check([[3, null, 5, null]]),
      checkState(2),
    ],
  },
  'right: the mirror of it': {
    how: 'right',
    on: RANGE,
    delays: DELAYS,
    columns: BOTH,
    actions: (l, r) => [
      add(l, row(1, 5), row(3, 5)),
      add(r, row(1, 10), row(2, 5)),
      check([[1, 1, 5, 10]]),
      add(l, row(1, 30)),
      add(r, row(0, 30)),
      check([[null, 2, null, 5]]),
    ],
  },
  'full: both, and NULL keys match, as in Spark': {
    how: 'full',
    on: RANGE,
    delays: DELAYS,
    columns: BOTH,
    actions: (l, r) => [
      add(l, row(1, 5), row(null, 6)),
      add(r, row(2, 5), row(null, 7)),
      check([[null, null, 6, 7]]),
      add(l, row(9, 40)),
      add(r, row(8, 40)),
      check([[1, null, 5, null], [null, 2, null, 5]]),
    ],
  },
  'left semi: each left row once, and then it is kept no more': {
    how: 'leftsemi',
    on: RANGE,
    delays: DELAYS,
    columns: ['lk', 'lt'],
    actions: (l, r) => [
      add(l, row(1, 5), row(3, 5)),
      check([]),
      checkState(2),
      add(r, row(1, 6), row(1, 7), row(2, 5)),
      check([[1, 5]]),
      checkState(4),
      add(l, row(2, 5)),
      check([[2, 5]]),
      checkState(4),
    ],
  },
  'equal times are a range too': {
    how: 'left',
    on: 'lk = rk AND lt = rt',
    delays: DELAYS,
    columns: BOTH,
    actions: (l, r) => [
      add(l, row(1, 5), row(2, 6)),
      add(r, row(1, 5), row(2, 7)),
      check([[1, 1, 5, 5]]),
      add(l, row(1, 30)),
      add(r, row(1, 31)),
      check([[2, null, 6, null]]),
      checkState(2),
    ],
  },
  'what one side alone decides is decided at once': {
    how: 'left',
    on: `${RANGE} AND lv > 'm'`,
    delays: DELAYS,
    columns: [...BOTH, 'lv'],
    actions: (l, r) => [
      add(l, row(1, 5, 'a'), row(2, 5, 'z')),
      add(r, row(1, 5), row(2, 5)),
      check([[1, null, 5, null, 'a'], [2, 2, 5, 5, 'z']]),
      checkState(3),
    ],
  },
  'rows behind the watermark are dropped and counted': {
    how: 'inner',
    on: RANGE,
    delays: DELAYS,
    columns: BOTH,
    actions: (l, r) => [
      add(l, row(1, 50)),
      add(r, row(1, 50)),
      check([[1, 1, 50, 50]]),
      add(l, row(1, 20), row(1, 45)),
      check([[1, 1, 45, 50]]),
      checkState(3, 3, 1),
    ],
  },
  'rows with NULL where the condition compares are not kept': {
    how: 'inner',
    on: RANGE,
    delays: DELAYS,
    columns: BOTH,
    actions: (l, r) => [
      add(l, row(null, 5), row(1, null), row(1, 5)),
      add(r, row(null, 5)),
      check([]),
      checkState(1),
    ],
  },
  'update mode gives an inner join the same rows': {
    how: 'inner',
    on: 'lk = rk',
    mode: 'update',
    columns: ['lk', 'lv', 'rv'],
    actions: (l, r) => [add(l, row(1, 1, 'a')), add(r, row(1, 1, 'b')), check([[1, 'a', 'b']])],
  },
}; // prettier-ignore

const marked = (stream: Stream, column: string, delay: string | null | undefined): DataFrame =>
  delay == null ? stream.toDF() : stream.toDF().withWatermark(column, delay);

function joined(l: Stream, r: Stream, { how, on, delays }: Pick<Case, 'how' | 'on' | 'delays'>): DataFrame {
  const [left, right] = [marked(l, 'lt', delays?.[0]), marked(r, 'rt', delays?.[1])];
  return left.join(right, expr(on), how);
}

describe('joins of two streams', () => {
  test.each(Object.entries(CASES))('%s', async (_, c) => {
    const [l, r] = [inline.session.memoryStream('left', L), inline.session.memoryStream('right', R)];
    await testStream(shown(joined(l, r, c), ...c.columns), c.mode ?? 'append', ...c.actions(l, r));
  });

  test('values of any type come back as they were, from memory and from a checkpoint', async () => {
    const types = 'k INT, s STRING, b BINARY, d DECIMAL(30,2), a ARRAY<STRING>, m MAP<STRING, INT>, t STRUCT<x: DOUBLE, y: DATE>, n STRING';
    const value = [1, 'añ😀', Uint8Array.of(0, 255), '12345678901234567890.12', ['p', null], new Map([['q', 1]]), [1.5, '2024-02-29'], null];
    const [l, r] = [inline.session.memoryStream('left', types), inline.session.memoryStream('right', 'k INT')];
    const expected = await inline.session.createDataFrame([value], types).selectExpr('to_json(struct(*)) AS j').collect();
    const df = l.toDF().join(r.toDF(), 'k').selectExpr('to_json(struct(*)) AS j');
    await testStream(
      df,
      'append',
      add(l, value),
      check([]),
      add(r, [1]),
      check(expected.map((x) => Object.values(x))),
      stop(),
      start(),
      add(r, [1]),
      check(expected.map((x) => Object.values(x))),
    );
  }); // prettier-ignore

  test('the state watermark of a join holds back the watermark above it', async () => {
    const [l, r] = [inline.session.memoryStream('left', L), inline.session.memoryStream('right', R)];
    const counts = joined(l, r, { how: 'left', on: RANGE, delays: DELAYS })
      .groupBy(expr("window(lt, '5 seconds') AS w"))
      .count()
      .selectExpr('unix_timestamp(w.start) AS s', 'count');
    await testStream(
      counts,
      'append',
      add(l, row(1, 1), row(2, 12)),
      add(r, row(1, 2)),
      check([]),
      add(l, row(9, 27)),
      add(r, row(9, 27)),
      // The watermark is 17: left rows before 12 are done, and windows up to there.
      check([[0, 1]]),
      add(l, row(9, 60)),
      add(r, row(9, 60)),
      check([[10, 1], [25, 1]]),
    );
  }); // prettier-ignore

  test('three streams', async () => {
    const [a, b, c] = ['x', 'y', 'z'].map((v) => inline.session.memoryStream(v, `k INT, ${v} INT`));
    const df = a!.toDF().join(b!.toDF(), 'k').join(c!.toDF(), 'k');
    await testStream(df, 'append', add(a!, [1, 2], [5, 10]), add(b!, [1, 3], [5, 15]), add(c!, [5, 25]), check([[5, 10, 15, 25]]));
  }); // prettier-ignore

  test('a stream with itself', async () => {
    const input = inline.session.memoryStream('input', 'v INT');
    const df = input.toDF().selectExpr('v % 5 AS k', 'v');
    await testStream(
      df.join(df.selectExpr('k', 'v AS w'), 'k'),
      'append',
      add(input, [1], [2]),
      check([[1, 1, 1], [2, 2, 2]]),
      add(input, [6]),
      check([[1, 6, 6], [1, 1, 6], [1, 6, 1]]),
    );
  }); // prettier-ignore

  test('the progress has the name of Spark', async () => {
    const [l, r] = [inline.session.memoryStream('left', L), inline.session.memoryStream('right', R)];
    const named = inspect('symmetricHashJoin', (query) =>
      expect(query.lastProgress!.stateOperators.map((o) => o.operatorName)).toEqual(['symmetricHashJoin']),
    );
    await testStream(joined(l, r, { how: 'inner', on: 'lk = rk' }), 'append', add(l, row(1, 1)), check([]), named);
  });
});

const REFUSED: Readonly<Record<string, Pick<Case, 'how' | 'on' | 'delays' | 'mode'> & { says: RegExp }>> = {
  'an anti join': { how: 'leftanti', on: RANGE, delays: DELAYS, says: /LeftAnti joins with a streaming/ },
  'an outer join without a watermark': { how: 'left', on: 'lk = rk', says: /without a watermark in the join keys/ },
  'a semi join that could wait for ever': {
    how: 'leftsemi',
    on: 'lk = rk',
    delays: DELAYS,
    says: /Stream-stream LeftSemi join/,
  },
  'a watermark on the wrong side': { how: 'right', on: RANGE, delays: [null, '1 second'], says: /RightOuter join/ },
  'an outer join in update mode': {
    how: 'left',
    on: RANGE,
    delays: DELAYS,
    mode: 'update',
    says: /LeftOuter join between two streaming DataFrames\/Datasets is not supported in Update output mode/,
  },
};

describe('refused at the start', () => {
  test.each(Object.entries(REFUSED))('%s', async (_, c) => {
    const [l, r] = [inline.session.memoryStream('left', L), inline.session.memoryStream('right', R)];
    await testStream(joined(l, r, c), c.mode ?? 'append', expectError(c.says));
  });

  test('a join on no equality, in its first batch', async () => {
    const [l, r] = [inline.session.memoryStream('left', L), inline.session.memoryStream('right', R)];
    const df = joined(l, r, { how: 'inner', on: 'lk < rk' });
    await testStream(df, 'append', add(l, row(1, 1)), expectError(/without equality predicate is not supported/));
  });
});
