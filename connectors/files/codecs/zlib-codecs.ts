import {
  createGunzip,
  createInflate,
  createZstdDecompress,
  deflateSync,
  gzipSync,
  zstdCompressSync,
  type Gunzip,
  type Inflate,
  type ZstdDecompress,
} from 'node:zlib';
import { CorruptData, Pieces, type Codec } from './codec.ts';

type Decompressor = Gunzip | Inflate | ZstdDecompress;

export const gzip = zlibCodec('gzip', ['.gz', '.gzip'], createGunzip, gzipSync);
/** Of zlib's format, as Hadoop's DefaultCodec. */
export const deflate = zlibCodec('deflate', ['.deflate'], createInflate, deflateSync);
export const zstd = zlibCodec('zstd', ['.zst', '.zstd'], createZstdDecompress, zstdCompressSync);

function zlibCodec(
  name: string,
  extensions: readonly string[],
  open: (options: { chunkSize: number }) => Decompressor,
  compress: (bytes: Uint8Array) => Uint8Array,
): Codec {
  return {
    name,
    extensions,
    encode: (bytes) => compress(bytes),
    decodePieces: (source) => decodedPieces(open, source),
    async decode(bytes, most) {
      const pieces = new Pieces(most);
      try {
        // A file may be several of them behind each other.
        for (let at = 0; at < bytes.length;) at += await member(open, bytes.subarray(at), pieces);
        return pieces.joined(null);
      } catch (error) {
        if (error instanceof CorruptData) return pieces.joined(error.damage);
        throw error;
      }
    },
  };
}

/** A file may be several compressed streams behind each other. */
async function* decodedPieces(
  open: (options: { chunkSize: number }) => Decompressor,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let member: OpenMember | null = null;
  for await (const chunk of source) {
    for (let rest = chunk; rest.length > 0;) {
      member ??= new OpenMember(open({ chunkSize: 1 << 18 }));
      const taken = await member.write(rest);
      yield* member.output();
      if (taken === rest.length) break;
      await member.end();
      yield* member.output();
      member = null;
      rest = rest.subarray(taken);
    }
  }
  if (member === null) return;
  await member.end();
  yield* member.output();
}

/** One compressed stream that is fed by hand. */
class OpenMember {
  private readonly stream: Decompressor;
  private pieces: Uint8Array[] = [];
  private fed = 0;
  private readonly failed: Promise<never>;
  private readonly ended: Promise<void>;

  constructor(stream: Decompressor) {
    this.stream = stream;
    stream.on('data', (piece: Uint8Array) => void this.pieces.push(piece));
    this.ended = new Promise((resolve) => stream.on('end', resolve));
    this.failed = new Promise((_, reject) => {
      stream.on('error', (error) => reject(new CorruptData(`it is cut off or damaged (${error.message})`)));
    });
    this.failed.catch(() => undefined);
  }

  /** @returns how many bytes belong to this stream: fewer when it ended */
  async write(bytes: Uint8Array): Promise<number> {
    const written = new Promise<void>((resolve) => void this.stream.write(bytes, () => resolve()));
    await Promise.race([written, this.failed]);
    const before = this.fed;
    this.fed = this.stream.bytesWritten;
    return this.fed - before;
  }

  async end(): Promise<void> {
    this.stream.end();
    await Promise.race([this.ended, this.failed]);
  }

  output(): Uint8Array[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }
}

/** Decodes what the decompressor takes; gives how much that was. */
function member(
  open: (options: { chunkSize: number }) => Decompressor,
  bytes: Uint8Array,
  pieces: Pieces,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const stream = open({ chunkSize: Math.min(1 << 20, Math.max(1 << 14, bytes.length * 4)) });
    stream.on('data', (piece: Uint8Array) => {
      try {
        pieces.add(piece);
      } catch (error) {
        reject(error as Error);
        stream.destroy();
      }
    });
    stream.on('end', () => resolve(stream.bytesWritten));
    stream.on('error', (error) => reject(new CorruptData(`it is cut off or damaged (${error.message})`)));
    // What it decoded comes out before the end is looked at.
    stream.write(bytes, () => stream.end());
  });
}
