import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

describe('batches and progress on a manual clock', () => {
  test('S-03 idle ticks make no batch, and a restart does not run a committed one again', async () => {
    const { session, clock } = inline;
    const input = session.memoryStream('numbers', 'value INT');
    const ids: number[] = [];
    const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-s03-'));
    const run = () =>
      input
        .toDF()
        .writeStream.option('checkpointLocation', checkpoint)
        .trigger({ processingTime: '10 seconds' })
        .foreachBatch((_, id) => void ids.push(id))
        .start();
    const tick = async (query: { lastProgress: { batchId: number } | null }, batch: number | null): Promise<void> => {
      await untilSleeping(clock);
      clock.advance(10_000);
      if (batch !== null) await until(() => query.lastProgress?.batchId === batch);
    };
    let query = await run();
    await input.addData(1);
    await tick(query, 0);
    await tick(query, null);
    await input.addData(2);
    await tick(query, 1);
    await tick(query, null);
    await untilSleeping(clock);
    await query.stop();
    query = await run();
    await untilSleeping(clock);
    await input.addData(3);
    await tick(query, 2);
    await query.stop();
    expect(ids).toEqual([0, 1, 2]);
  });

  test("S-05 progress has Spark's fields and stays after stop", async () => {
    const { session, clock } = inline;
    clock.set(Math.ceil(clock.now() / 1000) * 1000);
    const begin = clock.now();
    const input = session.memoryStream('numbers', 'value INT');
    const query = await input
      .toDF()
      .writeStream.trigger({ processingTime: '1 second' })
      .foreachBatch(() => clock.advance(500))
      .start();
    await untilSleeping(clock);
    await input.addData(1, 2);
    clock.set(begin + 1000);
    await until(() => query.lastProgress?.batchId === 0);
    const first = query.lastProgress!;
    expect(first.timestamp).toBe(new Date(begin + 1000).toISOString());
    expect(first.numInputRows).toBe(2);
    expect(first.batchDuration).toBe(500);
    expect(first.processedRowsPerSecond).toBe(4);
    expect(first.sources[0]).toMatchObject({ startOffset: null, endOffset: 0 });
    expect(Object.keys(first.durationMs)).toEqual([
      'addBatch',
      'commitOffsets',
      'getBatch',
      'latestOffset',
      'queryPlanning',
      'triggerExecution',
      'walCommit',
    ]);
    await untilSleeping(clock);
    await input.addData(1, 2);
    clock.set(begin + 2000);
    await until(() => query.lastProgress?.batchId === 1);
    expect(query.lastProgress!.inputRowsPerSecond).toBe(2);
    expect(query.lastProgress!.sources[0]).toMatchObject({ startOffset: 0, endOffset: 1 });
    expect(query.lastProgress!.eventTime).toEqual({});
    await query.stop();
    expect(query.status).toEqual({
      message: 'Stopped',
      isDataAvailable: false,
      isTriggerActive: false,
      guarantee: 'at-least-once',
    });
    expect(query.lastProgress!.batchId).toBe(1);
  });
});

describe('S-08 memory sink', () => {
  test('append adds rows, complete replaces them, update appends changes', async () => {
    const { session } = inline;
    const input = session.memoryStream('numbers', 'value INT');
    const query = await input.toDF().writeStream.format('memory').queryName('appended').start();
    await input.addData(1, 2, 3);
    await query.processAllAvailable();
    expect(await session.table('appended').collect()).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
    await input.addData(4, 5, 6);
    await query.processAllAvailable();
    expect(await session.table('appended').count()).toBe(6);
    await query.stop();

    const counts = input.toDF().groupBy('value').count();
    const complete = await counts.writeStream.format('memory').queryName('counted').outputMode('complete').start();
    await complete.processAllAvailable();
    await input.addData(1);
    await complete.processAllAvailable();
    const rows = await session.table('counted').orderBy('value').collect();
    expect(rows[0]).toEqual({ value: 1, count: 2 });
    expect(rows).toHaveLength(6);
    await complete.stop();
  });

  test('a name is needed, and may be used once at a time', async () => {
    const { session } = inline;
    const input = session.memoryStream('numbers', 'value INT');
    await expect(input.toDF().writeStream.format('memory').start()).rejects.toThrow(/queryName must be specified/);
    const query = await input.toDF().writeStream.format('memory').queryName('once').start();
    await expect(input.toDF().writeStream.format('memory').queryName('once').start()).rejects.toThrow(/already active/);
    await query.stop();
  });
});

/** Turns of the event loop until something holds; never longer than a few thousand. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 20_000 && !holds(); i++) await new Promise((done) => setImmediate(done));
  expect(holds()).toBe(true);
}

async function untilSleeping(clock: InlineSession['clock']): Promise<void> {
  await until(() => clock.hasSleepers);
}
