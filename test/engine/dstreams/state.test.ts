import { describe, expect, test } from 'vitest';
import { ManualClock, Seconds, State, StateSpec, StreamingContext, type Time } from '../../../dstreams.ts';
import { noted, rowsOf, streaming } from './streaming-context.ts';

const given = streaming();
const ones = (...words: string[]): [string, number][] => words.map((word) => [word, 1]);
/** Three batches of words, then nothing: states grow and nothing is lost. */
const words = (): [string, number][][] => [
  [],
  ones('a'),
  ones('a', 'b'),
  ones('a', 'b', 'c'),
  ones('a', 'b'),
  ones('a'),
  [],
];
const COUNTS = [
  [],
  [['a', 1]],
  [
    ['a', 2],
    ['b', 1],
  ],
  [
    ['a', 3],
    ['b', 2],
    ['c', 1],
  ],
  [
    ['a', 4],
    ['b', 3],
    ['c', 1],
  ],
  [
    ['a', 5],
    ['b', 3],
    ['c', 1],
  ],
  [
    ['a', 5],
    ['b', 3],
    ['c', 1],
  ],
];

describe('updateStateByKey', () => {
  test('asks every known key in every batch', async () => {
    const ssc = given().context();
    const gave = noted(
      ssc.queueStream(words()).updateStateByKey((values: number[], n?: number) => values.length + (n ?? 0)),
    );
    ssc.start();
    await ssc.step(7);
    expect(rowsOf(gave)).toEqual(COUNTS);
  });

  test('forgets a key by undefined, and begins with the states that it is given', async () => {
    const ssc = given().context();
    const initial = ssc.sparkContext.parallelize<[string, number]>([
      ['a', 5],
      ['z', 1],
    ]);
    const visits = ssc.queueStream([ones('a', 'b'), [], ones('b')]);
    const gave = noted(
      visits.updateStateByKey(
        (values: number[], n: number | undefined) => (values.length === 0 ? undefined : (n ?? 0) + values.length),
        initial,
      ),
    );
    ssc.start();
    await ssc.step(3);
    expect(rowsOf(gave)).toEqual([
      [
        ['a', 6],
        ['b', 1],
      ],
      [],
      [['b', 1]],
    ]);
  });

  test('goes on after a batch whose function failed, as if it had run again', async () => {
    const ssc = given().context();
    let failing = true;
    const gave = noted(
      ssc.queueStream([ones('a'), ones('a'), ones('a')]).updateStateByKey(async (values: number[], n?: number) => {
        if (n === 1 && failing) throw new Error('away');
        return values.length + (n ?? 0);
      }),
    );
    ssc.start();
    await ssc.step();
    await expect(ssc.step()).rejects.toThrow(
      '[DSTREAM.USER_FUNCTION_ERROR] The function of updateStateByKey failed: Error: away',
    );
    failing = false;
    await ssc.step();
    expect(gave).toEqual([
      [1000, [['a', 1]]],
      [3000, [['a', 3]]],
    ]);
  });

  test('needs a checkpoint folder', () => {
    const ssc = new StreamingContext(given().session, Seconds(1), { clock: new ManualClock() });
    noted(ssc.queueStream([ones('a')]).updateStateByKey((values: number[]) => values.length));
    expect(() => ssc.start()).toThrow(/NO_CHECKPOINT_DIRECTORY\] updateStateByKey needs/);
  });
});

describe('mapWithState', () => {
  const running = () =>
    StateSpec.function((word: string, n: number | undefined, state: State<number>) => {
      state.update((n ?? 0) + (state.getOption() ?? 0));
      return [word, state.get()] as [string, number];
    });

  test('asks the keys of the batch, and shows all states beside them', async () => {
    const ssc = given().context();
    const counts = ssc.queueStream(words()).mapWithState(running());
    const [rows, states] = [noted(counts), noted(counts.stateSnapshots())];
    ssc.start();
    await ssc.step(7);
    expect(rowsOf(rows)).toEqual([
      [],
      [['a', 1]],
      [
        ['a', 2],
        ['b', 1],
      ],
      [
        ['a', 3],
        ['b', 2],
        ['c', 1],
      ],
      [
        ['a', 4],
        ['b', 3],
      ],
      [['a', 5]],
      [],
    ]);
    expect(rowsOf(states)).toEqual(COUNTS);
  });

  test('begins with the states that it is given', async () => {
    const ssc = given().context();
    const counts = ssc.queueStream(words()).mapWithState(
      running().initialState([
        ['a', 5],
        ['z', 10],
      ]),
    );
    const states = noted(counts.stateSnapshots());
    ssc.start();
    await ssc.step(3);
    expect(rowsOf(states)).toEqual([
      [
        ['a', 5],
        ['z', 10],
      ],
      [
        ['a', 6],
        ['z', 10],
      ],
      [
        ['a', 7],
        ['z', 10],
        ['b', 1],
      ],
    ]);
  });

  test('gives the time of the batch to a function of four', async () => {
    const ssc = given().context();
    const spec = StateSpec.function((time: Time, word: string, _: number | undefined, state: State<number>) => {
      if (state.exists()) return undefined;
      state.update(1);
      return `${word} ${time}`;
    });
    const gave = noted(ssc.queueStream([ones('a'), ones('a', 'b')]).mapWithState(spec));
    ssc.start();
    await ssc.step(2);
    expect(rowsOf(gave)).toEqual([['a 1000 ms'], ['b 2000 ms']]);
  });

  test('calls a key a last time when nothing came for so long; any row puts that off', async () => {
    const ssc = given().context();
    const spec = StateSpec.function((word: string, n: number | undefined, state: State<number>) => {
      if (state.isTimingOut()) return `${word} ${n} ${state.get()}`;
      if (!state.exists()) state.update(n!);
      return undefined;
    }).timeout(Seconds(2));
    const counts = ssc.queueStream([ones('a', 'b'), ones('a'), ones('a'), ones('a')]).mapWithState(spec);
    const [gave, states] = [noted(counts.checkpoint(Seconds(1))), noted(counts.stateSnapshots())];
    ssc.start();
    await ssc.step(7);
    expect(rowsOf(gave)).toEqual([[], [], [], ['b undefined 1'], [], [], ['a undefined 1']]);
    expect(rowsOf(states).at(-1)).toEqual([]);
  });

  test('looks for such keys every ten batches unless it is told otherwise', async () => {
    const ssc = given().context();
    const spec = StateSpec.function((word: string, n: number | undefined, state: State<number>) =>
      state.isTimingOut() ? word : state.update(n!),
    ).timeout(Seconds(1));
    const gave = noted(ssc.queueStream([ones('a')]).mapWithState(spec));
    ssc.start();
    await ssc.step(12);
    expect(gave.filter(([, rows]) => rows.length > 0)).toEqual([[10_000, ['a']]]);
  });

  test.each([
    ['get of a state that is not there', (state: State<number>) => state.get(), 'STATE_NOT_SET'],
    [
      'update after remove',
      (state: State<number>) => (state.update(1), state.remove(), state.update(2)),
      'STATE_REMOVED',
    ],
    [
      'remove after remove',
      (state: State<number>) => (state.update(1), state.remove(), state.remove()),
      'STATE_REMOVED',
    ],
  ])('%s is refused', async (_, use, condition) => {
    const ssc = given().context();
    noted(
      ssc
        .queueStream([ones('a')])
        .mapWithState(
          StateSpec.function((__: string, ___: number | undefined, state: State<number>) => void use(state)),
        ),
    );
    ssc.start();
    await expect(ssc.step()).rejects.toMatchObject({ condition: `DSTREAM.${condition}` });
  });

  test('a state that times out takes no value', () => {
    const state = new State(1, true, true);
    expect(() => state.update(2)).toThrow(/STATE_IS_TIMING_OUT/);
    expect(() => state.remove()).toThrow(/STATE_IS_TIMING_OUT/);
    expect(state.get()).toBe(1);
  });
});
