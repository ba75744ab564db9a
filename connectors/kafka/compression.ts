import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { constants, gzip, zstdCompress } from 'node:zlib';
import type { CompressionTypes } from 'kafkajs';
import type { Options } from '../../engine/spi/source.ts';
import { lz4Frame } from './lz4-frame.ts';
import { refusedOption } from './refused-option.ts';
import { wholeNumber } from './whole-number.ts';
import { xerialSnappy } from './xerial-snappy.ts';

const require = createRequire(import.meta.url);

type Pack = (bytes: Uint8Array) => Promise<Uint8Array>;

const NONE = 'none';
/** As in Kafka. */
const ZSTD_LEVEL = 3;
/** A codec has so many bits in the attributes of a record batch; levels may be negative. */
const CODEC_BITS = 3;
const LEVELS_FROM = 1 << 18;

/**
 * What kafkajs is to compress with, as `kafka.compression.type` and the levels of gzip and zstd say.
 *
 * @throws ArgumentError INVALID_OPTION
 */
export function compressionOf(options: Options): CompressionTypes {
  const gzipLevel = level(options, 'kafka.compression.gzip.level', -1, 9) ?? -1;
  const zstdLevel = level(options, 'kafka.compression.zstd.level', -131_072, 22) ?? ZSTD_LEVEL;
  const packs: Readonly<Record<string, readonly [codec: number, level: number, pack: Pack]>> = {
    gzip: [1, gzipLevel, (bytes) => promisify(gzip)(bytes, { level: gzipLevel })],
    snappy: [2, 0, async (bytes) => xerialSnappy(bytes)],
    lz4: [3, 0, async (bytes) => lz4Frame(bytes)],
    zstd: [
      4,
      zstdLevel,
      (bytes) => promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: zstdLevel } }),
    ],
  };
  const name = (options['kafka.compression.type'] ?? NONE).trim();
  if (name === NONE) return 0;
  if (Object.hasOwn(packs, name)) return registered(...packs[name]!);
  throw refusedOption(
    `The option 'kafka.compression.type' has the value '${name}'`,
    `It can be ${[NONE, ...Object.keys(packs)].join(', ')}.`,
  );
}

function level(options: Options, name: string, least: number, most: number): number | undefined {
  const given = wholeNumber(options, name, least, most);
  if (given === 0 && name === 'kafka.compression.gzip.level')
    throw refusedOption(`The option '${name}' has the value '0'`, 'It can be 1 to 9, or -1 for the default.');
  return given;
}

/**
 * kafkajs keeps its codecs in one place for all its users, and a notebook may have its own there. Ours stand under
 * numbers that mean nothing to others: only their lowest bits get into record batches.
 */
function registered(codec: number, level: number, pack: Pack): CompressionTypes {
  const { CompressionCodecs } = require('kafkajs') as typeof import('kafkajs');
  const key = ((level + LEVELS_FROM) << CODEC_BITS) | codec;
  const codecs: Record<number, () => { compress(encoder: { readonly buffer: Buffer }): Promise<Uint8Array> }> =
    CompressionCodecs;
  codecs[key] = () => ({ compress: ({ buffer }) => pack(buffer) });
  return key as CompressionTypes;
}
