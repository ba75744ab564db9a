import { describe, expect, test } from 'vitest';
import { Milliseconds, Seconds, StreamingContext, ManualClock } from '../../../dstreams.ts';
import { seededRandom } from '../../../engine/runtime/random.ts';
import { noted, rowsOf, streaming, type Gave } from './streaming-context.ts';

const given = streaming();
const pairs = (...words: string[]): [string, number][] => words.map((word) => [word, 1]);
const add = (a: number, b: number): number => a + b;
const take = (a: number, b: number): number => a - b;
const sorted = (gave: Gave): unknown[] => gave.map(([ms, rows]) => [ms, [...rows].sort()]);

describe('a window', () => {
  test('unions its batches, fewer at the beginning', async () => {
    const ssc = given().context();
    const gave = noted(ssc.queueStream([['a'], ['b'], [], ['d']]).window(Seconds(3), Seconds(1)));
    ssc.start();
    await ssc.step(6);
    expect(rowsOf(gave)).toEqual([['a'], ['a', 'b'], ['a', 'b'], ['b', 'd'], ['d'], ['d']]);
  });

  test('of windows looks back as far as both', async () => {
    const ssc = given().context();
    const gave = noted(
      ssc
        .queueStream([[1], [2], [3], [4]])
        .window(Seconds(2), Seconds(2))
        .window(Seconds(4), Seconds(4)),
    );
    ssc.start();
    await ssc.step(4);
    expect(gave).toEqual([[4000, [1, 2, 3, 4]]]);
  });

  test.each([
    ['window', 1500, 1000],
    ['slide', 2000, 1500],
  ])('whose %s is no multiple of the interval is refused', (what, window, slide) => {
    const words = given()
      .context()
      .queueStream([['a']]);
    expect(() => words.window(Milliseconds(window), Milliseconds(slide))).toThrow(
      new RegExp(
        `DSTREAM.WINDOW_NOT_MULTIPLE\\] The ${what} duration of window \\(1500 ms\\) must be a multiple .*1000 ms`,
      ),
    );
  });

  test('with an inverse needs a checkpoint folder', () => {
    const { session } = given();
    const ssc = new StreamingContext(session, Seconds(1), { clock: new ManualClock() });
    noted(ssc.queueStream([['a']]).countByWindow(Seconds(2), Seconds(1)));
    expect(() => ssc.start()).toThrow(/DSTREAM.NO_CHECKPOINT_DIRECTORY/);
  });

  test('with an inverse keeps the keys whose values have gone, unless a filter drops them', async () => {
    const ssc = given().context();
    const ones = ssc.queueStream([pairs('a'), pairs('b', 'b'), [], []]);
    const all = noted(ones.reduceByKeyAndWindow(add, take, Seconds(2), Seconds(1)));
    const some = noted(ones.reduceByKeyAndWindow(add, take, Seconds(2), Seconds(1), ([, n]) => n > 0));
    ssc.start();
    await ssc.step(4);
    expect(rowsOf(all)).toEqual([
      [['a', 1]],
      [
        ['a', 1],
        ['b', 2],
      ],
      [
        ['a', 0],
        ['b', 2],
      ],
      [
        ['a', 0],
        ['b', 0],
      ],
    ]);
    expect(rowsOf(some)).toEqual([
      [['a', 1]],
      [
        ['a', 1],
        ['b', 2],
      ],
      [['b', 2]],
      [],
    ]);
  });

  test.each([
    [1, 1],
    [3, 1],
    [4, 2],
    [2, 4],
    [6, 3],
  ])('of %i s every %i s is the same with and without an inverse', async (window, slide) => {
    const random = seededRandom(window * 10 + slide);
    const queue = Array.from({ length: 16 }, () =>
      pairs(...Array.from({ length: Math.floor(random() * 4) }, () => 'abc'[Math.floor(random() * 3)]!)),
    );
    const ssc = given().context();
    const ones = ssc.queueStream(queue);
    const [w, s] = [Seconds(window), Seconds(slide)];
    const anew = noted(ones.reduceByKeyAndWindow(add, w, s));
    const from = noted(ones.reduceByKeyAndWindow(add, take, w, s, ([, n]) => n !== 0));
    const grouped = noted(ones.groupByKeyAndWindow(w, s).mapValues((values) => values.length));
    ssc.start();
    await ssc.step(16);
    expect(anew).toHaveLength(Math.floor(16 / slide));
    expect(sorted(from)).toEqual(sorted(anew));
    expect(sorted(grouped)).toEqual(sorted(anew));
  });

  test('counts rows, values, and reduces', async () => {
    const ssc = given().context();
    const words = ssc.queueStream([['a', 'b'], ['a'], []]);
    const count = noted(words.countByWindow(Seconds(2), Seconds(1)));
    const values = noted(words.countByValueAndWindow(Seconds(2), Seconds(1)));
    const joined = noted(words.reduceByWindow((a, b) => a + b, Seconds(2), Seconds(1)));
    ssc.start();
    await ssc.step(4);
    expect(rowsOf(count)).toEqual([[2], [3], [1], [0]]);
    expect(rowsOf(values)).toEqual([
      [
        ['a', 1],
        ['b', 1],
      ],
      [
        ['a', 2],
        ['b', 1],
      ],
      [['a', 1]],
      [],
    ]);
    expect(rowsOf(joined)).toEqual([['ab'], ['aba'], ['a'], []]);
  });
});
