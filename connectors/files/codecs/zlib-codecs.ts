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
