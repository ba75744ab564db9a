import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { count, window } from '../../../engine/api/functions.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const BATCHES = 30;
const KEYS = 5000;

test('ever new keys do not grow the interner for ever, and a restart after it was cleared goes on rightly', async () => {
  const { session } = inline;
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-keys-'));
  const compact = vi.spyOn(Interner.prototype, 'compact');
  const stream = session.memoryStream('keys', 'ts TIMESTAMP, k STRING');
  const closed: string[] = [];
  const run = () =>
    stream
      .toDF()
      .withWatermark('ts', '5 seconds')
      .groupBy(window('ts', '10 seconds'), 'k')
      .agg(count('*').as('n'))
      .writeStream.outputMode('append')
      .option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch) => {
        for (const row of await batch.collect())
          closed.push(`${row['window'].start.getTime() / 1000} ${row['k']} ${row['n']}`);
      })
      .start();
  let query = await run();
  const expected: string[] = [];
  for (let b = 0; b < BATCHES; b++) {
    const at = BigInt(b) * 10_000_000n;
    const rows: unknown[][] = [];
    for (let i = 0; i < KEYS; i++) rows.push([at, `key-${b}-${i}`]);
    for (let i = 0; i < 10; i++) rows.push([at, `key-${b}-${i}`]);
    await session.backend.embedded!.feed([{ streamId: stream.streamId, rows }]);
    await query.processAllAvailable();
    if (b < BATCHES - 1) for (let i = 0; i < KEYS; i++) expected.push(`${b * 10} key-${b}-${i} ${i < 10 ? 2 : 1}`);
    if (b === 20) {
      await query.stop();
      query = await run();
    }
  }
  await session.backend.embedded!.feed([
    { streamId: stream.streamId, rows: [[BigInt(BATCHES - 1) * 10_000_000n + 6_000_000n, 'late end']] },
  ]);
  await query.processAllAvailable();
  await query.stop();
  expect(compact.mock.calls.length).toBeGreaterThan(0);
  expect(closed.length).toBe(expected.length);
  expect(closed.sort()).toEqual(expected.sort());
  compact.mockRestore();
  rmSync(checkpoint, { recursive: true, force: true });
}, 60_000);
