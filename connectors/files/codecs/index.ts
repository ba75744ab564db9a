import { AnalysisError } from '../../../engine/types/errors.ts';
import { bzip2 } from './bzip2.ts';
import type { Codec } from './codec.ts';
import { lz4 } from './lz4.ts';
import { snappy } from './snappy.ts';
import { deflate, gzip, zstd } from './zlib-codecs.ts';

const CODECS: readonly Codec[] = [bzip2, deflate, gzip, lz4, snappy, zstd];
const NO_CODEC: readonly string[] = ['none', 'uncompressed'];

/** How a file is compressed, by its name; null when it is not. */
export function codecOfFile(path: string): Codec | null {
  const lower = path.toLowerCase();
  return CODECS.find(({ extensions }) => extensions.some((extension) => lower.endsWith(extension))) ?? null;
}

/**
 * What a value of the option `compression` writes; null when files are not compressed.
 *
 * @throws AnalysisError CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION
 */
export function codecToWrite(option: string | undefined): (Codec & Required<Pick<Codec, 'encode'>>) | null {
  const name = option?.toLowerCase() ?? 'none';
  if (NO_CODEC.includes(name)) return null;
  const codec = CODECS.find((known) => known.name === name);
  if (codec?.encode !== undefined) return { ...codec, encode: codec.encode };
  const names = [...NO_CODEC, ...CODECS.filter((known) => known.encode !== undefined).map((known) => known.name)];
  throw new AnalysisError({
    condition: 'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION',
    sqlState: '56038',
    message: `The codec ${option} is not available. Available codecs are ${names.join(', ')}.`,
    hint: codec === undefined ? '' : `Files compressed with ${codec.name} are read, but not written.`,
  });
}
