import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { count } from '../../../engine/api/functions.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

/** Bytes that were appended to logs. */
let appended = 0;
let inline: InlineSession;
beforeAll(async () => {
  const disk = nodeFileSystem();
  inline = await inlineSession({
    ...disk,
    openLog: (path, room) => {
      const log = disk.openLog(path, room);
      const append = log.append.bind(log);
      log.append = (data) => {
        appended += data.length;
        append(data);
      };
      return log;
    },
  });
});
afterAll(() => inline.session.stop());

test('of many keys a batch writes only those that changed', async () => {
  const { session } = inline;
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-state-'));
  const keys = session.memoryStream('keys', 'k BIGINT');
  const query = await keys
    .toDF()
    .groupBy('k')
    .agg(count('*').as('n'))
    .writeStream.format('noop')
    .outputMode('update')
    .option('checkpointLocation', checkpoint)
    .start();
  await session.backend.embedded!.feed([
    { streamId: keys.streamId, rows: Array.from({ length: 1_000_000 }, (_, i) => [BigInt(i)]) },
  ]);
  await query.processAllAvailable();
  const before = appended;
  await keys.addData(...Array.from({ length: 10 }, (_, i) => [i * 1000]));
  await query.processAllAvailable();
  expect(query.lastProgress!.stateOperators[0]!.numRowsTotal).toBe(1_000_000);
  const written = appended - before;
  expect(written).toBeGreaterThan(0);
  expect(written).toBeLessThan(10_000);
  await query.stop();
  rmSync(checkpoint, { recursive: true, force: true });
}, 60_000);

test('a damaged checkpoint is refused with the name of the file', async () => {
  const { session } = inline;
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-damaged-'));
  const input = session.memoryStream('numbers', 'value INT');
  const run = () =>
    input
      .toDF()
      .groupBy('value')
      .count()
      .writeStream.format('noop')
      .outputMode('update')
      .option('checkpointLocation', checkpoint)
      .start();
  const query = await run();
  await input.addData(1);
  await query.processAllAvailable();
  await query.stop();

  const offsets = join(checkpoint, 'offsets', '0');
  writeFileSync(offsets, 'v1\n{broken');
  await expect(run()).rejects.toThrow(offsets);

  // Without the changelog it is as Spark would have written it.
  rmSync(join(checkpoint, 'millrace'), { recursive: true });
  writeFileSync(offsets, 'v99999\n{}');
  await expect(run()).rejects.toThrow(/maximum supported log version is v1, but encountered v99999/);
  rmSync(checkpoint, { recursive: true, force: true });
});

test('state that is gone is refused, never restarted from zero', async () => {
  const { session } = inline;
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-gone-'));
  const input = session.memoryStream('numbers', 'value INT');
  const run = () =>
    input
      .toDF()
      .groupBy('value')
      .count()
      .writeStream.format('noop')
      .outputMode('update')
      .option('checkpointLocation', checkpoint)
      .start();
  const query = await run();
  await input.addData(1);
  await query.processAllAvailable();
  await query.stop();
  rmSync(join(checkpoint, 'millrace', 'changelog-0'));
  await expect(run()).rejects.toThrow(/changelog-\* does not lead to the state of batch 0/);
  rmSync(checkpoint, { recursive: true, force: true });
});
