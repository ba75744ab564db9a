import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MemoryStream } from '../../../../engine/api/memory-stream.ts';
import type { MillraceSession } from '../../../../engine/api/session.ts';
import type { StreamingQuery } from '../../../../engine/api/streaming-query.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../../engine/runtime/system-clock.ts';
import { sessionOn } from '../../../stream/inline-session.ts';

let session: MillraceSession;
let checkpoint: string;
let numbers: MemoryStream;
let seen: number[];
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem());
});
afterAll(() => session.stop());
beforeEach(() => {
  checkpoint = mkdtempSync(join(tmpdir(), 'millrace-owner-'));
  numbers = session.memoryStream('numbers', 'n INT');
  seen = [];
  return () => rmSync(checkpoint, { recursive: true, force: true });
});

const start = (from: MillraceSession = session, stream: MemoryStream = numbers): Promise<StreamingQuery> =>
  (from === session ? stream : from.memoryStream('numbers', 'n INT'))
    .toDF()
    .writeStream.option('checkpointLocation', checkpoint)
    .foreachBatch(async (batch) => {
      for (const { n } of await batch.collect()) seen.push(n as number);
    })
    .start();

describe('a checkpoint has one query', () => {
  test('a start in the same session stops the older run and goes on from it', async () => {
    const first = await start();
    await numbers.addData(1);
    await first.processAllAvailable();
    const second = await start();
    expect([first.isActive, first.exception, second.isActive]).toEqual([false, null, true]);
    await numbers.addData(2);
    await second.processAllAvailable();
    expect(seen).toEqual([1, 2]);
    expect(second.id).toBe(first.id);
    await second.stop();
  });

  test('starts at the same time leave one query, and nothing is read twice', async () => {
    const all = await Promise.all([start(), start(), start(), start()]);
    await numbers.addData(1, 2, 3);
    await all.at(-1)!.processAllAvailable();
    expect(all.map((query) => query.isActive)).toEqual([false, false, false, true]);
    expect(seen).toEqual([1, 2, 3]);
    await all.at(-1)!.stop();
  });

  test('the older run stays where spark.sql.streaming.stopActiveRunOnRestart is off', async () => {
    const first = await start();
    session.conf.set('spark.sql.streaming.stopActiveRunOnRestart', 'false');
    try {
      await expect(start()).rejects.toMatchObject({ condition: 'CONCURRENT_QUERY' });
    } finally {
      session.conf.set('spark.sql.streaming.stopActiveRunOnRestart', 'true');
    }
    expect(first.isActive).toBe(true);
    await numbers.addData(7);
    await first.processAllAvailable();
    expect(seen).toEqual([7]);
    await first.stop();
  });

  test('another session is refused by the name of the owner, which goes on; when it has stopped there is room', async () => {
    const owner = await start();
    const other = await sessionOn(systemClock, nodeFileSystem());
    await expect(start(other)).rejects.toThrow(
      new RegExp(
        `\\[CHECKPOINT_IN_USE\\] The checkpoint ${checkpoint} is in use by the query .*${owner.runId}.* of a test since`,
      ),
    );
    await numbers.addData(1);
    await owner.processAllAvailable();
    await owner.stop();
    const next = await start(other);
    await next.stop();
    const again = await start();
    await numbers.addData(2);
    await again.processAllAvailable();
    expect(seen).toEqual([1, 2]);
    await again.stop();
    await other.stop();
  });

  test('a start that fails gives the checkpoint back', async () => {
    const wrong = numbers
      .toDF()
      .writeStream.option('checkpointLocation', checkpoint)
      .option('acceptChangedInputOfBatch', 'x');
    await expect(wrong.format('noop').start()).rejects.toThrow(/must be the number of a batch/);
    const query = await start();
    await query.stop();
  });
});
