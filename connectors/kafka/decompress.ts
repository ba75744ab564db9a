import { createRequire } from 'node:module';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { ExternalError } from '../../engine/types/errors.ts';

const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** The records of a compressed batch. */
export function decompress(codec: number, bytes: Uint8Array): Uint8Array {
  switch (NAMES[codec]) {
    case 'gzip':
      return gunzipSync(bytes);
    case 'zstd':
      return zstdDecompressSync(bytes);
    case 'snappy':
      return snappy(bytes);
    case 'lz4':
      return (optional('lz4-napi', 'lz4') as Lz4).decompressFrameSync(Buffer.from(bytes));
    default:
      throw new ExternalError({
        condition: 'KAFKA_UNKNOWN_COMPRESSION',
        message: `The topic holds records compressed by codec ${codec}, which Millrace does not know.`,
        hint: `It reads ${NAMES.slice(1).join(', ')}. Set another compression.type for the producer or the topic.`,
      });
  }
}

interface Snappy {
  uncompressSync(bytes: Uint8Array, options: { asBuffer: true }): Uint8Array;
}

interface Lz4 {
  decompressFrameSync(bytes: Buffer): Uint8Array;
}

const XERIAL = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0];
const XERIAL_HEADER = 16;

/** Java producers write snappy in framed blocks (xerial), others as one block. */
function snappy(bytes: Uint8Array): Uint8Array {
  const { uncompressSync } = optional('snappy', 'snappy') as Snappy;
  if (!XERIAL.every((byte, i) => bytes[i] === byte)) return uncompressSync(bytes, { asBuffer: true });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  for (let at = XERIAL_HEADER; at < bytes.length;) {
    const length = view.getInt32(at);
    blocks.push(uncompressSync(bytes.subarray(at + 4, at + 4 + length), { asBuffer: true }));
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

const require = createRequire(import.meta.url);

function optional(name: string, codec: string): unknown {
  try {
    return require(name);
  } catch (cause) {
    throw new ExternalError({
      condition: 'KAFKA_COMPRESSION_PACKAGE_MISSING',
      message: `The topic holds records compressed with ${codec}, for which the npm package ${name} is needed.`,
      hint: `Install it: npm install ${name} (in a cell: %npm install ${name}).`,
      cause,
    });
  }
}
