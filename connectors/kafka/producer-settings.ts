import type { CompressionTypes } from 'kafkajs';
import type { Options } from '../../engine/spi/source.ts';
import { compressionOf } from './compression.ts';
import { refusedOption } from './refused-option.ts';
import { wholeNumber } from './whole-number.ts';

/** How records are sent. */
export interface ProducerSettings {
  /** Who has to have a record before it counts as written: nobody, the leader, or all replicas in sync (-1). */
  readonly acks: -1 | 0 | 1;
  readonly compression: CompressionTypes;
  /** A record batch holds no more, but at least one record. */
  readonly batchBytes: number;
  /** A larger record is refused. */
  readonly mostRecordBytes: number;
  /** Keys do not choose partitions. */
  readonly ignoreKeys: boolean;
  /** How long it is believed which partitions there are. */
  readonly metadataMaxAgeMs: number;
}

/** A broker takes 1 MiB for a partition at once (`message.max.bytes`), and all of it may go to one. */
const BATCH_BYTES = 512 << 10;
const METADATA_MAX_AGE_MS = 300_000;
const ACKS: Readonly<Record<string, -1 | 0 | 1>> = { all: -1, '-1': -1, '0': 0, '1': 1 };

/** @param options their names in lower case @throws ArgumentError INVALID_OPTION */
export function producerSettings(options: Options): ProducerSettings {
  const acks = oneOf(options, 'kafka.acks', ACKS, 'all');
  const number = (name: string): number => wholeNumber(options, name, 0) ?? Infinity;
  const mostRecordBytes = number('kafka.max.request.size');
  return {
    acks,
    compression: compressionOf(options),
    batchBytes: Math.min(BATCH_BYTES, mostRecordBytes, number('kafka.batch.size')),
    mostRecordBytes,
    ignoreKeys: oneOf(options, 'kafka.partitioner.ignore.keys', { true: true, false: false }, 'false'),
    metadataMaxAgeMs: wholeNumber(options, 'kafka.metadata.max.age.ms', 0) ?? METADATA_MAX_AGE_MS,
  };
}

function oneOf<T>(options: Options, name: string, values: Readonly<Record<string, T>>, fallback: string): T {
  const text = options[name]?.trim() ?? fallback;
  if (Object.hasOwn(values, text)) return values[text]!;
  throw refusedOption(`The option '${name}' has the value '${text}'`, `It can be ${Object.keys(values).join(', ')}.`);
}
