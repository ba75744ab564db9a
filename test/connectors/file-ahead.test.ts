import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StreamingQuery } from '../../index.ts';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

let inline: InlineSession;
let folder: string;
let seen: unknown[][];
beforeEach(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-ahead-'));
  seen = [];
});
afterEach(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

const path = (name: string): string => join(folder, `${name}.json`);
/** Writes a file; `second` is when it was last changed. */
function write(name: string, second: number, text: string): void {
  writeFileSync(path(name), text);
  utimesSync(path(name), second, second);
}

/** One file a batch; the next file is read while a batch waits for the disk and for its sink. */
async function start(): Promise<StreamingQuery> {
  return inline.session.readStream
    .schema('id INT')
    .option('maxFilesPerTrigger', 1)
    .json(folder)
    .writeStream.trigger({ manual: true })
    .foreachBatch(async (batch) => void seen.push((await batch.collect()).map((row) => row['id'])))
    .start();
}

test('files come in their order, each once, with malformed records counted in their own batch', async () => {
  for (let i = 0; i < 5; i++) write(`${i}`, 10 + i, `{"id":${i}}\n${i % 2 === 1 ? 'not json\n' : ''}`);
  const query = await start();
  await query.processAllAvailable();
  expect(seen).toEqual([[0], [1, null], [2], [3, null], [4]]);
  const malformed = query.recentProgress.map((p) => p.sources[0]!.metrics['malformedRows'] ?? '0');
  expect(malformed).toEqual(['0', '1', '0', '1', '0']);
});

test('a file that changes before its batch is read again', async () => {
  write('a', 10, '{"id":1}\n');
  write('b', 11, '{"id":2}\n');
  const query = await start();
  await query.step();
  write('b', 12, '{"id":3}\n');
  await query.step();
  expect(seen).toEqual([[1], [3]]);
});

test('a file that goes before its batch fails the query by its name', async () => {
  write('a', 10, '{"id":1}\n');
  write('b', 11, '{"id":2}\n');
  const query = await start();
  await query.step();
  rmSync(path('b'));
  await expect(query.step()).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.FILE_NOT_EXIST' });
  expect(query.exception!.message).toContain(path('b'));
});

test('a file that cannot be read ahead fails its own batch only', async () => {
  write('a', 10, '{"id":1}\n');
  write('b', 11, 'not json\n');
  const query = await inline.session.readStream
    .schema('id INT')
    .option('maxFilesPerTrigger', 1)
    .option('mode', 'FAILFAST')
    .json(folder)
    .writeStream.trigger({ manual: true })
    .foreachBatch(async (batch) => void seen.push((await batch.collect()).map((row) => row['id'])))
    .start();
  await query.step();
  expect(seen).toEqual([[1]]);
  await expect(query.step()).rejects.toMatchObject({ condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION' });
});

test('the next file is read while the sink of a batch works', async () => {
  write('a', 10, '{"id":1}\n');
  write('b', 11, '{"id":2}\n');
  const query = await inline.session.readStream
    .schema('id INT')
    .option('maxFilesPerTrigger', 1)
    .json(folder)
    .writeStream.trigger({ manual: true })
    .foreachBatch(async (batch, id) => {
      seen.push((await batch.collect()).map((row) => row['id']));
      await setImmediate();
      // As long and as old as before: who reads it now does not see that it is another.
      if (id === 0) write('b', 11, '{"id":3}\n');
    })
    .start();
  await query.processAllAvailable();
  expect(seen).toEqual([[1], [2]]);
});
