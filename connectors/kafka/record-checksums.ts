import { createRequire } from 'node:module';
import { ExternalError } from '../../engine/types/errors.ts';
import type { TopicPartition } from './kafka-port.ts';
import { batchHeaders, HEADER_BYTES } from './record-batches.ts';

const require = createRequire(import.meta.url);

/** The sum (CRC-32C) lies behind the magic byte and covers all that comes after it. */
const SUM_AT = 17;
const COVERED_AT = 21;

/** @throws ExternalError KAFKA_CORRUPT_RECORDS where a record batch is not what its producer packed */
export function checkSums(bytes: Uint8Array, { topic, partition }: TopicPartition): void {
  const crc32c = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Uint8Array) => number;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { start, end, baseOffset } of batchHeaders(bytes)) {
    const batch = start - HEADER_BYTES;
    if (crc32c(bytes.subarray(batch + COVERED_AT, end)) === view.getUint32(batch + SUM_AT)) continue;
    throw new ExternalError({
      condition: 'KAFKA_CORRUPT_RECORDS',
      message: `The record batch of partition ${topic}-${partition} that begins at offset ${baseOffset} is damaged: its check sum does not fit.`,
      hint: 'Look into the log of the broker that leads the partition. Without kafka.check.crcs, damaged records would be read as they are.',
    });
  }
}
