import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-partitions-'));
const write = (place: string, text: string): void => {
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(join(folder, place, 'a.json'), text);
};
write('country=PT/day=2026-01-01', '{"id":1}\n{"id":2}\n');
write('country=PT/day=2026-01-02', '{"id":3}\n');
write('country=a%2Fb/day=__HIVE_DEFAULT_PARTITION__', '{"id":4}\n');
write('_hidden', '{"id":9}\n');
write('.hidden', '{"id":9}\n');

test('names of folders become columns, in batch and in a stream', async () => {
  const session = await sessionOn(systemClock, nodeFileSystem());
  const read = session.read.schema('id BIGINT').json(folder);
  expect((await read.schema()).fields.map((f) => `${f.name} ${f.type.kind}`)).toEqual([
    'id long',
    'country string',
    'day date',
  ]);
  const expected = [
    [1, 'PT', '2026-01-01'],
    [2, 'PT', '2026-01-01'],
    [3, 'PT', '2026-01-02'],
    [4, 'a/b', null],
  ];
  const shown = (rows: readonly Record<string, unknown>[]): unknown[] =>
    rows.map((row) => [row['id'], row['country'], row['day'] === null ? null : String(row['day'])]);
  expect(shown(await read.orderBy('id').collect())).toEqual(expected);
  expect(await read.select('country').distinct().count()).toBe(2);
  const query = await session.readStream
    .schema('id BIGINT')
    .json(folder)
    .writeStream.format('memory')
    .queryName('p')
    .start();
  await query.processAllAvailable();
  await query.stop();
  expect(shown(await session.table('p').orderBy('id').collect())).toEqual(expected);
});

test('a type that the user gives goes before the one found, and a pattern names plain files', async () => {
  const session = await sessionOn(systemClock, nodeFileSystem());
  const given = session.read.schema('id BIGINT, day STRING').json(folder);
  expect((await given.schema()).fields.map((f) => `${f.name} ${f.type.kind}`)).toEqual([
    'id long',
    'country string',
    'day string',
  ]);
  const pattern = session.read.schema('id BIGINT').json(join(folder, 'country=*', '*'));
  expect((await pattern.schema()).fields.map((f) => f.name)).toEqual(['id']);
  expect(await pattern.count()).toBe(4);
});
