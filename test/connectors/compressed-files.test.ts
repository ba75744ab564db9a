import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bzip2 } from '../../connectors/files/codecs/bzip2.ts';
import { lz4 } from '../../connectors/files/codecs/lz4.ts';
import { snappy } from '../../connectors/files/codecs/snappy.ts';
import { deflate, gzip, zstd } from '../../connectors/files/codecs/zlib-codecs.ts';
import type { DataFrame } from '../../index.ts';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

/** Written by real Spark 4.3: test/recordings/compressed_files.py. */
interface Recorded {
  readonly rows: string;
  readonly codec: string;
  readonly extension: string;
  readonly count: number;
  readonly last: string;
  readonly bytes: string;
}
const RECORDED = JSON.parse(
  readFileSync(join(import.meta.dirname, '../recordings/compressed-files.json'), 'utf8'),
) as Recorded[];

const CODECS = { bzip2, deflate, gzip, lz4, snappy, zstd } as const;
const bytesOf = ({ bytes }: Recorded): Uint8Array => Buffer.from(bytes, 'base64');
const small = (codec: string): Uint8Array =>
  bytesOf(RECORDED.find((file) => file.codec === codec && file.rows === 'few rows')!);

let inline: InlineSession;
let folder: string;
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-compressed-'));
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

let places = 0;
/** A folder of its own with one file. */
function place(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, String(++places));
  mkdirSync(path);
  writeFileSync(join(path, name), bytes);
  return path;
}

const lines = async (df: DataFrame): Promise<string[]> => (await df.collect()).map((row) => JSON.stringify(row));

async function streamed(path: string, configure: (path: string) => DataFrame): Promise<string[]> {
  const seen: string[] = [];
  const query = await configure(path)
    .writeStream.foreachBatch(async (batch) => void seen.push(...(await lines(batch))))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return seen;
}

describe.each(RECORDED)('$codec, $rows', (file) => {
  test('what Spark wrote is read: given and inferred schema, json and text, batch and stream', async () => {
    const { session } = inline;
    const path = place(`part-0${file.extension}`, bytesOf(file));
    const schema = 'id BIGINT, name STRING';
    for (const rows of [
      await lines(session.read.schema(schema).json(path)),
      await lines(session.read.json(path)),
      await streamed(path, (p) => session.readStream.schema(schema).json(p)),
      (await session.read.text(path).collect()).map((row) => String(row['value'])),
    ]) {
      expect(rows.length).toBe(file.count);
      expect(rows.at(-1)).toBe(file.last);
    }
  });

  test('cut off at any byte, with a bit flipped or with junk behind it is damaged, and nothing else happens', async () => {
    const codec = CODECS[file.codec as keyof typeof CODECS];
    const bytes = bytesOf(file);
    const whole = Buffer.from((await codec.decode(bytes, 1 << 30)).bytes);
    const step = Math.max(1, Math.floor(bytes.length / (file.rows === 'few rows' ? 40 : 3)));
    for (let end = 1; end < bytes.length; end += step) {
      const cut = await codec.decode(bytes.subarray(0, end), 1 << 30);
      const before = whole.subarray(0, cut.bytes.length);
      expect(before.equals(cut.bytes)).toBe(true);
      // A cut between two blocks of Hadoop's framing is an end like any other, for Hadoop too.
      if (cut.damage === null) expect(cut.bytes.length % (256 << 10)).not.toBe(0);
    }
    const junk = await codec.decode(Buffer.concat([bytes, Buffer.from('junkjunkjunk')]), 1 << 30);
    expect(junk.damage).not.toBeNull();
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Uint8Array.from(bytes);
      flipped[at]! ^= 1 << (at % 8);
      const decoded = await codec.decode(flipped, 1 << 24).catch((error: { code: string }) => error.code);
      // Only some formats have a checksum; none fails in another way.
      if (typeof decoded === 'string') expect(decoded).toBe('ERR_BUFFER_TOO_LARGE');
      else if (file.codec === 'bzip2') expect(decoded.damage).not.toBeNull();
    }
  });
});

test.each([gzip, deflate, zstd, lz4, snappy])('$name gives back what it wrote', async (codec) => {
  const texts = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.tuple(fc.string({ maxLength: 40 }), fc.nat(20_000)).map(([text, n]) => Buffer.from(text.repeat(n % 4000))),
    fc
      .array(fc.constantFrom('ab', 'abc', 'é', '\n', 'abcdabcd'), { maxLength: 4000 })
      .map((a) => Buffer.from(a.join(''))),
  );
  await fc.assert(
    fc.asyncProperty(texts, async (bytes) => {
      const { bytes: again, damage } = await codec.decode(codec.encode!(bytes), 1 << 30);
      expect(damage).toBeNull();
      expect(Buffer.compare(again, bytes)).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test.each(Object.values(CODECS))('$name takes any bytes without failing in another way', async (codec) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(30), async (bytes, keep) => {
      const head = codec === zstd ? zstdCompressSync(Buffer.from('x')) : small(codec.name);
      const mixed = Buffer.concat([head.subarray(0, keep), bytes]);
      const decoded = await codec.decode(mixed, 1 << 20).catch((error: { code: string }) => error.code);
      if (typeof decoded === 'string') expect(decoded).toBe('ERR_BUFFER_TOO_LARGE');
    }),
    { numRuns: 200 },
  );
});

const TEXT = '{"a":1}\n{"a":2}\n';
const MORE = '{"a":3}\n';
const READ: readonly (readonly [name: string, bytes: Uint8Array | string, rows: number])[] = [
  ['a.json.gz', gzipSync(TEXT), 2],
  ['a.GZ', gzipSync(TEXT), 2],
  ['a.Gz', gzipSync(TEXT), 2],
  ['a.gzip', gzipSync(TEXT), 2],
  ['a.deflate', deflateSync(TEXT), 2],
  ['a.zst', zstdCompressSync(TEXT), 2],
  ['a.ZSTD', zstdCompressSync(TEXT), 2],
  ['two.gz', Buffer.concat([gzipSync(TEXT), gzipSync(MORE)]), 3],
  ['two.deflate', Buffer.concat([deflateSync(TEXT), deflateSync(MORE)]), 3],
  ['two.zst', Buffer.concat([zstdCompressSync(TEXT), zstdCompressSync(MORE)]), 3],
  ['two.lz4', Buffer.concat([lz4.encode!(Buffer.from(TEXT)), lz4.encode!(Buffer.from(MORE))]), 3],
  ['two.snappy', Buffer.concat([snappy.encode!(Buffer.from(TEXT)), snappy.encode!(Buffer.from(MORE))]), 3],
  ['two.bz2', Buffer.concat([small('bzip2'), small('bzip2')]), 10],
  ['empty.gz', '', 0],
  ['empty.bz2', '', 0],
  // Other endings are names like any other.
  ['gz', TEXT, 2],
  ['a.gz.json', TEXT, 2],
  ['a.xz', TEXT, 2],
];

test.each(READ)('%s is read', async (name, bytes, rows) => {
  expect(await inline.session.read.schema('a INT').json(place(name, bytes)).count()).toBe(rows);
});

const DAMAGED: readonly (readonly [name: string, bytes: Uint8Array | string, before: number])[] = [
  ['cut.gz', gzipSync(TEXT).subarray(0, -6), 2],
  ['half.gz', gzipSync(TEXT).subarray(0, 20), 1],
  ['head.gz', gzipSync(TEXT).subarray(0, 5), 0],
  ['plain.gz', TEXT, 0],
  ['zeros.gz', Buffer.concat([gzipSync(TEXT), Buffer.alloc(4)]), 2],
  ['cut.deflate', deflateSync(TEXT).subarray(0, -3), 2],
  ['junk.deflate', Buffer.concat([deflateSync(TEXT), Buffer.from('junk')]), 2],
  ['plain.deflate', TEXT, 0],
  ['cut.zst', zstdCompressSync(TEXT).subarray(0, -2), 1],
  ['junk.zst', Buffer.concat([zstdCompressSync(TEXT), Buffer.from('junk')]), 2],
  ['cut.bz2', small('bzip2').subarray(0, -4), 5],
  ['junk.bz2', Buffer.concat([small('bzip2'), Buffer.from('junk')]), 5],
  ['plain.bz2', TEXT, 0],
  ['cut.lz4', small('lz4').subarray(0, -5), 0],
  ['junk.lz4', Buffer.concat([small('lz4'), Buffer.from('junk')]), 5],
  ['cut.snappy', small('snappy').subarray(0, -5), 0],
  ['plain.snappy', TEXT, 0],
];

test.each(DAMAGED)('%s is refused by its name, or read up to the damage', async (name, bytes, before) => {
  const { session } = inline;
  const path = place(name, bytes);
  const failures = [
    session.read.schema('a INT').json(path).collect(),
    session.read.schema('a INT').option('mode', 'DROPMALFORMED').json(path).collect(),
    session.read.json(path).schema(),
    session.read.text(path).collect(),
    session.read.csv(path).collect(),
    streamed(path, (p) => session.readStream.schema('a INT').json(p)),
  ];
  for (const failure of await Promise.all(failures.map((f) => f.catch((error: Error) => error)))) {
    expect(failure).toBeInstanceOf(Error);
    expect((failure as Error).message).toMatch(/FAILED_READ_FILE\.NO_HINT/);
    expect((failure as Error).message).toContain(join(path, name));
  }
  const kept = session.read.schema('a INT').option('ignoreCorruptFiles', 'true').json(path);
  expect(await kept.count()).toBe(before);
});

test('the file that is read ahead of its batch is decompressed, too', async () => {
  const path = place('0.json.gz', gzipSync(TEXT));
  for (let i = 1; i < 4; i++) writeFileSync(join(path, `${i}.json.gz`), gzipSync(MORE));
  const rows = await streamed(path, (p) =>
    inline.session.readStream.schema('a INT').option('maxFilesPerTrigger', 1).json(p),
  );
  expect(rows.length).toBe(5);
});

test('a line too long to be held is refused by the name of its file, and what a codec gives has its limit', async () => {
  const { session } = inline;
  const path = place('long.json', '{"a":1}\n');
  truncateSync(join(path, 'long.json'), 2 ** 31 + 1);
  const failures = [
    () => session.read.schema('a INT').json(path).collect(),
    () => session.read.option('wholetext', 'true').text(path).collect(),
    () => streamed(path, (p) => session.readStream.text(p)),
  ];
  for (const read of failures) {
    const failure = await read().catch((error: Error) => error);
    expect((failure as Error).message).toMatch(/FILE_TOO_LARGE/);
    expect((failure as Error).message).toContain(join(path, 'long.json'));
  }
  for (const codec of [gzip, deflate, zstd, lz4, snappy]) {
    const packed = codec.encode!(Buffer.alloc(100_000));
    await expect(codec.decode(packed, 99_999)).rejects.toMatchObject({ code: 'ERR_BUFFER_TOO_LARGE' });
    expect((await codec.decode(packed, 100_000)).damage).toBeNull();
  }
}, 30_000);
