import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';
import { AFTER, BEFORE, runBatches, writeFiles, type Kept } from './kept-checkpoints.ts';
import { KEPT_QUERIES } from './kept-queries.ts';

const KEPT = new URL('kept/', import.meta.url);
const CASES = readdirSync(KEPT).flatMap((file) => {
  const kept = JSON.parse(readFileSync(new URL(file, KEPT), 'utf8')) as Record<string, Kept>;
  return Object.entries(kept).map(([name, own]) => ({ version: file.replace('.json', ''), name, own }));
});

let inline: InlineSession;
const folder = mkdtempSync(join(tmpdir(), 'kept-'));
beforeAll(async () => void (inline = await inlineSession()));
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

test('every query has a checkpoint that is kept', () => {
  expect(new Set(CASES.map(({ name }) => name))).toEqual(new Set(Object.keys(KEPT_QUERIES)));
});

test.each(CASES)('$name goes on from the checkpoint of version $version', async ({ version, name, own }) => {
  const checkpoint = join(folder, version, name);
  writeFiles(checkpoint, own.files);
  const rows = await runBatches(inline.session, KEPT_QUERIES[name]!, checkpoint, AFTER);
  expect(rows).toEqual(own.rows);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => Number(row.split(' ')[0]) >= BEFORE)).toBe(true);
});
