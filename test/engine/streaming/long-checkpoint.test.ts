import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

/** As many as Spark keeps. */
const RETAINED = 100;

let inline: InlineSession;
let folder: string;
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-long-'));
  mkdirSync(join(folder, 'in'));
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

const addFiles = (from: number, to: number): void => {
  for (let n = from; n < to; n++) writeFileSync(join(folder, 'in', `${1000 + n}.json`), `{"n":${n}}\n`);
};

async function run(): Promise<number[]> {
  const seen: number[] = [];
  const query = await inline.session.readStream
    .schema('n INT')
    .option('maxFilesPerTrigger', 1)
    .json(join(folder, 'in'))
    .writeStream.option('checkpointLocation', join(folder, 'checkpoint'))
    .trigger({ availableNow: true })
    .foreachBatch(async (batch) => {
      for (const row of await batch.collect()) seen.push(row['n'] as number);
    })
    .start();
  await query.awaitTermination();
  return seen;
}

/** Names of a log's files in the order of their batches. */
const log = (name: string): string[] =>
  readdirSync(join(folder, 'checkpoint', name)).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const kept = (batches: number): string[] => numbers(batches - RETAINED, batches).map(String);

test('a checkpoint keeps a hundred batches, and a restart knows every file of all before them', async () => {
  addFiles(0, 230);
  expect(await run()).toEqual(numbers(0, 230));
  const shown = (name: string): string[] => log(name).filter((file) => !file.startsWith('.'));
  expect(shown('offsets')).toEqual(kept(230));
  expect(shown('commits')).toEqual(kept(230));
  expect(shown('sources/0').map((file) => file.replace('.compact', ''))).toEqual(kept(230));

  addFiles(230, 350);
  expect(await run()).toEqual(numbers(230, 350));
  expect(await run()).toEqual([]);
  expect(shown('offsets')).toEqual(kept(350));
  expect(shown('commits')).toEqual(kept(350));
  // and nothing made ahead stays behind
  for (const name of ['offsets', 'commits', 'sources/0']) expect(log(name).length).toBe(RETAINED);
});
