import { describe, expect, test, vi } from 'vitest';
import { ManualClock, Milliseconds, Seconds, StreamingContext } from '../../../dstreams.ts';
import { MillraceSession } from '../../../index.ts';
import { noted, streaming } from './streaming-context.ts';

const given = streaming();

describe('a context', () => {
  test('is refused without an output, and nothing is added to one that runs or ended', async () => {
    const ssc = given().context();
    const words = ssc.queueStream([['a']]);
    expect(() => ssc.start()).toThrow(/DSTREAM.NO_OUTPUT_OPERATION/);
    words.print();
    ssc.start();
    ssc.start();
    expect(ssc.getState()).toBe('ACTIVE');
    const added = [() => words.count(), () => words.print(), () => ssc.queueStream([]), () => ssc.checkpoint('x')];
    for (const add of added) expect(add).toThrow(/DSTREAM.CONTEXT_STARTED/);
    await ssc.stop(false);
    for (const add of added) expect(add).toThrow(/DSTREAM.CONTEXT_STOPPED/);
    expect(() => ssc.start()).toThrow(/DSTREAM.CONTEXT_STOPPED\] A context that was stopped cannot be started again/);
  });

  test('runs alone', async () => {
    const [one, other] = [given().context(), given().context()];
    for (const ssc of [one, other]) noted(ssc.queueStream([]));
    one.start();
    expect(StreamingContext.getActive()).toBe(one);
    expect(() => other.start()).toThrow(/DSTREAM.ANOTHER_CONTEXT_ACTIVE/);
    await one.stop(false);
    other.start();
    expect(StreamingContext.getActive()).toBe(other);
  });

  test('joins only its own streams, of the same slide', () => {
    const [one, other] = [given().context(), given().context()];
    expect(() => one.queueStream([['a']]).union(other.queueStream([['b']]))).toThrow(/DSTREAM.OTHER_CONTEXT/);
    const words = one.queueStream([['a']]);
    expect(() => words.union(words.window(Seconds(2), Seconds(2)))).toThrow(/DSTREAM.SLIDES_DIFFER.*1000 ms.*2000 ms/);
  });

  test('ends the session as Spark does, unless it is told not to', async () => {
    for (const [setting, stopped] of [
      ['true', 1],
      ['false', 0],
    ] as const) {
      const session = await MillraceSession.builder.create();
      await session.conf.set('spark.streaming.stopSparkContextByDefault', setting);
      const stop = vi.spyOn(session, 'stop');
      const ssc = new StreamingContext(session, Seconds(1), { clock: new ManualClock() });
      noted(ssc.queueStream([]));
      ssc.start();
      await ssc.stop();
      expect(stop).toHaveBeenCalledTimes(stopped);
      if (stopped === 0) await session.stop();
    }
  });

  test('may be stopped by its own job', async () => {
    const ssc = given().context();
    const seen: string[] = [];
    ssc.queueStream([['a'], ['b']]).foreachRDD(async (_, time) => {
      seen.push(`${time}`);
      await ssc.stop(false);
    });
    ssc.start();
    const end = ssc.awaitTermination();
    await ssc.step();
    await end;
    expect([seen, ssc.getState()]).toEqual([['1000 ms'], 'STOPPED']);
  });

  test('refuses to wait for itself', async () => {
    const ssc = given().context();
    const waits = [() => ssc.step(), () => ssc.awaitTermination()];
    ssc.queueStream([[0], [1]]).foreachRDD(async (rdd) => waits[(await rdd.first()) as number]!());
    ssc.start();
    for (const _ of waits) await expect(ssc.step()).rejects.toMatchObject({ condition: 'DSTREAM.WAITS_FOR_ITSELF' });
  });

  test('drops the batches that wait when it is stopped at once', async () => {
    const clock = new ManualClock();
    const ssc = new StreamingContext(given().session, Seconds(1), { clock });
    const began: string[] = [];
    let goOn = (): void => undefined;
    ssc.queueStream([['a']]).foreachRDD(async (_, time) => {
      began.push(`${time}`);
      await new Promise<void>((done) => (goOn = done));
    });
    ssc.start();
    clock.advance(3000);
    await vi.waitUntil(() => began.length === 1);
    const stopping = ssc.stop(false);
    goOn();
    await stopping;
    expect(began).toEqual(['1000 ms']);
  });
});

describe('an error of a job', () => {
  test('names the function and its line, and the batches after it go on', async () => {
    const ssc = given().context();
    const lengths = noted(ssc.queueStream<string | null>([['a'], [null], ['b']]).map((word) => word!.length));
    const others = noted(ssc.queueStream([[1], [2], [3]]));
    ssc.start();
    const failed: unknown = await ssc.step(3).catch((error: unknown) => error);
    expect(String(failed)).toMatch(
      /\[DSTREAM.USER_FUNCTION_ERROR\] The function of map failed: TypeError: .*null[\s\S]*lifecycle\.test\.ts, line \d+/,
    );
    expect(lengths).toEqual([
      [1000, [1]],
      [3000, [1]],
    ]);
    expect(others).toHaveLength(3);
  });

  test('is what those get who wait for the end, before and after it', async () => {
    const ssc = given().context();
    ssc.queueStream([['a']]).foreachRDD(() => Promise.reject(new Error('no room')));
    ssc.start();
    const waiting = ssc.awaitTermination();
    const refused = expect(waiting).rejects.toThrow(/The function of foreachRDD failed: Error: no room/);
    await expect(ssc.step()).rejects.toThrow('no room');
    await refused;
    await expect(ssc.awaitTerminationOrTimeout(1000)).rejects.toThrow('no room');
    expect(ssc.getState()).toBe('ACTIVE');
  });

  test('is printed when nobody waits', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const clock = new ManualClock();
    const ssc = new StreamingContext(given().session, Seconds(1), { clock });
    ssc.queueStream([['a']]).foreachRDD(() => Promise.reject(new Error('no room')));
    ssc.start();
    clock.advance(1000);
    await vi.waitUntil(() => told.mock.calls.length > 0);
    expect(told.mock.calls[0]![0]).toMatch(/foreachRDD failed: Error: no room/);
    vi.restoreAllMocks();
  });
});

test('awaitTerminationOrTimeout says whether the context ended', async () => {
  const ssc = given().context();
  noted(ssc.queueStream([]));
  ssc.start();
  expect(await ssc.awaitTerminationOrTimeout(1)).toBe(false);
  await ssc.stop(false);
  expect(await ssc.awaitTerminationOrTimeout(1)).toBe(true);
});

test('print shows the first rows under the time of the batch', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const ssc = given().context();
  ssc.queueStream<unknown>([['a', ['b', 1], { n: 1 }, null]]).print(3);
  ssc.start();
  await ssc.step();
  const line = '-------------------------------------------';
  expect(printed.mock.calls).toEqual([[`${line}\nTime: 1000 ms\n${line}\na\n(b,1)\n{ n: 1 }\n...\n`]]);
  vi.restoreAllMocks();
});

test('the machine’s clock makes batches, too', async () => {
  const ssc = new StreamingContext(given().session, Milliseconds(20));
  const gave = noted(ssc.queueStream([['a'], ['b']]));
  ssc.start();
  await vi.waitUntil(() => gave.length >= 2);
  expect(gave.map(([ms]) => ms % 20)).toEqual(gave.map(() => 0));
  expect(gave[1]![0] - gave[0]![0]).toBe(20);
  await ssc.stop(false);
});
