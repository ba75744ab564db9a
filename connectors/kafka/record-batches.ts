import type { AbortedTransaction } from './kafka-port.ts';

/**
 * The header of a record batch, format 2 (Kafka 0.11 and newer): what has to be known before the records are looked at.
 *
 * Kafka documentation, "Message Format", "Record Batch".
 */
export interface BatchHeader {
  readonly baseOffset: number;
  /** The offset after its last record, also of records that compaction removed. */
  readonly endOffset: number;
  readonly compression: number;
  /** Every record has the time at which the broker took it, instead of its own. */
  readonly logAppendTime: boolean;
  readonly control: boolean;
  readonly transactional: boolean;
  readonly producerId: bigint;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly recordCount: number;
  /** Where its records lie in the fetched bytes. */
  readonly start: number;
  readonly end: number;
}

export const HEADER_BYTES = 61;
const LENGTH_AT = 8;
const MAGIC_AT = 16;

/** The whole batches of a fetch; a last one that is cut is left out. @throws Error for the formats before Kafka 0.11 */
export function* batchHeaders(bytes: Uint8Array): Generator<BatchHeader> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const end = at + 12 + view.getInt32(at + LENGTH_AT);
    if (end > bytes.length) return;
    const magic = view.getInt8(at + MAGIC_AT);
    if (magic !== 2) throw new Error(`record batches of format ${magic} are older than Kafka 0.11`);
    const attributes = view.getInt16(at + 21);
    const baseOffset = Number(view.getBigInt64(at));
    yield {
      baseOffset,
      endOffset: baseOffset + view.getInt32(at + 23) + 1,
      compression: attributes & 7,
      logAppendTime: (attributes & 8) !== 0,
      transactional: (attributes & 16) !== 0,
      control: (attributes & 32) !== 0,
      baseTimestamp: Number(view.getBigInt64(at + 27)),
      maxTimestamp: Number(view.getBigInt64(at + 35)),
      producerId: view.getBigInt64(at + 43),
      recordCount: view.getInt32(at + 57),
      start: at + HEADER_BYTES,
      end,
    };
    at = end;
  }
}

/** A control record's type lies in its key: `version: INT16, type: INT16`; 0 ends a transaction by abort. */
const ABORT = 0;

/**
 * Leaves out batches of aborted transactions and control batches, as Kafka's own consumer does: a producer's transaction
 * counts as aborted from its first offset on, until the marker that ends it.
 */
export class CommittedOnly {
  private readonly upcoming: AbortedTransaction[];
  private readonly aborting = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.upcoming = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Whether the batch's records count. Must be asked for every batch, in order. */
  accepts(batch: BatchHeader, bytes: Uint8Array): boolean {
    while (this.upcoming.length > 0 && this.upcoming[0]!.firstOffset < batch.endOffset) {
      this.aborting.add(this.upcoming.shift()!.producerId);
    }
    if (batch.control) {
      if (controlType(batch, bytes) === ABORT) this.aborting.delete(batch.producerId);
      return false;
    }
    return !(batch.transactional && this.aborting.has(batch.producerId));
  }
}

/** Control batches are never compressed and hold one record: length, attributes, two deltas, key length, key. */
function controlType({ start }: BatchHeader, bytes: Uint8Array): number {
  let at = skipVarint(bytes, start) + 1;
  at = skipVarint(bytes, skipVarint(bytes, at));
  at = skipVarint(bytes, at);
  return (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function skipVarint(bytes: Uint8Array, at: number): number {
  while ((bytes[at]! & 0x80) !== 0) at++;
  return at + 1;
}
