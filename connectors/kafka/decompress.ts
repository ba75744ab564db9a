import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { ExternalError } from '../../engine/types/errors.ts';
import { CorruptData } from '../files/codecs/codec.ts';
import { lz4Unframed } from './lz4-frame.ts';
import { xerialUnpacked } from './xerial-snappy.ts';

/** By the number that stands in the attributes of a record batch. */
const CODECS: readonly (readonly [name: string, unpack: (bytes: Uint8Array) => Uint8Array])[] = [
  ['none', (bytes) => bytes],
  ['gzip', gunzipSync],
  ['snappy', xerialUnpacked],
  ['lz4', lz4Unframed],
  ['zstd', zstdDecompressSync],
];

/** The records of a compressed batch. @throws ExternalError */
export function decompress(codec: number, bytes: Uint8Array): Uint8Array {
  const known = CODECS[codec];
  if (known === undefined)
    throw new ExternalError({
      condition: 'KAFKA_UNKNOWN_COMPRESSION',
      message: `The topic holds records compressed by codec ${codec}, which Millrace does not know.`,
      hint: `It reads ${CODECS.map(([name]) => name).join(', ')}. Set another compression.type for the producer or the topic.`,
    });
  const [name, unpack] = known;
  try {
    return unpack(bytes);
  } catch (error) {
    const why = error instanceof CorruptData ? error.damage : (error as Error).message;
    throw new ExternalError({
      condition: 'KAFKA_CORRUPT_RECORDS',
      message: `The topic holds records that cannot be unpacked with ${name}: ${why}.`,
      hint: 'Read on behind them with startingOffsets, or look into the log of the producer that wrote them.',
      cause: error,
    });
  }
}
