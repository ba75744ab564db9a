import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame, GroupState, MillraceSession, Row } from '../../../../index.ts';
import { expr } from '../../../../index.ts';
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
let session: MillraceSession;
beforeAll(async () => void ({ session } = inline = await inlineSession()));
afterAll(() => inline.session.stop());

type Input = ReturnType<MillraceSession['memoryStream']>;
type F = (key: string, rows: Row[], state: GroupState) => Row[] | Promise<Row[]>;

const later = (ms: number): Action => inspect(`${ms} ms pass`, () => void inline.clock.advance(ms));

/** A running count, which is forgotten at 3. */
const countToThree: F = (k, rows, state) => {
  const n = (state.getOption()?.['n'] ?? 0) + rows.length;
  if (n >= 3) {
    state.remove();
    return [];
  }
  state.update({ n });
  return [{ k, n: String(n) }];
};

const counted = (df: DataFrame, f: F = countToThree, options: object = { outputMode: 'update' }): DataFrame =>
  df.groupByKey('k').flatMapGroupsWithState(f, { output: 'k STRING, n STRING', state: 'n INT', ...options });

const STREAMS: Readonly<Record<string, { query: (df: DataFrame) => DataFrame; mode: string; actions: (s: Input) => readonly Action[] }>> = {
  'a count by key, over restarts': {
    query: counted,
    mode: 'update',
    actions: (s) => [
      add(s, ['a']),
      check([['a', '1']]),
      checkState(1),
      add(s, ['a'], ['b']),
      check([['a', '2'], ['b', '1']]),
      checkState(2),
      stop(),
      start(),
      add(s, ['a'], ['b']),
      check([['b', '2']]),
      checkState(1),
      stop(),
      start(),
      add(s, ['a'], ['c']),
      check([['a', '1'], ['c', '1']]),
      checkState(3),
    ],
  },
  'functions may wait': {
    query: (df) => counted(df, async (k, rows, state) => [{ k, n: await Promise.resolve(`${rows.length} ${state.exists}`) }]),
    mode: 'update',
    actions: (s) => [add(s, ['a'], ['a']), check([['a', '2 false']]), checkState(0)],
  },
  'append, and a grouping above': {
    query: (df) =>
      counted(df, (k, rows) => rows.map((_, i) => ({ k, n: String(i) })), {}).groupBy('k').agg(expr('count(*) AS n')),
    mode: 'complete',
    actions: (s) => [
      add(s, ['a'], ['a'], ['b']),
      check([['a', 2], ['b', 1]]),
      add(s, ['b']),
      check([['a', 2], ['b', 2]]),
    ],
  },
  'update, as a grouping above takes rows of append': {
    query: (df) => counted(df, (k) => [{ k, n: '1' }], {}).groupBy('k').agg(expr('count(*) AS n')),
    mode: 'update',
    actions: (s) => [add(s, ['a'], ['b']), check([['a', 1], ['b', 1]]), add(s, ['a']), check([['a', 2]])],
  },
  'one row of each group': {
    query: (df) =>
      df.groupByKey('k').mapGroupsWithState((k, rows, state) => {
        state.update({ n: (state.getOption()?.['n'] ?? 0) + rows.length });
        return { k, n: String(state.get()['n']) };
      }, { output: 'k STRING, n STRING', state: 'n INT' }),
    mode: 'update',
    actions: (s) => [add(s, ['a'], ['a']), check([['a', '2']]), add(s, ['a']), check([['a', '3']])],
  },
  'a state that is nested, and rows that are NULL': {
    query: (df) =>
      df.groupByKey('k').flatMapGroupsWithState((k, rows, state) => {
        const seen = [...(state.getOption()?.['seen'] ?? []), rows.length];
        state.update({ seen, last: { at: k } });
        return [{ k, n: JSON.stringify(state.get()) }];
      }, { output: 'k STRING, n STRING', state: 'seen ARRAY<INT>, last STRUCT<at: STRING>', outputMode: 'update' }),
    mode: 'update',
    actions: (s) => [
      add(s, [null]),
      check([[null, '{"seen":[1],"last":{"at":null}}']]),
      stop(),
      start(),
      add(s, [null], [null]),
      check([[null, '{"seen":[1,2],"last":{"at":null}}']]),
    ],
  },
}; // prettier-ignore

describe('a state function over a stream', () => {
  test.each(Object.entries(STREAMS))('%s', async (_, { query, mode, actions }) => {
    const input = session.memoryStream('input', 'k STRING');
    await testStream(query(input.toDF()), mode, ...actions(input));
  });

  test('a processing time timeout calls it without rows', async () => {
    const input = session.memoryStream('input', 'k STRING');
    const f: F = (k, rows, state) => {
      if (state.hasTimedOut) {
        state.remove();
        return [{ k, n: '-1' }];
      }
      state.update({ n: rows.length });
      state.setTimeoutDuration('5 seconds');
      return [{ k, n: String(rows.length) }];
    };
    const query = counted(input.toDF(), f, { outputMode: 'update', timeout: 'processingTime' });
    await testStream(
      query,
      'update',
      add(input, ['a']),
      check([['a', '1']]),
      later(3000),
      add(input, ['b']),
      check([['b', '1']]),
      later(3000),
      check([['a', '-1']]),
      checkState(1),
    );
  });

  test('an event time timeout calls it once the watermark is past', async () => {
    const input = session.memoryStream('input', 'k STRING, ts TIMESTAMP');
    const at = (seconds: number): Date => new Date(seconds * 1000);
    const f: F = (k, rows, state) => {
      if (state.hasTimedOut) return [{ k, n: `gone at ${state.getCurrentWatermarkMs()}` }];
      state.update({ n: rows.length });
      state.setTimeoutTimestamp(Math.max(...rows.map((row) => Number(row['ts'].toDate?.() ?? row['ts']))) + 10_000);
      return [{ k, n: String(rows.length) }];
    };
    const marked = input.toDF().withWatermark('ts', '5 seconds');
    await testStream(
      counted(marked, f, { outputMode: 'update', timeout: 'eventTime' }),
      'update',
      add(input, ['a', at(10)]),
      check([['a', '1']]),
      add(input, ['b', at(25)]),
      check([['b', '1']]),
      add(input, ['b', at(26)]),
      check([['b', '1'], ['a', 'gone at 21000']]), // prettier-ignore
      add(input, ['b', at(30)], ['late', at(1)]),
      check([['b', '1']]),
    );
  });
});

test('in a batch it is called once for each group, without a state', async () => {
  const df = session.createDataFrame([['a'], ['b'], ['a']], 'k STRING');
  const rows = counted(df, (k, all, state) => [{ k, n: `${all.length} ${state.exists}` }]);
  expect(await rows.collect()).toEqual([{ k: 'a', n: '2 false' }, { k: 'b', n: '1 false' }]); // prettier-ignore
});

test('keys of several columns come as an array, computed ones too', async () => {
  const df = session.createDataFrame([['a', 3]], 'k STRING, n INT');
  const rows = df
    .groupByKey('k', expr('n % 2'))
    .flatMapGroupsWithState((key, all) => [{ t: JSON.stringify([key, all]) }], { output: 't STRING', state: 'n INT' });
  expect(await rows.collect()).toEqual([{ t: '[["a",1],[{"k":"a","n":3}]]' }]);
});

const REFUSED: Readonly<Record<string, { query: (df: DataFrame) => DataFrame; mode: string }>> = {
  'map in append mode': {
    query: (df) => df.groupByKey('k').mapGroupsWithState((k) => ({ k }), { output: 'k STRING', state: 'n INT' }),
    mode: 'append',
  },
  'flatMap in update mode where it is of append': { query: (df) => counted(df, countToThree, {}), mode: 'update' },
  'event time without a watermark': {
    query: (df) => counted(df, countToThree, { outputMode: 'update', timeout: 'eventTime' }),
    mode: 'update',
  },
  'a watermark on a column that is gone': {
    query: (df) =>
      counted(
        df.selectExpr('k', 'current_timestamp() AS ts').withWatermark('ts', '1 second').select('k'),
        countToThree,
        {
          outputMode: 'update',
          timeout: 'eventTime',
        },
      ),
    mode: 'update',
  },
  'two of them in update mode': { query: (df) => counted(counted(df)), mode: 'update' },
  'a grouping above one of update mode in update mode': {
    query: (df) => counted(df).groupBy('k').count(),
    mode: 'update',
  },
  'another operator with state above one whose timeouts are of event time': {
    query: (df) =>
      counted(df.selectExpr('k', 'current_timestamp() AS ts').withWatermark('ts', '1 second'), countToThree, {
        outputMode: 'append',
        timeout: 'eventTime',
      }).dropDuplicates(['k']),
    mode: 'append',
  },
  'a grouping above one of update mode': { query: (df) => counted(df).groupBy('k').count(), mode: 'complete' },
};
test.each(Object.entries(REFUSED))('a stream refuses %s', async (_, { query, mode }) => {
  const input = session.memoryStream('input', 'k STRING');
  await expect(query(input.toDF()).writeStream.format('noop').outputMode(mode).start()).rejects.toMatchObject({
    condition: '_LEGACY_ERROR_TEMP_3102',
  });
});

const FAILING: Readonly<Record<string, { f: F; reason: RegExp }>> = {
  'what it throws, with the key': {
    f: () => {
      throw new RangeError('too many');
    },
    reason: /flatMapGroupsWithState failed for the key "a": RangeError: too many/,
  },
  'rows that do not fit': { f: () => [{ k: 1, n: 'x' }], reason: /failed for the key "a": .*does not fit the type/ },
  'a row that it forgot': { f: (() => [undefined]) as never, reason: /It gave undefined where a row is due/ },
  'a state that is not there': { f: (_, __, state) => [state.get()], reason: /State is either not defined/ },
  'a timeout of the other kind': {
    f: (_, __, state) => {
      state.setTimeoutTimestamp(5);
      return [];
    },
    reason: /Cannot set timeout timestamp without enabling event time timeout/,
  },
};
test.each(Object.entries(FAILING))('the error names %s', async (_, { f, reason }) => {
  const input = session.memoryStream('input', 'k STRING');
  await testStream(counted(input.toDF(), f), 'update', add(input, ['a']), expectError(reason));
});
