import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StreamingQueryListener } from '../../../index.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import type { StreamingQuery } from '../../../engine/api/streaming-query.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeEach(async () => void ({ session } = await inlineSession()));
afterEach(() => session.stop());

const started = async (
  process: (row: object) => unknown = () => {},
): Promise<{ query: StreamingQuery; add: (n: number) => Promise<unknown> }> => {
  const input = session.memoryStream('n', 'n INT');
  const query = await input.toDF().writeStream.queryName('numbers').foreach(process).start();
  return { query, add: (n) => input.addData(n) };
};

test('a listener hears of start, batches and end, in that order', async () => {
  const told: unknown[] = [];
  const listener: StreamingQueryListener = {
    onQueryStarted: ({ name, timestamp }) => told.push(['started', name, Number.isNaN(Date.parse(timestamp))]),
    onQueryProgress: ({ progress }) => told.push(['progress', progress.batchId]),
    onQueryTerminated: ({ exception, errorClassOnException }) => told.push(['ended', exception, errorClassOnException]),
  };
  session.streams.addListener(listener);
  const { query, add } = await started();
  await add(1);
  await query.processAllAvailable();
  await query.stop();
  expect(told).toEqual([
    ['started', 'numbers', false],
    ['progress', 0],
    ['ended', null, null],
  ]);
  session.streams.removeListener(listener);
  await (await started()).query.stop();
  expect(told).toHaveLength(3);
});

test('it hears why a query failed, and what it throws changes nothing', async () => {
  const told: unknown[] = [];
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  session.streams.addListener({
    onQueryStarted: () => {
      throw new Error('of the listener');
    },
  });
  session.streams.addListener({ onQueryTerminated: (event) => told.push(event.errorClassOnException) });
  const { query, add } = await started(() => {
    throw new Error('of the writer');
  });
  await add(1);
  await expect(query.awaitTermination()).rejects.toThrow();
  expect(told).toEqual(['FOREACH_USER_FUNCTION_ERROR']);
  expect(printed).toHaveBeenCalledOnce();
  printed.mockRestore();
});

test('awaitAnyTermination knows of a query that has ended, until that is forgotten', async () => {
  const first = await started();
  await first.query.stop();
  expect(await session.streams.awaitAnyTermination(1)).toBe(true);
  session.streams.resetTerminated();
  const second = await started();
  expect(await session.streams.awaitAnyTermination(1)).toBe(false);
  await second.query.stop();
});

test('and tells that it failed', async () => {
  const { add, query } = await started(() => {
    throw new Error('no');
  });
  await add(1);
  await query.awaitTermination().catch(() => undefined);
  await expect(session.streams.awaitAnyTermination()).rejects.toMatchObject({
    condition: 'FOREACH_USER_FUNCTION_ERROR',
  });
});

test('a query that finds no data says so at once, and then after the interval since its last word', async () => {
  const { session: own, clock } = await inlineSession();
  await own.conf.set('spark.sql.streaming.noDataProgressEventInterval', '10s');
  const told: string[] = [];
  own.streams.addListener({
    onQueryProgress: () => told.push('progress'),
    onQueryIdle: ({ timestamp }) => told.push(`idle ${timestamp.slice(17, 23)}`),
  });
  const input = own.memoryStream('n', 'n INT');
  const query = await input.toDF().writeStream.format('noop').start();
  await query.processAllAvailable();
  await input.addData(1);
  await query.processAllAvailable();
  for (const ms of [9_000, 999, 1, 10_000]) {
    clock.advance(ms);
    await query.processAllAvailable();
  }
  expect(told).toEqual(['idle 00.000', 'progress', 'idle 10.000', 'idle 20.000']);
  await own.stop();
});

test('as many reports are kept as the setting said at the start', async () => {
  await session.conf.set('spark.sql.streaming.numRecentProgressUpdates', 2);
  const { query, add } = await started();
  for (const n of [1, 2, 3]) {
    await add(n);
    await query.processAllAvailable();
  }
  expect(query.recentProgress.map((progress) => progress.batchId)).toEqual([1, 2]);
  await query.stop();
});

test.each([
  ['spark.sql.streaming.noDataProgressEventInterval', 'soon'],
  ['spark.sql.streaming.numRecentProgressUpdates', '0'],
])('the setting %s is not %s', async (name, value) => {
  await expect(session.conf.set(name, value)).rejects.toMatchObject({ condition: 'INVALID_CONF_VALUE.REQUIREMENT' });
});
