import { describe, expect, test, vi } from 'vitest';
import * as F from '../../../engine/api/functions.ts';
import { ManualClock } from '../../../engine/runtime/manual-clock.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import type { QueryView } from '../../../engine/spi/view-port.ts';
import { sessionOn } from '../../stream/inline-session.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const DAY = 86_400_000;

/** What a query over events of these times says, and how many rows it dropped. */
async function said(
  ...batches: readonly (readonly (readonly [id: number, ts: string])[])[]
): Promise<{ notices: string[]; why: string | null; dropped: number }> {
  const seen: { view: QueryView | null } = { view: null };
  const session = await sessionOn(new ManualClock(NOW), nodeFileSystem(), (event) => (seen.view = event.query));
  const notices: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void notices.push(text));
  const events = session.memoryStream('events', 'id INT, ts TIMESTAMP');
  const counts = events.toDF().withWatermark('ts', '10 seconds').groupBy(F.window('ts', '1 minute')).count();
  const query = await counts.writeStream.format('noop').outputMode('update').start();
  for (const rows of batches) {
    await events.addData(...rows);
    await query.processAllAvailable();
  }
  log.mockRestore();
  const { why, totalDropped } = seen.view!;
  await query.stop();
  return { notices, why, dropped: totalDropped };
}

describe('an event far in the future', () => {
  const FAR: readonly (readonly [ts: string, ahead: string])[] = [
    ['9999-12-31 23:59:59', '7973 years'],
    ['2026-11-30 12:00:00', '3 days'],
    ['+294000-01-01 00:00:00', '291967 years'],
  ];
  test.each(FAR)('%s: the header and one notice say which row moved the watermark', async (ts, ahead) => {
    const { notices, why, dropped } = await said(
      [
        [1, '2026-11-27 12:00:00'],
        [7, ts],
        [2, '2026-11-27 12:00:01'],
      ],
      [[3, '2026-11-27 12:00:02']],
      [[4, '2026-11-27 12:00:03']],
    );
    const shown = ts.replace(/ .*/, '');
    expect(why).toMatch(/^The row \{"ts":"[^"]+"\} in batch 0, of /);
    expect(why).toContain(`of ${shown}`);
    expect(why).toMatch(new RegExp(`${ahead} ahead of the clock: rows before it are now dropped\\.$`));
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(why);
    expect(notices[0]).toMatch(/The batch read MemoryStream\[id,ts\] from the beginning to \d+\./);
    expect(notices[0]).toContain('.filter("ts < current_timestamp() + interval 1 day")');
    expect(dropped).toBeGreaterThanOrEqual(1);
  });

  test('is not what a clock that is a little slow makes of the present', async () => {
    const { notices, why } = await said([[1, new Date(NOW + DAY / 2).toISOString()]], [[2, '2026-11-27 12:00:00']]);
    expect(notices).toEqual([]);
    expect(why ?? '').not.toContain('ahead');
  });
});
