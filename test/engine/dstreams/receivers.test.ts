import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ManualClock, Milliseconds, Receiver, Seconds, StreamingContext } from '../../../dstreams.ts';
import { noted, rowsOf, streaming } from './streaming-context.ts';

const given = streaming();
const LOG = 'spark.streaming.receiver.writeAheadLog.enable';

/** A source that keeps what was not acknowledged, as a queue does. */
class Reliable extends Receiver<string> {
  readonly acknowledged: string[] = [];
  protected override onStart(): void {}
  protected override onStop(): void {}
  async send(...rows: string[]): Promise<void> {
    await this.storeAll(rows);
    this.acknowledged.push(...rows);
  }
  unreliable(row: string): void {
    this.store(row);
  }
}

describe('a receiver', () => {
  test('gives each batch what was stored before its end, blocks as parts', async () => {
    const ssc = given().context();
    const receiver = new Reliable();
    const stream = ssc.receiverStream(receiver);
    const [gave, parts] = [noted(stream), noted(stream.glom())];
    ssc.start();
    receiver.unreliable('a');
    receiver.unreliable('b');
    await receiver.send('c', 'd');
    await ssc.step(2);
    receiver.unreliable('e');
    await ssc.step();
    expect(rowsOf(gave)).toEqual([['a', 'b', 'c', 'd'], [], ['e']]);
    expect(rowsOf(parts)[0]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('is started again after its delay when it asks for it, and when its start fails', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const starts: number[] = [];
    const clock = new ManualClock();
    class Failing extends Receiver<number> {
      protected override onStart(): void {
        starts.push(clock.now());
        if (starts.length === 1) throw new Error('no source');
        if (starts.length === 2) this.restart('The source went away', new Error('gone'), 500);
        else this.store(7);
      }
      protected override onStop(): void {}
    }
    const ssc = new StreamingContext(given().session, Seconds(1), { clock });
    const gave = noted(ssc.receiverStream(new Failing()));
    ssc.start();
    await ssc.step(5);
    expect(starts).toEqual([0, 2000, 3000]);
    expect(rowsOf(gave).flat()).toEqual([7]);
    expect(told.mock.calls.map(([text]) => text)).toEqual([
      'Receiver: onStart failed: Error: no source',
      'Receiver: It is started again',
      'Receiver: The source went away: Error: gone',
    ]);
    vi.restoreAllMocks();
  });

  test('that no context has started cannot store', () => {
    expect(() => new Reliable().unreliable('a')).toThrow(/DSTREAM.RECEIVER_NOT_STARTED/);
  });

  test('is stopped once, and what it stored is processed before a graceful end', async () => {
    const ssc = given().context();
    let stops = 0;
    class Counted extends Reliable {
      protected override onStop(): void {
        stops++;
      }
    }
    const receiver = new Counted();
    const gave = noted(ssc.receiverStream(receiver));
    ssc.start();
    receiver.unreliable('last');
    await ssc.stop(false, true);
    expect([receiver.isStopped(), stops]).toEqual([true, 1]);
    expect(gave).toEqual([[1000, ['last']]]);
    await ssc.stop(false);
    expect(stops).toBe(1);
  });
});

test('what its onStop stores after a while is processed before a graceful end, and nothing after it', async () => {
  const ssc = given().context();
  class Flushing extends Reliable {
    protected override async onStop(): Promise<void> {
      await new Promise((done) => setImmediate(done));
      this.store('flushed');
    }
  }
  const receiver = new Flushing();
  const gave = noted(ssc.receiverStream(receiver));
  ssc.start();
  const [one, two] = [ssc.stop(false, true), ssc.stop(false)];
  await Promise.all([one, two]);
  expect(rowsOf(gave).flat()).toEqual(['flushed']);
  expect(() => receiver.unreliable('late')).toThrow(/DSTREAM.RECEIVER_STOPPED/);
  await expect(receiver.send('late')).rejects.toMatchObject({ condition: 'DSTREAM.RECEIVER_STOPPED' });
});

test('one that stores for ever leaves turns to the others', async () => {
  const ssc = new StreamingContext(given().session, Milliseconds(20));
  class Endless extends Receiver<number> {
    protected override async onStart(): Promise<void> {
      while (!this.isStopped()) await this.storeAll([1]);
    }
    protected override onStop(): void {}
  }
  const gave = noted(ssc.receiverStream(new Endless()).count());
  ssc.start();
  await vi.waitUntil(() => gave.length > 1);
  await ssc.stop(false);
  expect(gave.length).toBeGreaterThan(1);
});

test('a graceful end cannot be waited for in a job', async () => {
  const ssc = given().context();
  const failures: unknown[] = [];
  ssc.queueStream([['a']]).foreachRDD(async () => {
    await ssc.stop(false, true).catch((error: unknown) => failures.push(error));
  });
  ssc.start();
  await ssc.step();
  expect(failures).toMatchObject([{ condition: 'DSTREAM.WAITS_FOR_ITSELF' }]);
});

test('a graceful end waits for the batch of the machine’s clock, too', async () => {
  const ssc = new StreamingContext(given().session, Milliseconds(20));
  const receiver = new Reliable();
  const gave = noted(ssc.receiverStream(receiver));
  ssc.start();
  await receiver.send('a');
  receiver.unreliable('b');
  await ssc.stop(false, true);
  expect(rowsOf(gave).flat()).toEqual(['a', 'b']);
  expect(() => ssc.start()).toThrow(/DSTREAM.CONTEXT_STOPPED/);
});

describe('the write-ahead log', () => {
  beforeEach(() => given().session.conf.set(LOG, true));
  afterEach(() => given().session.conf.unset(LOG));

  const restarted = async (checkpoint: string, now: number) => {
    const receiver = new Reliable();
    let gave: ReturnType<typeof noted> = [];
    const ssc = await StreamingContext.getOrCreate(join(given().folder, checkpoint), () => {
      const made = given().context(now, checkpoint);
      gave = noted(made.receiverStream(receiver));
      return made;
    });
    ssc.start();
    return { ssc, receiver, gave };
  };

  test('keeps what was acknowledged and not processed, over a restart', async () => {
    const first = await restarted('wal', 0);
    await first.receiver.send('processed');
    await first.ssc.step();
    await first.receiver.send('a', 'b');
    first.receiver.unreliable('c');
    expect(first.receiver.acknowledged).toEqual(['processed', 'a', 'b']);
    await first.ssc.stop(false);
    const second = await restarted('wal', 3500);
    await second.receiver.send('d');
    await second.ssc.step();
    expect([...first.gave, ...second.gave]).toEqual([
      [1000, ['processed']],
      [2000, ['a', 'b', 'c']],
      [3000, []],
      [4000, ['d']],
    ]);
    await second.ssc.stop(false);
  });

  test('keeps it, too, when the first batch never ended and the last write was torn', async () => {
    const first = await restarted('torn', 0);
    await first.receiver.send('a');
    await first.ssc.stop(false);
    const log = join(given().folder, 'torn/receivedData/0');
    appendFileSync(join(log, readdirSync(log)[0]!), Buffer.from([9, 0, 0, 0, 1, 2]));
    const second = await restarted('torn', 500);
    await second.receiver.send('b');
    await second.ssc.stop(false);
    const third = await restarted('torn', 700);
    await third.ssc.step();
    expect(third.gave).toEqual([[1000, ['a', 'b']]]);
    await third.ssc.stop(false);
  });

  test('goes when its batches are done', async () => {
    const { ssc, receiver } = await restarted('short', 0);
    for (const row of ['a', 'b', 'c', 'd']) {
      await receiver.send(row);
      await ssc.step();
    }
    expect(readdirSync(join(given().folder, 'short/receivedData/0')).length).toBeLessThan(3);
    await ssc.stop(false);
  });

  test('needs a checkpoint folder', () => {
    const ssc = new StreamingContext(given().session, Seconds(1), { clock: new ManualClock() });
    noted(ssc.receiverStream(new Reliable()));
    expect(() => ssc.start()).toThrow(/NO_CHECKPOINT_DIRECTORY.*writeAheadLog/);
  });

  test('refuses rows that cannot be written', async () => {
    const ssc = given().context();
    const receiver = new Reliable();
    noted(ssc.receiverStream(receiver));
    ssc.start();
    await expect(receiver.send((() => 1) as never)).rejects.toThrow(/DSTREAM.NOT_STORABLE/);
    expect(receiver.acknowledged).toEqual([]);
  });
});
