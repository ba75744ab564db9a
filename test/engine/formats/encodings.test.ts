import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
let folder: string;
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-encodings-'));
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

const MARK = '\ufeff';
const utf16 = (text: string, littleEndian: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};
const utf32 = (text: string, littleEndian: boolean): Buffer => {
  const points = [...text].map((char) => char.codePointAt(0)!);
  const bytes = Buffer.alloc(4 * points.length);
  points.forEach((point, i) => (littleEndian ? bytes.writeUInt32LE(point, 4 * i) : bytes.writeUInt32BE(point, 4 * i)));
  return bytes;
};

const TEXT = '{"a":1,"s":"é"}\n{"a":2,"s":"漢字"}\n{"a":3,"s":"x"}\n';
const ALL = [[1, 'é'], [2, '漢字'], [3, 'x']]; // prettier-ignore
/** Lines end at the byte 10, so those of a little-endian file begin one byte too late but for the first: as in Spark. */
const LITTLE = [[1, 'é'], [null, null], [3, 'x'], [null, null]]; // prettier-ignore
const mark = Buffer.from(MARK);

/** What real Spark 4.3 reads. */
const JSON_FILES: readonly (readonly [name: string, bytes: Buffer, rows: readonly (readonly unknown[])[]])[] = [
  ['utf8', Buffer.from(TEXT), ALL],
  ['utf8 with a mark', Buffer.from(MARK + TEXT), ALL],
  ['utf16be', utf16(TEXT, false), ALL],
  ['utf16be with a mark', utf16(MARK + TEXT, false), ALL],
  ['utf32be', utf32(TEXT, false), ALL],
  ['utf32be with a mark', utf32(MARK + TEXT, false), ALL],
  ['utf16le', utf16(TEXT, true), LITTLE],
  ['utf16le with a mark', utf16(MARK + TEXT, true), LITTLE],
  ['utf32le', utf32(TEXT, true), LITTLE],
  ['utf32le with a mark', utf32(MARK + TEXT, true), LITTLE],
  ['one line of utf16le', utf16('{"a":1,"s":"é"}', true), [[1, 'é']]],
  ['one line of utf32le', utf32(`${MARK}{"a":1,"s":"😀"}`, true), [[1, '😀']]],
  ['a mark in front of a line', Buffer.concat([Buffer.from('{"a":1}\n'), mark, Buffer.from('{"a":2}\n')]), [[1, null], [2, null]]],
  ['two marks', Buffer.concat([mark, mark, Buffer.from('{"a":1}\n')]), [[1, null]]],
  ['a mark and nothing', mark, []],
  ['a mark and a blank line', Buffer.concat([mark, Buffer.from('\n{"a":1}\n')]), [[1, null]]],
]; // prettier-ignore

test.each(JSON_FILES)('JSON: %s', async (name, bytes, rows) => {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, bytes);
  const read = await inline.session.read.schema('a INT, s STRING').json(path).collect();
  expect(read.map((row) => [row['a'], row['s']])).toEqual(rows);
  const query = await inline.session.readStream
    .schema('a INT, s STRING')
    .json(path)
    .writeStream.format('memory')
    .queryName('encoded')
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  const streamed = await inline.session.table('encoded').collect();
  expect(streamed.map((row) => [row['a'], row['s']])).toEqual(rows);
  if (rows.length === 0 || name.includes('le')) return;
  const inferred = (await inline.session.read.json(path).schema()).fields.map((f) => `${f.name} ${f.type.kind}`);
  expect(inferred).toEqual(rows === ALL ? ['a long', 's string'] : ['a long']);
});

test.each(['id,name\n1,é\n2,x\n', '"id","name"\n1,é\n2,x\n'])('CSV: a mark in front is no data of %j', async (text) => {
  const path = join(folder, 'marked.csv');
  writeFileSync(path, MARK + text);
  const { read } = inline.session;
  const named = read.option('header', true).option('inferSchema', true).csv(path);
  expect(await named.collect()).toEqual([{ id: 1, name: 'é' }, { id: 2, name: 'x' }]); // prettier-ignore
  expect((await inline.session.read.csv(path).first())!['_c0']).toBe('id');
  const typed = inline.session.read.schema('id INT, name STRING').csv(path);
  expect((await typed.collect()).map((row) => row['id'])).toEqual([null, 1, 2]);
});

test('CSV: a mark that comes later is data, as in Spark', async () => {
  const path = join(folder, 'later.csv');
  writeFileSync(path, `id,name\n${MARK}1,x\n`);
  expect(await inline.session.read.option('header', true).csv(path).collect()).toEqual([{ id: `${MARK}1`, name: 'x' }]);
});

test.each([false, true])('text: a mark in front is no data (wholetext %s)', async (wholetext) => {
  const path = join(folder, 'marked.txt');
  writeFileSync(path, `${MARK}a\n${MARK}b`);
  const rows = await inline.session.read.option('wholetext', wholetext).text(path).collect();
  expect(rows.map((row) => row['value'])).toEqual(wholetext ? [`a\n${MARK}b`] : ['a', `${MARK}b`]);
});
