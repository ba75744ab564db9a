import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import type { BatchProgress } from '../../../../engine/backend/backend.ts';
import { ManualClock } from '../../../../engine/runtime/manual-clock.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { sessionOn } from '../../../stream/inline-session.ts';
import type { MillraceSession } from '../../../../engine/api/session.ts';

const clock = new ManualClock(0);
let session: MillraceSession;
let folder: string;
beforeAll(async () => {
  session = await sessionOn(clock, nodeFileSystem());
  folder = mkdtempSync(join(tmpdir(), 'millrace-reports-'));
});
afterAll(async () => {
  await session.stop();
  rmSync(folder, { recursive: true });
});

/** What is told of a run while each of its batches takes so long. */
async function told(df: DataFrame, milliseconds: number): Promise<BatchProgress[]> {
  const all: BatchProgress[] = [];
  for await (const _ of session.backend.execute(df.relation, null, undefined, (progress) => all.push(progress))) {
    await clock.advance(milliseconds);
  }
  return all;
}

test('what is done within a second tells nothing', async () => {
  expect(await told(session.range(50_000), 100)).toEqual([]);
});

test('what lasts tells at most five times a second, from the first second on', async () => {
  const range = await told(session.range(100 * 8192), 100);
  expect(range).toHaveLength(45);
  expect(range[0]).toEqual({ rows: 11 * 8192, bytes: 0, totalRows: 100 * 8192, totalBytes: null });
  expect(range[1]!.rows - range[0]!.rows).toBe(2 * 8192);
});

test('files tell their bytes, of how many', async () => {
  const path = join(folder, 'lines.txt');
  writeFileSync(path, 'a line of text\n'.repeat(40_000));
  const files = await told(session.read.text(path), 500);
  expect(files.length).toBeGreaterThan(1);
  expect(files.at(-1)).toEqual({ rows: 40_000, bytes: 600_000, totalRows: null, totalBytes: 600_000 });
});
