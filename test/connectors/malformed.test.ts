import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { BatchTrace, ViewEvent } from '../../engine/spi/view-port.ts';
import { sessionOn } from '../stream/inline-session.ts';

const INPUTS = {
  json: '{"id":1,"name":"a"}\n{"id":"x","name":"b"}\nnot json\n{"id":4,"name":"d"}\n',
  csv: '1,a\nx,b\nnot json\n4,d\n',
} as const;

for (const format of ['json', 'csv'] as const) {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-malformed-'));
  writeFileSync(join(folder, `a.${format}`), INPUTS[format]);
  const run = async (mode: string): Promise<{ rows: unknown[][]; malformed: number; error: string | null }> => {
    const traces: BatchTrace[] = [];
    const session = await sessionOn(systemClock, nodeFileSystem(), (event: ViewEvent) => {
      if (event.kind === 'batch') traces.push(event.trace);
    });
    const query = await session.readStream
      .format(format)
      .schema('id BIGINT, name STRING, _corrupt_record STRING')
      .option('mode', mode)
      .load(folder)
      .writeStream.format('memory')
      .queryName('read')
      .start();
    const error = await query.processAllAvailable().then(
      () => null,
      (e: Error) => e.message,
    );
    if (error !== null) return { rows: [], malformed: 0, error };
    await query.stop();
    const rows = (await session.table('read').collect()).map((row) => Object.values(row));
    return { rows, malformed: traces.reduce((n, t) => n + t.rowsMalformed, 0), error };
  };

  test(`${format}: PERMISSIVE keeps what fits and the text of the record`, async () => {
    const { rows, malformed } = await run('PERMISSIVE');
    expect(rows.map(([id]) => id)).toEqual([1, null, null, 4]);
    expect(rows[1]![2]).toBe(INPUTS[format].split('\n')[1]);
    expect(rows[2]![2]).toBe('not json');
    expect(rows[0]![2]).toBeNull();
    expect(malformed).toBe(2);
  });

  test(`${format}: DROPMALFORMED leaves them out and counts them`, async () => {
    const { rows, malformed } = await run('DROPMALFORMED');
    expect(rows.map(([id]) => id)).toEqual([1, 4]);
    expect(malformed).toBe(2);
  });

  test(`${format}: FAILFAST fails the query and names the record and the file`, async () => {
    const { error } = await run('FAILFAST');
    expect(error).toMatch(/MALFORMED_RECORD_IN_PARSING/);
    expect(error).toContain(INPUTS[format].split('\n')[1]!);
    expect(error).toContain(folder);
  });
}
