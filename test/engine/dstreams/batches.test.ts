import { describe, expect, test } from 'vitest';
import { ManualClock, Milliseconds, Seconds, StreamingContext, type Time } from '../../../dstreams.ts';
import { noted, rowsOf, streaming } from './streaming-context.ts';

const given = streaming();

describe('batches', () => {
  test('end at multiples of the interval, whenever the context starts', async () => {
    const ssc = given().context(2300);
    const gave = noted(ssc.queueStream([['a'], ['b']]));
    ssc.start();
    await ssc.step(3);
    expect(gave).toEqual([
      [3000, ['a']],
      [4000, ['b']],
      [5000, []],
    ]);
  });

  test('are made up one by one when the clock jumps', async () => {
    const clock = new ManualClock();
    const ssc = new StreamingContext(given().session, Milliseconds(500), { clock });
    const gave = noted(ssc.queueStream([[1], [2], [3]]));
    ssc.start();
    clock.advance(1600);
    await ssc.step();
    expect(gave.map(([ms]) => ms)).toEqual([500, 1000, 1500]);
  });

  test('take all of a queue, one of it, or what stands in for an empty one', async () => {
    const ssc = given().context();
    const all = noted(ssc.queueStream([[1], ssc.sparkContext.parallelize([2])], false));
    const one = noted(ssc.queueStream([[1], [2]], true, [0]));
    ssc.start();
    await ssc.step(3);
    expect(rowsOf(all)).toEqual([[1, 2], [], []]);
    expect(rowsOf(one)).toEqual([[1], [2], [0]]);
  });

  test('a queue may grow while the context runs', async () => {
    const ssc = given().context();
    const queue = [['a']];
    const gave = noted(ssc.queueStream(queue));
    ssc.start();
    await ssc.step(2);
    queue.push(['b']);
    await ssc.step();
    expect(rowsOf(gave)).toEqual([['a'], [], ['b']]);
  });
});

describe('steps', () => {
  test('word count, with async functions', async () => {
    const ssc = given().context();
    const lines = ssc.queueStream([['to be', 'or not to be'], ['that is']]);
    const words = lines.flatMap(async (line) => line.split(' ')).filter(async (word) => word !== 'or');
    const counts = noted(words.map((word) => [word, 1]).reduceByKey(async (a, b) => a + b));
    ssc.start();
    await ssc.step(2);
    expect(rowsOf(counts)).toEqual([
      [
        ['to', 2],
        ['be', 2],
        ['not', 1],
      ],
      [
        ['that', 1],
        ['is', 1],
      ],
    ]);
  });

  test('transform and transformWith get the time of the batch', async () => {
    const ssc = given().context();
    const times: Time[] = [];
    const a = ssc.queueStream([['a']]).transform(async (rdd, time) => {
      times.push(time);
      return rdd.map((row) => `${row} ${time}`);
    });
    const both = noted(
      a.transformWith(ssc.queueStream([['b']]), (one, other, time) => one.union(other.map((row) => `${row} ${time}`))),
    );
    ssc.start();
    await ssc.step();
    expect(both).toEqual([[1000, ['a 1000 ms', 'b 1000 ms']]]);
    expect(times.map(({ milliseconds }) => milliseconds)).toEqual([1000]);
  });

  test('keys are equal by what they are', async () => {
    const ssc = given().context();
    const rows = ssc.queueStream<[unknown, number]>([
      [
        [['PT', 1], 1],
        [['PT', 1], 2],
        [{ a: 1, b: 2 }, 3],
        [{ b: 2, a: 1 }, 4],
        [1, 5],
        ['1', 6],
        [NaN, 7],
        [NaN, 8],
        [new Date(5), 9],
        [new Date(5), 10],
        [null, 11],
      ],
    ]);
    const gave = noted(rows.reduceByKey((a, b) => a + b).map(([, sum]) => sum));
    ssc.start();
    await ssc.step();
    expect(rowsOf(gave)[0]!.sort((a, b) => Number(a) - Number(b))).toEqual([3, 5, 6, 7, 11, 15, 19]);
  });

  test.each([
    ['join', [['b', [2, 'x']]]],
    [
      'leftOuterJoin',
      [
        ['a', [1, undefined]],
        ['b', [2, 'x']],
      ],
    ],
    [
      'rightOuterJoin',
      [
        ['b', [2, 'x']],
        ['c', [undefined, 'y']],
      ],
    ],
    [
      'fullOuterJoin',
      [
        ['a', [1, undefined]],
        ['b', [2, 'x']],
        ['c', [undefined, 'y']],
      ],
    ],
    [
      'cogroup',
      [
        ['a', [[1], []]],
        ['b', [[2], ['x']]],
        ['c', [[], ['y']]],
      ],
    ],
  ] as const)('%s works on the same batch of both streams', async (call, expected) => {
    const ssc = given().context();
    const left = ssc.queueStream<[string, number]>([
      [
        ['a', 1],
        ['b', 2],
      ],
      [['c', 3]],
    ]);
    const right = ssc.queueStream<[string, string]>([
      [
        ['b', 'x'],
        ['c', 'y'],
      ],
    ]);
    const gave = noted(left[call](right));
    ssc.start();
    await ssc.step();
    expect(rowsOf(gave)).toEqual([expected]);
  });

  test('a step is computed for each output, and once when it is kept', async () => {
    const ssc = given().context();
    let plain = 0;
    let kept = 0;
    const one = ssc.queueStream([['a']]).map((row) => (plain++, row));
    const two = one.map((row) => (kept++, row)).cache();
    for (const stream of [two, two]) noted(stream);
    noted(one);
    ssc.start();
    await ssc.step();
    expect([plain, kept]).toEqual([2, 1]);
  });

  test('a row that is no pair is an error with the line of the step', async () => {
    const ssc = given().context();
    const words = ssc.queueStream<any>([['a']]);
    noted(words.reduceByKey((a: number, b: number) => a + b));
    ssc.start();
    await expect(ssc.step()).rejects.toThrow(
      /NOT_A_PAIR.*reduceByKey works on pairs[\s\S]*batches\.test\.ts, line \d+/,
    );
  });
});

describe('outputs', () => {
  test('run once a batch in the order in which they were said', async () => {
    const ssc = given().context();
    const order: string[] = [];
    const words = ssc.queueStream([['a'], ['b']]);
    for (const name of ['first', 'second']) words.foreachRDD((_, time) => void order.push(`${name} ${time}`));
    ssc.start();
    await ssc.step(2);
    expect(order).toEqual(['first 1000 ms', 'second 1000 ms', 'first 2000 ms', 'second 2000 ms']);
  });

  test('foreachPartition gets the parts', async () => {
    const ssc = given().context();
    const parts: number[][] = [];
    ssc.queueStream([[1, 2, 3, 4, 5]]).foreachRDD((rdd) => rdd.foreachPartition((rows) => void parts.push([...rows])));
    ssc.start();
    await ssc.step();
    expect(parts).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  test('a stream without a batch at a time has no job then', async () => {
    const ssc = given().context();
    const gave = noted(ssc.queueStream([[1], [2], [3]]).window(Seconds(2), Seconds(2)));
    ssc.start();
    await ssc.step(3);
    expect(gave).toEqual([[2000, [1, 2]]]);
  });
});
