import { decompress } from './decompress.ts';
import type { BatchHeader } from './record-batches.ts';

/** Where the parts of some records lie in one piece of memory: nothing is copied for a single record. */
export interface RecordBlock {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** Starts and ends of keys and values; an end before its start is null. */
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
  /** Where the count of headers stands. */
  readonly headersAt: Int32Array;
  readonly offsets: Float64Array;
  /** Milliseconds. */
  readonly timestamps: Float64Array;
  readonly timestampTypes: Uint8Array;
}

/** The records of some batches with offsets in [from, to), in blocks of at most `blockRows`. */
export function* recordBlocks(
  fetched: Uint8Array,
  headers: readonly BatchHeader[],
  from: number,
  to: number,
  blockRows: number,
): Generator<RecordBlock> {
  const { bytes, batches } = inOnePiece(fetched, headers);
  let open = new OpenBlock(bytes, blockRows);
  for (const batch of batches) {
    let at = batch.start;
    for (let i = 0; i < batch.recordCount; i++) {
      at = open.record(batch, at, from, to);
      if (open.length < blockRows) continue;
      yield open.finish();
      open = new OpenBlock(bytes, blockRows);
    }
  }
  if (open.length > 0) yield open.finish();
}

/** Compressed batches are unpacked behind each other, so that a block is one piece of memory again. */
function inOnePiece(
  fetched: Uint8Array,
  headers: readonly BatchHeader[],
): { bytes: Uint8Array; batches: readonly BatchHeader[] } {
  if (headers.every((h) => h.compression === 0)) return { bytes: fetched, batches: headers };
  const parts = headers.map((h) => {
    const own = fetched.subarray(h.start, h.end);
    return h.compression === 0 ? own : decompress(h.compression, own);
  });
  const bytes = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  const batches = headers.map((h, i) => {
    const start = at;
    bytes.set(parts[i]!, start);
    at += parts[i]!.length;
    return { ...h, start, end: at };
  });
  return { bytes, batches };
}

/** A block while it is filled. */
class OpenBlock implements RecordBlock {
  readonly bytes: Uint8Array;
  length = 0;
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  readonly valueStarts: Int32Array;
  readonly valueEnds: Int32Array;
  readonly headersAt: Int32Array;
  readonly offsets: Float64Array;
  readonly timestamps: Float64Array;
  readonly timestampTypes: Uint8Array;
  /** The value of the varint read last. */
  private number = 0;

  constructor(bytes: Uint8Array, capacity: number) {
    this.bytes = bytes;
    this.keyStarts = new Int32Array(capacity);
    this.keyEnds = new Int32Array(capacity);
    this.valueStarts = new Int32Array(capacity);
    this.valueEnds = new Int32Array(capacity);
    this.headersAt = new Int32Array(capacity);
    this.offsets = new Float64Array(capacity);
    this.timestamps = new Float64Array(capacity);
    this.timestampTypes = new Uint8Array(capacity);
  }

  /** Reads the record at `at`; gives the position after it. */
  record(batch: BatchHeader, at: number, from: number, to: number): number {
    at = this.varint(at);
    const end = at + this.number;
    at = this.varint(at + 1);
    const timestamp = batch.logAppendTime ? batch.maxTimestamp : batch.baseTimestamp + this.number;
    at = this.varint(at);
    const offset = batch.baseOffset + this.number;
    if (offset < from || offset >= to) return end;
    const row = this.length++;
    this.offsets[row] = offset;
    this.timestamps[row] = timestamp;
    this.timestampTypes[row] = batch.logAppendTime ? 1 : 0;
    at = this.varint(at);
    this.keyStarts[row] = at;
    this.keyEnds[row] = at + this.number;
    at = this.varint(this.number > 0 ? at + this.number : at);
    this.valueStarts[row] = at;
    this.valueEnds[row] = at + this.number;
    this.headersAt[row] = this.number > 0 ? at + this.number : at;
    return end;
  }

  /** Zigzag varint; 64-bit ones (times) stay exact up to 2^53. */
  private varint(at: number): number {
    const { bytes } = this;
    let byte = bytes[at++]!;
    let value = byte & 0x7f;
    let shift = 7;
    while (byte >= 0x80 && shift < 28) {
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      shift += 7;
    }
    if (byte < 0x80) {
      this.number = (value >>> 1) ^ -(value & 1);
      return at;
    }
    let factor = 2 ** shift;
    while (byte >= 0x80) {
      byte = bytes[at++]!;
      value += (byte & 0x7f) * factor;
      factor *= 128;
    }
    const half = Math.floor(value / 2);
    this.number = value % 2 === 0 ? half : -half - 1;
    return at;
  }

  finish(): RecordBlock {
    return this;
  }
}
