import type { DataType } from '../types/data-type.ts';
import { Int128Array } from './int128-array.ts';
import { layoutOf } from './vector.ts';

/** What values lie in, by their layout; texts and keys of state as numbers. */
const ARRAYS = {
  bool: Uint8Array,
  i32: Int32Array,
  string: Int32Array,
  binary: Int32Array,
  id: Int32Array,
  i64: BigInt64Array,
  i128: Int128Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export type TypedValues = Uint8Array | Int32Array | BigInt64Array | Int128Array | Float32Array | Float64Array;
/** A struct has no values of its own, its fields have, and a list has its items'; those of types without a layout are JavaScript's. */
export type VectorData = TypedValues | unknown[] | null;

/** The value of a row as it lies there: of texts and keys their number, of a BOOLEAN 0 or 1. */
export const valueAt = (data: TypedValues | unknown[], row: number): unknown =>
  data instanceof Int128Array ? data.get(row) : data[row];

/** Stores such a value. */
export function putValue(data: TypedValues | unknown[], row: number, value: unknown): void {
  if (data instanceof Int128Array) data.put(row, value as bigint);
  else (data as unknown[])[row] = value;
}

/** The value of rows that have none: generated code compares what lies below a null, too. */
export const emptyValue = (data: TypedValues | unknown[]): unknown =>
  Array.isArray(data) ? null : data instanceof BigInt64Array || data instanceof Int128Array ? 0n : 0;

/** Room for the values of a layout. */
export const newValues = (layout: keyof typeof ARRAYS, capacity: number): TypedValues => new ARRAYS[layout](capacity);

/** Room for the values of a type. */
export function newVectorData(type: DataType, capacity: number): VectorData {
  const layout = layoutOf(type);
  if (layout === 'struct' || layout === 'list') return null;
  return layout === 'object' ? [] : newValues(layout, capacity);
}
