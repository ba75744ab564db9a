import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inlineSession } from '../../../stream/inline-session.ts';

test('what a process that died has left in its checkpoint and its output goes when the query goes on', async () => {
  const { session } = await inlineSession();
  const folder = mkdtempSync(join(tmpdir(), 'millrace-leftovers-'));
  const numbers = session.memoryStream('numbers', 'n INT, p STRING');
  const start = () =>
    numbers
      .toDF()
      .writeStream.format('json')
      .partitionBy('p')
      .option('checkpointLocation', join(folder, 'checkpoint'))
      .start(join(folder, 'out'));
  const first = await start();
  await numbers.addData([1, 'a'], [2, 'b']);
  await first.processAllAvailable();
  await first.stop();
  // It died while it wrote batch 1: the offsets are there, a data file is half there.
  const { id } = JSON.parse(readFileSync(join(folder, 'checkpoint', 'metadata'), 'utf8')) as { id: string };
  rmSync(join(folder, 'checkpoint', 'commits', '0'));
  rmSync(join(folder, 'out', '_spark_metadata'), { recursive: true });
  const left = [
    `out/.part-00000-${id}.c000.json.tmp`,
    `out/p=a/.part-00000-${id}.c000.json.tmp`,
    'checkpoint/offsets/.0b7c.spare',
    'checkpoint/commits/.0b7d.spare',
    'checkpoint/commits/1',
  ];
  for (const name of left) writeFileSync(join(folder, name), '');
  const foreign = ['out/.part-00000-of-another-query.json.tmp', 'out/.hidden', 'out/p=a/notes.txt'];
  for (const name of foreign) writeFileSync(join(folder, name), 'kept');

  const second = await start();
  await second.processAllAvailable();
  const there = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => there.includes(name))).toEqual([]);
  expect(foreign.filter((name) => there.includes(name))).toEqual(foreign);
  expect(there.filter((name) => name.endsWith('.c000.json'))).toHaveLength(2);
  await session.stop();
  rmSync(folder, { recursive: true });
});
