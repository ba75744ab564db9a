import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wholeLines } from '../../connectors/files/file-pieces.ts';
import { gzip } from '../../connectors/files/codecs/zlib-codecs.ts';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-pieces-'));
let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

test('pieces of lines are the bytes, and all but the last end at a line break', async () => {
  const line = 'x'.repeat(1 << 20);
  const text = Buffer.from(`${Array.from({ length: 40 }, (_, i) => `${i}${line}`).join('\n')}\nlast`);
  for (const size of [3 << 20, 5 << 20, 16 << 20, 64 << 20]) {
    const pieces = await collected(wholeLines(inChunks(text, size)));
    expect(pieces.length).toBeGreaterThan(size === 64 << 20 ? 1 : 3);
    expect(Buffer.concat(pieces).equals(text)).toBe(true);
    for (const piece of pieces.slice(0, -1)) expect(piece.at(-1)).toBe(10);
  }
});

test('members of gzip behind each other are decoded piece by piece as they are as a whole, wherever the pieces end', async () => {
  const members = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(members, fc.integer({ min: 1, max: 64 }), async (parts, size) => {
      const packed = Buffer.concat(parts.map((part) => gzipSync(part)));
      const pieces = await collected(gzip.decodePieces!(inChunks(packed, size)));
      expect(Buffer.concat(pieces).equals(Buffer.concat(parts))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

/** More than two pieces, with lines that lie across their borders. */
const ROWS = 400_000;
const json = Array.from({ length: ROWS }, (_, i) => `{"id":${i},"name":"${'n'.repeat(i % 90)}","v":${i % 7}.5}`).join(
  '\n',
);
const csv = `id,name,v\n${Array.from({ length: ROWS }, (_, i) => `${i},${'n'.repeat(i % 90)},${i % 7}.5`).join('\n')}`;
const TOTALS = [
  {
    n: ROWS,
    ids: (ROWS * (ROWS - 1)) / 2,
    letters: Array.from({ length: ROWS }, (_, i) => i % 90).reduce((a, b) => a + b),
  },
];

describe('a file of several pieces is read as one', () => {
  const pack = { '': (text: string) => text, '.gz': gzipSync, '.deflate': deflateSync, '.zst': zstdCompressSync };
  const totals = ['count(1) AS n', 'CAST(sum(id) AS BIGINT) AS ids', 'CAST(sum(length(name)) AS BIGINT) AS letters'];
  test.each(Object.entries(pack))(
    'of JSON and CSV with the ending "%s", in batch and as a stream',
    async (ending, compress) => {
      const { session } = inline;
      const [a, b] = [join(folder, `a.json${ending}`), join(folder, `b.csv${ending}`)];
      writeFileSync(a, compress(json));
      writeFileSync(b, compress(csv));
      const schema = 'id BIGINT, name STRING, v DOUBLE';
      for (const df of [
        session.read.schema(schema).json(a),
        session.read.schema(schema).option('header', 'true').csv(b),
      ]) {
        expect(await df.selectExpr(...totals).collect()).toEqual(TOTALS);
      }
      const name = `t${ending.replace('.', '')}`;
      const stream = session.readStream
        .schema(schema)
        .json(a)
        .selectExpr(...totals);
      const query = await stream.writeStream
        .format('memory')
        .queryName(name)
        .outputMode('complete')
        .trigger({ availableNow: true })
        .start();
      await query.awaitTermination();
      expect(await session.table(name).collect()).toEqual(TOTALS);
    },
  );

  test('cut off, it is refused by name, or read up to there', async () => {
    const { session } = inline;
    const path = join(folder, 'cut.json.gz');
    const whole = gzipSync(json);
    writeFileSync(path, whole.subarray(0, whole.length * 0.8));
    const read = session.read.schema('id BIGINT').json(path);
    await expect(read.count()).rejects.toThrow(path);
    const kept = await session.read.schema('id BIGINT').option('ignoreCorruptFiles', 'true').json(path).collect();
    expect(kept.length).toBeGreaterThan(ROWS / 2);
    expect(kept.map((row) => row['id'])).toEqual(kept.map((_, i) => i));
  });
});
