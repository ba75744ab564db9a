import type { DataType } from '../types/data-type.ts';
import { layoutOf } from './vector.ts';

/** What values lie in, by their layout; texts and keys of state as numbers. */
const ARRAYS = {
  bool: Uint8Array,
  i32: Int32Array,
  string: Int32Array,
  binary: Int32Array,
  id: Int32Array,
  i64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export type TypedValues = InstanceType<(typeof ARRAYS)[keyof typeof ARRAYS]>;
/** A struct has no values of its own, its fields have, and a list has its items'; those of types without a layout are JavaScript's. */
export type VectorData = TypedValues | unknown[] | null;

/** Room for the values of a layout. */
export const newValues = (layout: keyof typeof ARRAYS, capacity: number): TypedValues => new ARRAYS[layout](capacity);

/** Room for the values of a type. */
export function newVectorData(type: DataType, capacity: number): VectorData {
  const layout = layoutOf(type);
  if (layout === 'struct' || layout === 'list') return null;
  return layout === 'object' ? [] : newValues(layout, capacity);
}
