import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MillraceSession } from '../../../engine/api/session.ts';
import type { StreamingQuery } from '../../../engine/api/streaming-query.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../engine/runtime/system-clock.ts';
import { inlineSession, sessionOn } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem());
});
afterAll(() => session.stop());

type Step = (query: StreamingQuery, all: MillraceSession) => Promise<unknown>;

/** Starts a query whose batch function does something with its own query, and gives it a row. */
async function within(
  step: Step,
  from: MillraceSession = session,
): Promise<{ query: StreamingQuery; batches: number[] }> {
  const stream = from.memoryStream('numbers', 'n INT');
  const batches: number[] = [];
  const started: { query?: StreamingQuery } = {};
  started.query = await stream
    .toDF()
    .writeStream.foreachBatch(async (_, id) => {
      await step(started.query!, from);
      batches.push(id);
    })
    .start();
  await stream.addData(1);
  await stream.addData(2);
  return { query: started.query, batches };
}

const later = <T>(work: () => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => void setImmediate(() => void work().then(resolve, reject)));

const STOPS: readonly (readonly [string, Step])[] = [
  ['await query.stop()', (query) => query.stop()],
  ['await query.stop() twice', async (query) => [await query.stop(), await query.stop()]],
  ['await query.stop() in a timer', (query) => later(() => query.stop())],
  ['await session.streams.stopAll()', (_, all) => all.streams.stopAll()],
  ['await session.streams.get(id).stop()', (query, all) => all.streams.get(query.id)!.stop()],
];

describe('a stop that is asked for in foreachBatch ends the query after the batch', () => {
  test.each(STOPS)('%s', async (_, step) => {
    const { query, batches } = await within(step);
    await query.awaitTermination();
    expect(query.exception).toBeNull();
    expect(batches).toEqual([0]);
  });

  test('await session.stop()', async () => {
    const own = await sessionOn(systemClock, nodeFileSystem());
    const { query, batches } = await within((_, all) => all.stop(), own);
    await query.awaitTermination();
    expect(batches).toEqual([0]);
  });
});

const ENDLESS: readonly (readonly [string, Step])[] = [
  ['awaitTermination()', (query) => query.awaitTermination()],
  ['processAllAvailable()', (query) => query.processAllAvailable()],
  ['step()', (query) => query.step()],
  [
    'awaitTermination()',
    (_, all) => {
      all.streams.resetTerminated();
      return all.streams.awaitAnyTermination();
    },
  ],
];

describe('a batch that waits for its own end is found', () => {
  test.each(ENDLESS)('%s', async (called, step) => {
    const { query } = await within(step);
    await expect(query.awaitTermination()).rejects.toThrow(`[WAITS_FOR_ITSELF] ${called}`);
  });

  test('a wait with an end of its own is no fault', async () => {
    const { query, batches } = await within(async (own) => {
      await own.awaitTermination(5);
      await own.stop();
    });
    await query.awaitTermination();
    expect(batches).toEqual([0]);
  });

  test('two queries whose batches wait for each other', async () => {
    const streams = ['a', 'b'].map((name) => session.memoryStream(name, 'n INT'));
    const queries: StreamingQuery[] = [];
    let bothIn = 0;
    for (const [i, stream] of streams.entries()) {
      queries[i] = await stream
        .toDF()
        .writeStream.foreachBatch(async () => {
          bothIn++;
          while (bothIn < 2) await later(async () => undefined);
          await queries[1 - i]!.processAllAvailable();
        })
        .start();
    }
    for (const stream of streams) await stream.addData(1);
    const ends = await Promise.allSettled(queries.map((query) => query.awaitTermination()));
    const failed = ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as Error).message] : []));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]).toContain('WAITS_FOR_ITSELF');
    await session.streams.stopAll();
  });

  test('the batch of one query may stop another', async () => {
    const other = await session.memoryStream('other', 'n INT').toDF().writeStream.format('noop').start();
    const { query } = await within(async (own) => {
      await other.stop();
      await own.stop();
    });
    await query.awaitTermination();
    expect([other.isActive, query.exception]).toEqual([false, null]);
  });
});

test('a query that ends before its start is answered is known as ended', async () => {
  const { session: own } = await inlineSession();
  const { startQuery } = own.backend;
  own.backend.startQuery = async (spec) => {
    const started = await startQuery.call(own.backend, spec);
    await own.backend.stopQuery(started.runId);
    return started;
  };
  const query = await own.memoryStream('numbers', 'n INT').toDF().writeStream.format('noop').start();
  expect(query.isActive).toBe(false);
  expect(await query.awaitTermination()).toBe(true);
  await own.stop();
});
