import type { StructType } from '../types/data-type.ts';
import { lengthOf } from './concat.ts';
import { Int128Array } from './int128-array.ts';
import { ownItems } from './own-items.ts';
import { TextBlock } from './text-block.ts';
import type { RecordBatch, TextVector, Vector } from './vector.ts';

/** A batch as it crosses a thread: typed arrays that are handed over, and each text once. */
export interface TransferBatch {
  readonly length: number;
  readonly columns: readonly TransferVector[];
}

export type TransferVector =
  | { readonly layout: 'plain'; readonly valid: Uint8Array | null; readonly data: ArrayBufferView }
  | { readonly layout: 'i128'; readonly valid: Uint8Array | null; readonly words: Int32Array }
  | {
      readonly layout: 'string' | 'binary';
      readonly valid: Uint8Array | null;
      /** Numbers of texts in the dictionary. */
      readonly data: Int32Array;
      readonly bytes: Uint8Array;
      readonly offsets: Int32Array;
      readonly repeats: boolean;
    }
  | { readonly layout: 'struct'; readonly valid: Uint8Array | null; readonly children: readonly TransferVector[] }
  | {
      readonly layout: 'list';
      readonly valid: Uint8Array | null;
      readonly starts: Int32Array;
      readonly ends: Int32Array;
      readonly items: TransferVector;
    }
  | { readonly layout: 'object'; readonly valid: Uint8Array | null; readonly data: unknown[] };

/** Packs a batch; the buffers in `transfer` are copies that belong to the message. */
export function packBatch(batch: RecordBatch, transfer: ArrayBuffer[]): TransferBatch {
  return { length: batch.length, columns: batch.columns.map((column) => pack(column, batch.length, transfer)) };
}

function pack(vector: Vector, length: number, transfer: ArrayBuffer[]): TransferVector {
  const own = <T extends Uint8Array | Int32Array>(array: T): T => {
    const copy = array.slice(0, length) as T;
    transfer.push(copy.buffer as ArrayBuffer);
    return copy;
  };
  const valid = vector.valid === null ? null : own(vector.valid);
  switch (vector.layout) {
    case 'struct':
      return { layout: 'struct', valid, children: vector.children.map((child) => pack(child, length, transfer)) };
    case 'list': {
      const { starts, ends, items } = ownItems(vector, length);
      return {
        layout: 'list',
        valid,
        starts: own(starts),
        ends: own(ends),
        items: pack(items, lengthOf(items), transfer),
      };
    }
    case 'object':
      return { layout: 'object', valid, data: vector.data.slice(0, length) };
    case 'i128': {
      const { words } = vector.data.slice(0, length);
      transfer.push(words.buffer as ArrayBuffer);
      return { layout: 'i128', valid, words };
    }
    case 'string':
    case 'binary':
      return packTexts(vector, length, valid, transfer);
    default:
      return { layout: 'plain', valid, data: own(vector.data as Int32Array) };
  }
}

function packTexts(
  vector: TextVector,
  length: number,
  valid: Uint8Array | null,
  transfer: ArrayBuffer[],
): TransferVector {
  const { arena, starts, ends, repeats } = vector.texts;
  const numbers = new Map<number, number>();
  const data = new Int32Array(length);
  const used = new Int32Array(length);
  let count = 0;
  let total = 0;
  for (let row = 0; row < length; row++) {
    if (valid !== null && valid[row] === 0) continue;
    const id = vector.data[row]!;
    let number = repeats ? numbers.get(id) : undefined;
    if (number === undefined) {
      number = count++;
      if (repeats) numbers.set(id, number);
      used[number] = id;
      total += ends[id]! - starts[id]!;
    }
    data[row] = number;
  }
  const bytes = new Uint8Array(total);
  const offsets = new Int32Array(count + 1);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const id = used[i]!;
    for (let k = starts[id]!, end = ends[id]!; k < end; k++) bytes[at++] = arena[k]!;
    offsets[i + 1] = at;
  }
  transfer.push(data.buffer, bytes.buffer, offsets.buffer);
  return { layout: vector.layout, valid, data, bytes, offsets, repeats: count * 2 <= length };
}

/** The batch on the other side. */
export function unpackBatch(packed: TransferBatch, schema: StructType): RecordBatch {
  return { schema, columns: packed.columns.map(unpack), length: packed.length };
}

function unpack(packed: TransferVector): Vector {
  const { valid } = packed;
  switch (packed.layout) {
    case 'struct':
      return { layout: 'struct', valid, children: packed.children.map(unpack) };
    case 'list':
      return { ...packed, items: unpack(packed.items) };
    case 'object':
      return { layout: 'object', valid, data: packed.data };
    case 'string':
    case 'binary':
      return {
        layout: packed.layout,
        valid,
        data: packed.data,
        texts: TextBlock.ofOffsets(packed.bytes, packed.offsets, packed.repeats),
      };
    case 'i128':
      return { layout: 'i128', valid, data: Int128Array.over(packed.words) };
    case 'plain':
      return { layout: PLAIN_LAYOUTS[packed.data.constructor.name], valid, data: packed.data } as Vector;
  }
}

const PLAIN_LAYOUTS: Readonly<Record<string, string>> = {
  Uint8Array: 'bool',
  Int32Array: 'i32',
  BigInt64Array: 'i64',
  Float32Array: 'f32',
  Float64Array: 'f64',
};
