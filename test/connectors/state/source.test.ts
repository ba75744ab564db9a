import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { avg, count, expr, first, max, min, session_window, sum, window } from '../../../engine/api/functions.ts';
import type { MemoryStream } from '../../../engine/api/memory-stream.ts';
import type {
  ListState,
  MapState,
  MillraceSession,
  StatefulProcessor,
  StatefulProcessorHandle,
  ValueState,
} from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { newCheckpoint, ran, read } from './state-under-test.ts';

let inline: InlineSession;
let session: MillraceSession;
beforeAll(async () => void ({ session } = inline = await inlineSession()));
afterAll(() => inline.session.stop());

const DUE = Date.parse('2026-01-01T11:00:00Z');

let streams = 0;
const rides = (): MemoryStream => session.memoryStream(`rides${++streams}`, 'ts TIMESTAMP, k STRING, v INT');
const at = (time: string): string => `2026-01-01 10:${time}`;

describe('the state of an aggregation', () => {
  test('has Spark’s buffers as its values', async () => {
    const input = rides();
    const results = [count('*').as('n'), sum('v').as('total'), avg('v'), min('v'), max('v'), first('v'), sum(expr('CAST(v AS DECIMAL(10, 2))')).as('exact')] as const; // prettier-ignore
    const df = input
      .toDF()
      .groupBy('k')
      .agg(...results);
    const checkpoint = await ran(df, 'update', [
      [[input, [at('00:00'), 'x', 1], [at('00:20'), 'y', null]]],
      [[input, [at('00:40'), 'x', 3]]],
    ]);
    const decimal = (unscaled: number): string => `(unscaled ${unscaled}, scale 2)`;
    expect(await read(session, checkpoint)).toEqual([
      `key (k x) value (count_n 2, sum_total 4, sum_avg(v) 4, count_avg(v) 2, min 1, max 3, first 1, valueSet true, sum_exact ${decimal(400)}, isEmpty false)`,
      `key (k y) value (count_n 1, sum_total null, sum_avg(v) 0, count_avg(v) 0, min null, max null, first null, valueSet true, sum_exact ${decimal(0)}, isEmpty true)`,
    ]);
  });

  test('has the window among its keys, and loses windows that are done', async () => {
    const input = rides();
    const df = input.toDF().withWatermark('ts', '10 seconds').groupBy(window('ts', '30 seconds'), 'k').count();
    const checkpoint = await ran(df, 'append', [
      [[input, [at('00:00'), 'x', 1], [at('00:20'), 'y', 2]]],
      [[input, [at('00:50'), 'x', 3]]],
      [],
    ]);
    const first = 'window (start 10:00:00, end 10:00:30)';
    const second = 'window (start 10:00:30, end 10:01:00)';
    expect(await read(session, checkpoint)).toEqual([`key (${second}, k x) value (count 1)`]);
    expect(await read(session, checkpoint, { batchId: 1 })).toEqual([
      `key (${first}, k x) value (count 1)`,
      `key (${first}, k y) value (count 1)`,
      `key (${second}, k x) value (count 1)`,
    ]);
    expect(await read(session, checkpoint, { readChangeFeed: true, changeStartBatchId: 0 })).toEqual([
      `batch_id 0 change_type update key (${first}, k x) value (count 1)`,
      `batch_id 0 change_type update key (${first}, k y) value (count 1)`,
      `batch_id 1 change_type update key (${second}, k x) value (count 1)`,
      `batch_id 2 change_type delete key (${first}, k x) value null`,
      `batch_id 2 change_type delete key (${first}, k y) value null`,
    ]);
  });
});

describe('the state of a deduplication', () => {
  test('is its keys', async () => {
    const input = rides();
    const checkpoint = await ran(input.toDF().dropDuplicates('k', 'v'), 'append', [
      [[input, [at('00:00'), 'x', 1], [at('00:20'), null, 2], [at('00:30'), 'x', 1]]],
    ]);
    expect(await read(session, checkpoint)).toEqual([
      'key (k x, v 1) value (__dummy__ null)',
      'key (k null, v 2) value (__dummy__ null)',
    ]);
  });

  test('is when they expire, within a watermark', async () => {
    const input = rides();
    const df = input.toDF().withWatermark('ts', '10 seconds').dropDuplicatesWithinWatermark('k');
    const checkpoint = await ran(df, 'append', [[[input, [at('00:00'), 'x', 1]]]]);
    const expiry = Date.parse('2026-01-01T10:00:10Z') * 1000;
    expect(await read(session, checkpoint)).toEqual([`key (k x) value (expiresAtMicros ${expiry})`]);
  });
});

test('the state of a join is read by side, or as the stores that Spark has', async () => {
  const left = rides();
  const right = session.memoryStream('tips', 'ts2 TIMESTAMP, k2 STRING, tip INT');
  const df = left
    .toDF()
    .withWatermark('ts', '10 seconds')
    .join(
      right.toDF().withWatermark('ts2', '10 seconds'),
      expr('k = k2 AND ts2 BETWEEN ts AND ts + INTERVAL 1 HOUR'),
      'left',
    );
  const checkpoint = await ran(df, 'append', [
    [
      [left, [at('00:00'), 'x', 1], [at('00:20'), 'x', 2], [at('00:20'), 'y', 3]],
      [right, [at('00:10'), 'x', 5]],
    ],
  ]);
  expect(await read(session, checkpoint, { joinSide: 'left' })).toEqual([
    'key (field0 x) value (ts 10:00:00, k x, v 1)',
    'key (field0 x) value (ts 10:00:20, k x, v 2)',
    'key (field0 y) value (ts 10:00:20, k y, v 3)',
  ]);
  expect(await read(session, checkpoint, { joinSide: 'right' })).toEqual([
    'key (field0 x) value (ts2 10:00:10, k2 x, tip 5)',
  ]);
  expect(await read(session, checkpoint, { storeName: 'left-keyToNumValues' })).toEqual([
    'key (field0 x) value (value 2)',
    'key (field0 y) value (value 1)',
  ]);
  expect(await read(session, checkpoint, { storeName: 'left-keyWithIndexToValue' })).toEqual([
    'key (field0 x, index 0) value (ts 10:00:00, k x, v 1, matched true)',
    'key (field0 x, index 1) value (ts 10:00:20, k x, v 2, matched false)',
    'key (field0 y, index 0) value (ts 10:00:20, k y, v 3, matched false)',
  ]);
});

test('the state of sessions has their start among its keys', async () => {
  const input = rides();
  const df = input
    .toDF()
    .withWatermark('ts', '10 seconds')
    .groupBy(session_window('ts', '15 seconds'), 'k')
    .agg(count('*').as('n'), sum('v').as('total'));
  const checkpoint = await ran(df, 'append', [
    [[input, [at('00:00'), 'x', 1], [at('00:10'), 'x', 2], [at('00:40'), 'x', 3]]],
    [[input, [at('00:30'), 'x', 4]]],
  ]);
  const merged = 'value (session_window (start 10:00:30, end 10:00:55), k x, count 2, sum 7)';
  expect(await read(session, checkpoint)).toEqual([`key (k x, sessionStartTime 10:00:30) ${merged}`]);
  expect(await read(session, checkpoint, { readChangeFeed: true, changeStartBatchId: 1 })).toEqual([
    `batch_id 1 change_type update key (k x, sessionStartTime 10:00:30) ${merged}`,
    'batch_id 1 change_type delete key (k x, sessionStartTime 10:00:00) value null',
    'batch_id 1 change_type delete key (k x, sessionStartTime 10:00:40) value null',
  ]);
});

test('the state of a limit is how many rows came', async () => {
  const input = rides();
  const checkpoint = await ran(input.toDF().limit(3), 'append', [
    [[input, [at('00:00'), 'x', 1], [at('00:20'), 'y', 2]]],
  ]);
  expect(await read(session, checkpoint)).toEqual(['key (key null) value (value 2)']);
});

describe('the state of a function', () => {
  const counting = (timeout: 'none' | 'eventTime', input: MemoryStream) =>
    input
      .toDF()
      .withWatermark('ts', '10 seconds')
      .groupByKey('k')
      .flatMapGroupsWithState(
        (_, rows, state) => {
          if (state.hasTimedOut) state.remove();
          else {
            const n = (state.getOption()?.['n'] ?? 0) + rows.length;
            state.update({ n, last: rows.at(-1)!['k'] });
            if (timeout === 'eventTime') state.setTimeoutTimestamp(DUE);
          }
          return [];
        },
        { output: 'k STRING', state: 'n INT, last STRING', timeout, outputMode: 'update' },
      );

  test('is a STRUCT', async () => {
    const input = rides();
    const checkpoint = await ran(counting('none', input), 'update', [
      [[input, [at('00:00'), 'x', 1], [at('00:20'), 'x', 2], [at('00:20'), 'é', 3]]],
    ]);
    expect(await read(session, checkpoint)).toEqual([
      'key (k x) value (groupState (n 2, last x))',
      'key (k é) value (groupState (n 1, last é))',
    ]);
  });

  test('has its timeout beside it', async () => {
    const input = rides();
    const checkpoint = await ran(counting('eventTime', input), 'update', [[[input, [at('00:00'), 'x', 1]]]]);
    expect(await read(session, checkpoint)).toEqual([
      `key (k x) value (groupState (n 1, last x), timeoutTimestamp ${DUE})`,
    ]);
  });
});

describe('the variables of a processor', () => {
  let checkpoint = '';
  beforeAll(async () => {
    const input = rides();
    const df = input
      .toDF()
      .withWatermark('ts', '10 seconds')
      .groupByKey('k')
      .transformWithState(processor(), { output: 'k STRING', outputMode: 'update', timeMode: 'eventTime' });
    checkpoint = await ran(df, 'update', [
      [[input, [at('00:00'), 'x', 1], [at('00:20'), 'x', 2], [at('00:20'), 'y', 3]]],
      [[input, [at('00:30'), 'x', 2], [at('00:30'), 'y', 0]]],
    ]);
  });

  test.each<readonly [Readonly<Record<string, string | number | boolean>>, readonly string[]]>([
    [{ stateVarName: 'best' }, ['key (k x) value (n 2)']],
    [{ stateVarName: 'seen' }, ['1', '2', '2'].map((v) => `key (k x) list_element (v ${v})`)],
    [{ stateVarName: 'seen', flattenCollectionTypes: false }, ['key (k x) list_value [(v 1), (v 2), (v 2)]']],
    [
      { stateVarName: 'counts' },
      ['key (k x) user_map_key (v 1) user_map_value (n 1)', 'key (k x) user_map_key (v 2) user_map_value (n 2)'],
    ],
    [{ stateVarName: 'counts', flattenCollectionTypes: false }, ['key (k x) map_value {(v 1): (n 1), (v 2): (n 2)}']],
    [{ readRegisteredTimers: true }, [DUE + 1, DUE + 2].map((time) => `key (k x) expiration_timestamp_ms ${time}`)],
    [{ stateVarName: 'best', batchId: 0 }, ['key (k x) value (n 2)', 'key (k y) value (n 3)']],
    [
      { stateVarName: 'best', readChangeFeed: true, changeStartBatchId: 1 },
      ['batch_id 1 change_type delete key (k y) value null'],
    ],
    [
      { stateVarName: 'seen', readChangeFeed: true, changeStartBatchId: 0 },
      [
        'batch_id 0 change_type append key (k x) list_element (v 1)',
        'batch_id 0 change_type append key (k x) list_element (v 2)',
        'batch_id 0 change_type append key (k y) list_element (v 3)',
        'batch_id 1 change_type append key (k x) list_element (v 2)',
        'batch_id 1 change_type delete key (k y) list_element null',
      ],
    ],
    [
      { stateVarName: 'counts', readChangeFeed: true, changeStartBatchId: 1 },
      [
        'batch_id 1 change_type update key (k x) user_map_key (v 2) user_map_value (n 2)',
        'batch_id 1 change_type delete key (k y) user_map_key (v 3) user_map_value null',
      ],
    ],
    [
      { readRegisteredTimers: true, readChangeFeed: true, changeStartBatchId: 1 },
      [`batch_id 1 change_type delete key (k y) expiration_timestamp_ms ${DUE + 3}`],
    ],
  ])('are read by %o', async (options, expected) => {
    expect(await read(session, checkpoint, options)).toEqual(expected);
  });
});

test('a list that is put anew is an update and what is appended behind it', async () => {
  const input = rides();
  let list: ListState;
  const processor: StatefulProcessor = {
    init: (handle) => void (list = handle.getListState('list', 'v INT')),
    handleInputRows(_, rows) {
      list.put(rows.map(({ v }) => ({ v })));
      return [];
    },
  };
  const df = input.toDF().groupByKey('k').transformWithState(processor, { output: 'k STRING', outputMode: 'update' });
  const checkpoint = await ran(df, 'update', [
    [[input, [at('00:00'), 'x', 1]]],
    [[input, [at('00:10'), 'x', 2], [at('00:20'), 'x', 3]]],
  ]);
  const options = { stateVarName: 'list', readChangeFeed: true, changeStartBatchId: 1, flattenCollectionTypes: false };
  expect(await read(session, checkpoint, options)).toEqual([
    'batch_id 1 change_type update key (k x) list_element (v 2)',
    'batch_id 1 change_type append key (k x) list_element (v 3)',
  ]);
  const variables = [{ stateName: 'list', stateVariableType: 'ListState', ttlEnabled: false }];
  const properties = JSON.stringify({ timeMode: 'NoTime', outputMode: 'Update', stateVariables: variables });
  expect(await read(session, checkpoint, {}, 'state-metadata')).toEqual([
    `operatorId 0 operatorName transformWithStateExec stateStoreName default numPartitions 1 minBatchId 0 maxBatchId 1 operatorProperties ${properties}`,
  ]);
  await expect(read(session, checkpoint)).rejects.toMatchObject({
    condition: 'STDS_REQUIRED_OPTION_UNSPECIFIED',
    hint: 'The processor declares "list": give one of them as stateVarName.',
  });
  await expect(read(session, checkpoint, { stateVarName: 'nope' })).rejects.toThrow(/nope is not defined/);
  await expect(read(session, checkpoint, { readRegisteredTimers: true })).rejects.toThrow(
    /not available in TimeMode=None/,
  );
});

/** Keeps the best value, all values and how often each came; a value of 0 ends a key. */
function processor(): StatefulProcessor {
  let best: ValueState;
  let seen: ListState;
  let counts: MapState;
  let timers: StatefulProcessorHandle;
  return {
    init(handle) {
      timers = handle;
      best = handle.getValueState('best', 'n INT');
      seen = handle.getListState('seen', 'v INT');
      counts = handle.getMapState('counts', 'v INT', 'n BIGINT');
    },
    handleInputRows(_, rows) {
      for (const { v } of rows) {
        best.update({ n: Math.max(best.get()?.['n'] ?? 0, v) });
        seen.appendValue({ v });
        counts.updateValue({ v }, { n: (counts.getValue({ v })?.['n'] ?? 0) + 1 });
        timers.registerTimer(DUE + v);
        if (v > 0) continue;
        for (const state of [best, seen, counts]) state.clear();
        for (const time of timers.listTimers()) timers.deleteTimer(time);
      }
      return [];
    },
  };
}

test('operators are numbered from the top of the plan down, and listed with their stores', async () => {
  const input = rides();
  const df = input.toDF().withWatermark('ts', '10 seconds').dropDuplicates('k', 'ts').groupBy(window('ts', '30 seconds')).count(); // prettier-ignore
  const checkpoint = await ran(df, 'append', [[[input, [at('00:00'), 'x', 1], [at('00:20'), 'x', 1]]]]);
  const rest = 'stateStoreName default numPartitions 1 minBatchId 0 maxBatchId 0 operatorProperties null';
  expect(await read(session, checkpoint, {}, 'state-metadata')).toEqual([
    `operatorId 0 operatorName stateStoreSave ${rest}`,
    `operatorId 1 operatorName dedupe ${rest}`,
  ]);
  expect(await read(session, checkpoint)).toEqual(['key (window (start 10:00:00, end 10:00:30)) value (count 2)']);
  expect(await read(session, checkpoint, { operatorId: 1 })).toEqual([
    'key (k x, ts 10:00:00) value (__dummy__ null)',
    'key (k x, ts 10:00:20) value (__dummy__ null)',
  ]);
});

test('the state of a query that runs is read as it was after the last batch', async () => {
  const input = rides();
  const checkpoint = newCheckpoint();
  const query = await input.toDF().groupBy('k').count().writeStream.format('noop').outputMode('update')
    .option('checkpointLocation', checkpoint).trigger({ manual: true }).start(); // prettier-ignore
  const state = session.read.format('statestore').load(checkpoint);
  await expect(state.collect()).rejects.toMatchObject({ condition: 'STDS_COMMITTED_BATCH_UNAVAILABLE' });
  for (const n of [1, 2]) {
    await input.addData([at('00:00'), 'x', 1]);
    await query.step();
    expect(await state.selectExpr('value.count AS n').collect()).toEqual([{ n }]);
  }
  await query.stop();
});
