import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  DataFrame,
  GroupState,
  KeyValueGroupedData,
  MillraceSession,
  Row,
  StatefulProcessor,
  StatefulProcessorHandle,
  ValueState,
} from '../../../../index.ts';
import { expr } from '../../../../index.ts';
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
let session: MillraceSession;
beforeAll(async () => void ({ session } = inline = await inlineSession()));
afterAll(() => inline.session.stop());

type Input = ReturnType<MillraceSession['memoryStream']>;

const states = (...rows: (readonly [k: string | null, n: number])[]): KeyValueGroupedData =>
  session.createDataFrame(rows, 'k STRING, n INT').groupByKey('k');

const count = (k: string, rows: Row[], state: GroupState): Row => {
  state.update({ n: (state.getOption()?.['n'] ?? 0) + rows.length });
  return { k, n: state.get()['n'] };
};
const OPTIONS = { output: 'k STRING, n INT', state: 'n INT' } as const;

/** Counts on from the table's numbers. */
class CountOn implements StatefulProcessor {
  private count!: ValueState;

  init(handle: StatefulProcessorHandle): void {
    this.count = handle.getValueState('count', 'n INT');
  }

  handleInitialState(_: string, { n }: Row): void {
    this.count.update({ n: (this.count.get()?.['n'] ?? 0) + n });
  }

  handleInputRows(k: string, rows: Row[]): Row[] {
    const n = (this.count.get()?.['n'] ?? 0) + rows.length;
    this.count.update({ n });
    return [{ k, n }];
  }
}

const STREAMS: Readonly<Record<string, { query: (df: DataFrame) => DataFrame; actions: (s: Input) => readonly Action[] }>> = {
  'a function begins from a table, and is called for keys without rows': {
    query: (df) =>
      df.groupByKey('k').flatMapGroupsWithState((k, rows, state) => [count(k, rows, state)], {
        ...OPTIONS,
        outputMode: 'update',
        initialState: states(['a', 5], ['z', 7], [null, 1]),
      }),
    actions: (s) => [
      add(s, ['a'], ['b']),
      check([['a', 6], ['z', 7], [null, 1], ['b', 1]]),
      checkState(4),
      stop(),
      start(),
      add(s, ['z'], [null]),
      check([['z', 8], [null, 2]]),
      checkState(4),
    ],
  },
  'mapGroupsWithState, too': {
    query: (df) => df.groupByKey('k').mapGroupsWithState(count, { ...OPTIONS, initialState: states(['z', 7]) }),
    actions: (s) => [add(s, ['a']), check([['z', 7], ['a', 1]]), add(s, ['z']), check([['z', 8]])],
  },
  'a state that the function does not touch is kept': {
    query: (df) =>
      df.groupByKey('k').flatMapGroupsWithState((k, rows, state) => (rows.length === 0 ? [] : [{ k, n: state.getOption()?.['n'] ?? null }]), {
        ...OPTIONS,
        outputMode: 'update',
        initialState: states(['z', 7]),
      }),
    actions: (s) => [add(s, ['a']), check([['a', null]]), checkState(1), add(s, ['z']), check([['z', 7]])],
  },
  'a processor gets each row of the table, and is called for keys with rows alone': {
    query: (df) =>
      df.groupByKey('k').transformWithState(new CountOn(), {
        output: 'k STRING, n INT',
        outputMode: 'update',
        initialState: states(['z', 7], ['z', 1], ['y', 3]),
      }),
    actions: (s) => [
      add(s, ['z'], ['a']),
      check([['z', 9], ['a', 1]]),
      checkState(3),
      add(s, ['y']),
      check([['y', 4]]),
    ],
  },
  'keys may be computed': {
    query: (df) =>
      df.groupByKey(expr('upper(k)')).flatMapGroupsWithState((k, rows, state) => [count(k, rows, state)], {
        ...OPTIONS,
        outputMode: 'update',
        initialState: session.createDataFrame([['a', 5]], 'name STRING, n INT').groupByKey(expr('upper(name)')),
      }),
    actions: (s) => [add(s, ['a']), check([['A', 6]])],
  },
}; // prettier-ignore

test.each(Object.entries(STREAMS))('%s', async (_, { query, actions }) => {
  const input = session.memoryStream('input', 'k STRING');
  await testStream(query(input.toDF()), 'update', ...actions(input));
});

test('fields of the state are found by name, whatever their case', async () => {
  const states = session.createDataFrame([['a', 9n, 5]], 'k STRING, other BIGINT, N INT').groupByKey('K');
  const counted = session
    .createDataFrame([['a']], 'k STRING')
    .groupByKey('k')
    .mapGroupsWithState(count, { ...OPTIONS, initialState: states });
  expect(await counted.collect()).toEqual([{ k: 'a', n: 6 }]);
});

test('a batch begins from it', async () => {
  const counted = session
    .createDataFrame([['a'], ['a']], 'k STRING')
    .groupByKey('k')
    .mapGroupsWithState(count, { ...OPTIONS, initialState: states(['a', 5], ['b', 1]) });
  expect(await counted.orderBy('k').collect()).toEqual([{ k: 'a', n: 7 }, { k: 'b', n: 1 }]); // prettier-ignore
});

test('a key with two states is refused in its batch', async () => {
  const input = session.memoryStream('input', 'k STRING');
  const counted = input
    .toDF()
    .groupByKey('k')
    .mapGroupsWithState(count, { ...OPTIONS, initialState: states(['a', 5], ['a', 1]) });
  await testStream(counted, 'update', add(input, ['b']), expectError(/multiple rows\(state\) with the same key/));
});

const REFUSED: Readonly<Record<string, { initial: () => KeyValueGroupedData; condition: string }>> = {
  'of a stream': {
    initial: () => session.memoryStream('other', 'k STRING, n INT').toDF().groupByKey('k'),
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'without a field of the state': {
    initial: () => session.createDataFrame([['a', 1]], 'k STRING, m INT').groupByKey('k'),
    condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  },
  'grouped by keys of another type': {
    initial: () => session.createDataFrame([['a', 1]], 'k STRING, n INT').groupByKey('n'),
    condition: 'DATATYPE_MISMATCH.INVALID_INITIAL_STATE',
  },
};
test.each(Object.entries(REFUSED))('an initial state %s is refused', async (_, { initial, condition }) => {
  const input = session.memoryStream('input', 'k STRING');
  const counted = input
    .toDF()
    .groupByKey('k')
    .mapGroupsWithState(count, { ...OPTIONS, initialState: initial() });
  await expect(counted.writeStream.format('noop').outputMode('update').start()).rejects.toMatchObject({ condition });
});
