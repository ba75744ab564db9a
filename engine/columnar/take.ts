import { copy } from '../types/int128.ts';
import { Int128Array } from './int128-array.ts';
import type { RecordBatch, Vector } from './vector.ts';
import type { TypedValues } from './vector-data.ts';

/**
 * The chosen rows of a vector, in that order; row -1 gives null.
 *
 * @param anyMissing whether some row is -1
 */
export function takeVector(vector: Vector, rows: Int32Array, anyMissing = false): Vector {
  const valid = takeValidity(vector.valid, rows, anyMissing);
  if (vector.layout === 'struct') {
    return { layout: 'struct', valid, children: vector.children.map((child) => takeVector(child, rows, anyMissing)) };
  }
  if (vector.layout === 'list') {
    const places = (data: Int32Array): Int32Array => takeValues(data, rows, anyMissing);
    return { ...vector, valid, starts: places(vector.starts), ends: places(vector.ends) };
  }
  return { ...vector, valid, data: takeValues(vector.data, rows, anyMissing) } as Vector;
}

function takeValidity(valid: Uint8Array | null, rows: Int32Array, anyMissing: boolean): Uint8Array | null {
  if (!anyMissing) return valid === null ? null : takeBytes(valid, rows);
  const out = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = rows[i]! < 0 ? 0 : valid === null ? 1 : valid[rows[i]!]!;
  return out;
}

/** The chosen values; each kind of array has a loop of its own, which the compiler keeps free of boxed numbers. */
export function takeValues<T extends Values>(data: T, rows: Int32Array, anyMissing = false): T {
  return taken(data, rows, anyMissing) as T;
}

type Values = TypedValues | unknown[];

function taken(data: Values, rows: Int32Array, anyMissing: boolean): Values {
  if (Array.isArray(data)) return takeObjects(data, rows);
  // Rows that are missing read the first value, which nobody looks at; where there is none, none is read.
  const present = anyMissing ? rows.map((row) => Math.max(row, 0)) : rows;
  if (data.length === 0) return new (data.constructor as Int32ArrayConstructor)(rows.length);
  if (data instanceof Int32Array) return takeInts(data, present);
  if (data instanceof BigInt64Array) return takeLongs(data, present);
  if (data instanceof Int128Array) return takeIntegers(data, present);
  if (data instanceof Float64Array) return takeDoubles(data, present);
  return data instanceof Float32Array ? takeFloats(data, present) : takeBytes(data, present);
}

function takeInts(data: Int32Array, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = data[rows[i]!]!;
  return out;
}

/** Optimized code copies a bigint as it lies there, without an object: half the time of copying its halves. */
function takeLongs(data: BigInt64Array, rows: Int32Array): BigInt64Array {
  const out = new BigInt64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = data[rows[i]!]!;
  return out;
}

function takeIntegers(data: Int128Array, rows: Int32Array): Int128Array {
  const out = new Int128Array(rows.length);
  const [from, to] = [data.words, out.words];
  for (let i = 0; i < rows.length; i++) copy(to, 4 * i, from, 4 * rows[i]!);
  return out;
}

function takeDoubles(data: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = data[rows[i]!]!;
  return out;
}

function takeFloats(data: Float32Array, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = data[rows[i]!]!;
  return out;
}

/** The chosen bytes. */
export function takeBytes(data: Uint8Array, rows: Int32Array): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = data[rows[i]!]!;
  return out;
}

function takeObjects(data: readonly unknown[], rows: Int32Array): unknown[] {
  const out = new Array<unknown>(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = rows[i]! < 0 ? null : data[rows[i]!];
  return out;
}

/** The chosen rows of a batch. */
export const takeRows = (batch: RecordBatch, rows: Int32Array): RecordBatch => ({
  schema: batch.schema,
  columns: batch.columns.map((column) => takeVector(column, rows)),
  length: rows.length,
});

/** Rows [from, to) of a vector, sharing its memory. */
export function sliceVector(vector: Vector, from: number, to: number): Vector {
  const valid = vector.valid === null ? null : vector.valid.subarray(from, to);
  if (vector.layout === 'struct') {
    return { layout: 'struct', valid, children: vector.children.map((child) => sliceVector(child, from, to)) };
  }
  if (vector.layout === 'list') {
    return { ...vector, valid, starts: vector.starts.subarray(from, to), ends: vector.ends.subarray(from, to) };
  }
  if (vector.layout === 'object') return { layout: 'object', valid, data: vector.data.slice(from, to) };
  return { ...vector, valid, data: vector.data.subarray(from, to) } as Vector;
}

/** Rows that go through generated code at once: they stay in the cache from step to step. */
export const BLOCK_ROWS = 8192;

/** A batch in blocks, sharing its memory. */
export function* blocksOf(batch: RecordBatch): Generator<RecordBatch> {
  if (batch.length <= BLOCK_ROWS) yield batch;
  else for (let at = 0; at < batch.length; at += BLOCK_ROWS) yield sliceBatch(batch, at, at + BLOCK_ROWS);
}

/** Rows [from, to) of a batch, sharing its memory. */
export const sliceBatch = (batch: RecordBatch, from: number, to: number): RecordBatch =>
  from === 0 && to >= batch.length
    ? batch
    : {
        schema: batch.schema,
        columns: batch.columns.map((column) => sliceVector(column, from, to)),
        length: Math.max(0, Math.min(to, batch.length) - from),
        ...(batch.whole === undefined ? {} : { whole: sliceBatch(batch.whole, from, to) }),
      };
