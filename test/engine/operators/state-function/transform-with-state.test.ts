import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  DataFrame,
  ListState,
  MapState,
  MillraceSession,
  Row,
  StatefulProcessor,
  StatefulProcessorHandle,
  TimerValues,
  ValueState,
} from '../../../../index.ts';
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

const OPTIONS = { output: 'k STRING, t STRING', outputMode: 'update' } as const;
const later = (ms: number): Action => inspect(`${ms} ms pass`, () => void inline.clock.advance(ms));

/** A running count, which is forgotten at 3. */
class CountToThree implements StatefulProcessor {
  private count!: ValueState;

  init(handle: StatefulProcessorHandle): void {
    this.count = handle.getValueState('count', 'n INT');
  }

  handleInputRows(k: string, rows: Row[]): Row[] {
    const n = (this.count.get()?.['n'] ?? 0) + rows.length;
    if (n >= 3) {
      this.count.clear();
      return [];
    }
    this.count.update({ n });
    return [{ k, t: String(n) }];
  }
}

/** Keeps all values of a key, and how often each came. */
class Seen implements StatefulProcessor {
  private list!: ListState;
  private map!: MapState;

  init(handle: StatefulProcessorHandle): void {
    this.list = handle.getListState('list', 'v INT');
    this.map = handle.getMapState('map', 'v INT', 'n INT');
  }

  handleInputRows(k: string, rows: Row[]): Row[] {
    for (const { v } of rows) {
      this.list.appendValue({ v });
      this.map.updateValue({ v }, { n: (this.map.getValue({ v })?.['n'] ?? 0) + 1 });
      if (v === 0) this.map.removeKey({ v });
    }
    const counts = [...this.map.iterator()].map(([key, value]) => `${key['v']}x${value['n']}`);
    return [{ k, t: `${this.list.get().map((row) => row['v']).join()} ${counts.join()}` }]; // prettier-ignore
  }
}

/** Tells when nothing came for 5 seconds. */
class Silence implements StatefulProcessor {
  private handle!: StatefulProcessorHandle;

  init(handle: StatefulProcessorHandle): void {
    this.handle = handle;
  }

  handleInputRows(k: string, rows: Row[], times: TimerValues): Row[] {
    for (const timer of this.handle.listTimers()) this.handle.deleteTimer(timer);
    this.handle.registerTimer(times.getCurrentProcessingTimeInMs() + 5000);
    return [{ k, t: String(rows.length) }];
  }

  handleExpiredTimer(k: string, _: TimerValues, { getExpiryTimeInMs }: { getExpiryTimeInMs(): number }): Row[] {
    return [{ k, t: `silent since ${(getExpiryTimeInMs() - 5000) % 100_000}` }];
  }
}

/** What it holds of each kind; a value goes 5 seconds after it was stored. */
class Fading implements StatefulProcessor {
  private value!: ValueState;
  private list!: ListState;
  private map!: MapState;

  init(handle: StatefulProcessorHandle): void {
    this.value = handle.getValueState('value', 'v INT', 5000);
    this.list = handle.getListState('list', 'v INT', 5000);
    this.map = handle.getMapState('map', 'v INT', 'n INT', 5000);
  }

  handleInputRows(k: string, rows: Row[]): Row[] {
    const had = `${this.value.get()?.['v'] ?? '-'} ${this.list
      .get()
      .map((row) => row['v'])
      .join()} ${this.map
      .keys()
      .map((row) => row['v'])
      .join()}`;
    for (const { v } of rows) {
      if (v === 0) continue;
      this.value.update({ v });
      this.list.appendValue({ v });
      this.map.updateValue({ v }, { n: 1 });
    }
    return [{ k, t: had }];
  }
}

type Input = ReturnType<MillraceSession['memoryStream']>;
const STREAMS: Readonly<Record<string, { make: () => StatefulProcessor; options?: object; actions: (s: Input) => readonly Action[] }>> = {
  'a value by key, over restarts': {
    make: () => new CountToThree(),
    actions: (s) => [
      add(s, ['a', 1], ['b', 1]),
      check([['a', '1'], ['b', '1']]),
      checkState(2),
      stop(),
      start(),
      add(s, ['a', 1], ['a', 1], ['b', 1]),
      check([['b', '2']]),
      checkState(1),
    ],
  },
  'lists and maps, over restarts': {
    make: () => new Seen(),
    actions: (s) => [
      add(s, ['a', 1], ['a', 2], ['a', 1]),
      check([['a', '1,2,1 1x2,2x1']]),
      stop(),
      start(),
      add(s, ['a', 2], ['b', 0]),
      check([['a', '1,2,1,2 1x2,2x2'], ['b', '0 ']]),
    ],
  },
  'values for their time to live, each its own, over restarts': {
    make: () => new Fading(),
    options: { timeMode: 'processingTime' },
    actions: (s) => [
      add(s, ['a', 1]),
      check([['a', '-  ']]),
      later(3000),
      add(s, ['a', 2]),
      check([['a', '1 1 1']]),
      stop(),
      start(),
      later(2000),
      add(s, ['a', 0]),
      check([['a', '2 2 2']]),
      later(2999),
      add(s, ['a', 0]),
      check([['a', '2 2 2']]),
      later(1),
      add(s, ['a', 0]),
      check([['a', '-  ']]),
      checkState(0),
    ],
  },
  'nothing of a group whose values are all over': {
    make: () => new Fading(),
    options: { timeMode: 'processingTime' },
    actions: (s) => [add(s, ['a', 1], ['b', 1]), check([['a', '-  '], ['b', '-  ']]), checkState(2), later(5001), check([]), checkState(0)],
  },
  'timers of processing time': {
    make: () => new Silence(),
    options: { timeMode: 'processingTime' },
    actions: (s) => [
      add(s, ['a', 1]),
      check([['a', '1']]),
      later(3000),
      add(s, ['b', 1]),
      check([['b', '1']]),
      later(3000),
      check([['a', 'silent since 0']]),
      later(3000),
      check([['b', 'silent since 3000']]),
      checkState(0),
    ],
  },
}; // prettier-ignore

describe('transformWithState keeps', () => {
  test.each(Object.entries(STREAMS))('%s', async (_, { make, options, actions }) => {
    inline.clock.set(Math.ceil((inline.clock.now() + 1) / 100_000) * 100_000);
    const input = session.memoryStream('input', 'k STRING, v INT');
    const df = input
      .toDF()
      .groupByKey('k')
      .transformWithState(make(), { ...OPTIONS, ...options });
    await testStream(df, 'update', ...actions(input));
  });
});

test('a time to live is longer than nothing', () => {
  const init: StatefulProcessor['init'] = (handle) => void handle.getMapState('m', 'a INT', 'b INT', 0);
  const grouped = session.memoryStream('input', 'k STRING').toDF().groupByKey('k');
  const timed = { ...OPTIONS, timeMode: 'processingTime' } as const;
  expect(() => grouped.transformWithState({ init, handleInputRows: () => [] }, timed)).toThrow(
    /TTL duration must be greater than zero for State store operation=getMapState on state=m/,
  );
});

test('in a batch each group begins without a state', async () => {
  const df = session.createDataFrame([['a', 1], ['b', 1], ['a', 1]], 'k STRING, v INT'); // prettier-ignore
  const rows = df.groupByKey('k').transformWithState(new CountToThree(), OPTIONS);
  expect(await rows.collect()).toEqual([{ k: 'a', t: '2' }, { k: 'b', t: '1' }]); // prettier-ignore
});

const over = (df: DataFrame, init: StatefulProcessor['init'], rows: () => Row[] = () => []): DataFrame =>
  df.groupByKey('k').transformWithState({ init, handleInputRows: rows }, OPTIONS);

test.each<[string, StatefulProcessor['init'], RegExp]>([
  [
    'is declared twice',
    (h) => void [h.getValueState('a', 'n INT'), h.getListState('a', 'n INT')],
    /already been defined/,
  ],
  [
    'has a time to live without processing time',
    (h) => void h.getValueState('a', 'n INT', 10),
    /Cannot use TTL for state=a in timeMode=none/,
  ],
  ['is read in init', (h) => void h.getValueState('a', 'n INT').get(), /no group is at hand/],
])('a variable that %s is refused', (_, init, reason) => {
  expect(() => over(session.memoryStream('input', 'k STRING').toDF(), init)).toThrow(reason);
});

test('a map knows its keys by their fields, in any order, and a timer needs a time', async () => {
  const df = session.createDataFrame([['a', 1]], 'k STRING, v INT');
  let map!: MapState;
  const keyed = df.groupByKey('k').transformWithState(
    {
      init: (handle) => void (map = handle.getMapState('m', 'a BIGINT, b DOUBLE', 'n INT')),
      handleInputRows: (k) => {
        map.updateValue({ a: 1n, b: NaN }, { n: 1 });
        map.updateValue({ b: NaN, a: 1n }, { n: 2 });
        map.updateValue({ a: 1n, b: null }, { n: 3 });
        return [{ k, t: map.values().map((value) => value['n']).join() }]; // prettier-ignore
      },
    },
    OPTIONS,
  );
  expect(await keyed.collect()).toEqual([{ k: 'a', t: '2,3' }]);
  let timer!: () => void;
  const timed = over(
    df,
    (handle) => void (timer = () => handle.registerTimer(5)),
    () => [{ k: String(timer()) }],
  );
  await expect(timed.collect()).rejects.toThrow(/operation=registerTimer with invalid timeMode=None/);
});

test('calls for several queries of one processor follow each other', async () => {
  let value!: ValueState;
  const df = session.createDataFrame([['a'], ['b'], ['c']], 'k STRING');
  const seen = df.groupByKey('k').transformWithState(
    {
      init: (handle) => void (value = handle.getValueState('v', 'k STRING')),
      handleInputRows: async (k) => {
        value.update({ k });
        await new Promise((resolve) => setTimeout(resolve, 1));
        return [{ k, t: value.get()!['k'] }];
      },
    },
    OPTIONS,
  );
  for (const rows of await Promise.all([seen.collect(), seen.collect(), seen.collect()])) {
    expect(rows.map((row) => row['k'] === row['t'])).toEqual([true, true, true]);
  }
});

test('a variable that is declared later fails in the batch', async () => {
  const held: StatefulProcessorHandle[] = [];
  const input = session.memoryStream('input', 'k STRING');
  const df = over(
    input.toDF(),
    (handle) => void held.push(handle),
    () => [held[0]!.getValueState('late', 'n INT').get()!],
  );
  await testStream(df, 'update', add(input, ['a']), expectError(/declared outside of init/));
});
