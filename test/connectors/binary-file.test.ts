import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { binaryFile } from '../../connectors/files/formats/binary-file.ts';
import { Interner } from '../../engine/columnar/interner.ts';
import { scalarRows } from '../../engine/columnar/vector.ts';
import type { DataFile, FileRead } from '../../engine/spi/format.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import type { DataFrame, Row } from '../../index.ts';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

let inline: InlineSession;
let folder: string;
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-binary-'));
  mkdirSync(join(folder, 'day=2026-01-02'));
  for (const [name, bytes, second] of FILES) {
    writeFileSync(join(folder, 'day=2026-01-02', name), Uint8Array.from(bytes));
    utimesSync(join(folder, 'day=2026-01-02', name), second, second);
  }
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

const FILES = [
  ['a b.bin', [97, 98, 99], 1],
  ['x.dat', [0xff, 0], 2],
  ['empty', [], 3],
  ['packed.gz', [1, 2, 3, 4], 4],
] as const;

const files = (): DataFrame => inline.session.read.format('binaryFile').load(folder);
const shown = (rows: readonly Row[]): string =>
  rows.map((row) => Object.values(row).map((v) => (v instanceof Uint8Array ? `[${v}]` : String(v))).join(' ')).join('; '); // prettier-ignore

/** As Spark 4.3 gave them for such files. */
test('each file is a row, oldest first, as it lies there, with the columns of its folder', async () => {
  expect(shown(await files().select('length', 'content', 'modificationTime', 'day').collect())).toBe(
    [
      '3 [97,98,99] 1970-01-01T00:00:01.000000Z 2026-01-02',
      '2 [255,0] 1970-01-01T00:00:02.000000Z 2026-01-02',
      '0 [] 1970-01-01T00:00:03.000000Z 2026-01-02',
      '4 [1,2,3,4] 1970-01-01T00:00:04.000000Z 2026-01-02',
    ].join('; '),
  );
  expect(shown(await files().limit(1).select('path').collect())).toBe(`file:${folder}/day=2026-01-02/a b.bin`);
});

test('a filter on what is known of a file is told to the source, and holds', async () => {
  const long = files().filter("length > 2 AND modificationTime > timestamp'1970-01-01 00:00:01'");
  expect(shown(await long.select('length').collect())).toBe('4');
  expect(shown(await files().filter("content = X'FF00'").select('length').collect())).toBe('2');
  expect(await files().filter("day = date'2026-01-02'").count()).toBe(4);
  expect(await files().filter("day = date'2026-01-03'").count()).toBe(0);
});

test('a stream reads each file once', async () => {
  const seen: string[] = [];
  const query = await inline.session.readStream
    .format('binaryFile')
    .option('maxFilesPerTrigger', 3)
    .load(folder)
    .writeStream.foreachBatch(async (batch) => void seen.push(shown(await batch.select('length').collect())))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  expect(seen).toEqual(['3; 2; 0', '4']);
});

test('nothing can be written as it', async () => {
  const out = join(folder, 'out');
  await expect(files().write.format('binaryFile').save(out)).rejects.toMatchObject({
    condition: 'DATA_SOURCE_NOT_FOUND',
  });
});

const WANTED = 'path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY';

/** How a file of `size` bytes is read, and how often it is opened for that. */
async function readOf(size: number, request: Partial<FileRead> = {}): Promise<{ rows: unknown[]; opened: number }> {
  let opened = 0;
  const file: DataFile = {
    path: '/there',
    size,
    modifiedMs: 1.75,
    open: async () => {
      opened++;
      return { size, read: async (into, from) => readSome(into, from, size), close: async () => {} };
    },
  };
  const interner = new Interner();
  const metrics = { malformed: 0, bytes: 0 };
  const columns = parseSchema(WANTED);
  const rows: unknown[] = [];
  const plain = { file, columns, filters: [], limit: Infinity, options: {}, timeZone: 'UTC', interner, metrics, blockRows: 10 }; // prettier-ignore
  for await (const batch of binaryFile.read!({ ...plain, ...request })) rows.push(...scalarRows(batch));
  return { rows, opened };
}

/** As a store does that gives no more than two bytes at a time. */
function readSome(into: Uint8Array, from: number, size: number): number {
  const n = Math.min(2, into.length, size - from);
  for (let i = 0; i < n; i++) into[i] = from + i;
  return n;
}

test('a file is read to its end, however little comes at once', async () => {
  const { rows, opened } = await readOf(5);
  expect(rows).toEqual([['file:/there', 1000n, 5n, Uint8Array.of(0, 1, 2, 3, 4)]]);
  expect(opened).toBe(1);
});

test.each<[why: string, request: Partial<FileRead>, rows: number]>([
  ['nobody wants its content', { columns: parseSchema('length BIGINT, path STRING') }, 1],
  ['it is too short', { filters: [{ column: 'length', is: '>', value: 5n }] }, 0],
  ['it is not one of those wanted', { filters: [{ column: 'path', is: 'in', values: ['file:/other'] }] }, 0],
  ['no row is wanted', { limit: 0 }, 0],
])('a file is not opened when %s', async (_, request, rows) => {
  const read = await readOf(5, request);
  expect(read.opened).toBe(0);
  expect(read.rows.length).toBe(rows);
});

test('a file that is longer than a value can be is refused by its name, unless its content is not wanted', async () => {
  await expect(readOf(2 ** 31)).rejects.toThrow(/The length of \/there is 2147483648, which exceeds the max length/);
  expect((await readOf(2 ** 31, { columns: parseSchema('length BIGINT') })).rows).toEqual([[2147483648n]]);
});
