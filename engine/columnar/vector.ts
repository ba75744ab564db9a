import type { DataType, StructType } from '../types/data-type.ts';
import type { Int128Array } from './int128-array.ts';
import type { Texts } from './texts.ts';

/**
 * One column of a batch. `valid` is absent when no row is null, else one byte a row (1 = there is a value).
 *
 * The value of a row as generated code and kernels see it ("scalar"): boolean; number for TINYINT to INT, FLOAT, DOUBLE
 * and DATE (days); bigint for BIGINT, TIMESTAMP and TIMESTAMP_NTZ (microseconds), TIME (nanoseconds), day-time intervals
 * (microseconds) and DECIMAL (unscaled); number for year-month intervals (months); string; Uint8Array; an array of
 * scalars for ARRAY and STRUCT; an array of [key, value] pairs for MAP; CalendarInterval; null.
 */
export type Vector =
  | { readonly layout: 'bool'; readonly valid: Uint8Array | null; readonly data: Uint8Array }
  | { readonly layout: 'i32'; readonly valid: Uint8Array | null; readonly data: Int32Array }
  | { readonly layout: 'i64'; readonly valid: Uint8Array | null; readonly data: BigInt64Array }
  | { readonly layout: 'i128'; readonly valid: Uint8Array | null; readonly data: Int128Array }
  | { readonly layout: 'f32'; readonly valid: Uint8Array | null; readonly data: Float32Array }
  | { readonly layout: 'f64'; readonly valid: Uint8Array | null; readonly data: Float64Array }
  | TextVector
  | { readonly layout: 'struct'; readonly valid: Uint8Array | null; readonly children: readonly Vector[] }
  | ListVector
  | { readonly layout: 'object'; readonly valid: Uint8Array | null; readonly data: unknown[] };

/** STRING and BINARY: numbers of byte ranges. */
export interface TextVector {
  readonly layout: 'string' | 'binary';
  readonly valid: Uint8Array | null;
  readonly data: Int32Array;
  /** Where the bytes lie that `data` numbers. */
  readonly texts: Texts;
}

/**
 * ARRAY and MAP: the items of row `i` are the values `starts[i] .. ends[i]` of one vector; of a map they are structs of
 * key and value. Rows may lie there in any order, share items and leave some out, as texts do in their arena.
 */
export interface ListVector {
  readonly layout: 'list';
  readonly valid: Uint8Array | null;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly items: Vector;
}

export const isTextVector = (vector: Vector): vector is TextVector =>
  vector.layout === 'string' || vector.layout === 'binary';

export type Layout = Vector['layout'];
export type Scalar = unknown;

export interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

/** The unscaled integer of so many digits is one of 64 bits. */
export const DECIMAL_IN_64_BITS = 18;

/** How the values of a type lie in memory. */
export function layoutOf(type: DataType): Layout {
  switch (type.kind) {
    case 'boolean':
      return 'bool';
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'year_month_interval':
      return 'i32';
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'time':
    case 'day_time_interval':
      return 'i64';
    case 'decimal':
      return type.precision <= DECIMAL_IN_64_BITS ? 'i64' : 'i128';
    case 'float':
      return 'f32';
    case 'double':
      return 'f64';
    case 'string':
    case 'binary':
      return type.kind;
    case 'struct':
      return 'struct';
    case 'array':
    case 'map':
      return 'list';
    default:
      return 'object';
  }
}

/** Whether a value is an integer of 64 or 128 bits, which functions may take as words. */
export const isInteger = (type: DataType): boolean => ['i64', 'i128'].includes(layoutOf(type));

/** Rows as columns, all of the same length. */
export interface RecordBatch {
  readonly schema: StructType;
  readonly columns: readonly Vector[];
  readonly length: number;
  /** The same rows with the columns that nobody wants: a row that fails is shown with all of them. */
  readonly whole?: RecordBatch;
}

/** The value of one row as a scalar, null when there is none. */
export function scalarAt(vector: Vector, row: number): Scalar {
  if (vector.valid !== null && vector.valid[row] === 0) return null;
  switch (vector.layout) {
    case 'bool':
      return vector.data[row] === 1;
    case 'string':
      return vector.texts.text(vector.data[row]!);
    case 'binary':
      return vector.texts.bytesOf(vector.data[row]!).slice();
    case 'i128':
      return vector.data.get(row);
    case 'struct':
      return vector.children.map((child) => scalarAt(child, row));
    case 'list':
      return scalarsBetween(vector.items, vector.starts[row]!, vector.ends[row]!);
    default:
      return vector.data[row];
  }
}

/** The values of rows [from, to) as scalars: what an array of them is as a scalar. */
export function scalarsBetween(vector: Vector, from: number, to: number): Scalar[] {
  const values: Scalar[] = [];
  for (let row = from; row < to; row++) values.push(scalarAt(vector, row));
  return values;
}

/** The rows of a batch as arrays of scalars. */
export function* scalarRows(batch: RecordBatch): Generator<Scalar[]> {
  for (let row = 0; row < batch.length; row++) yield batch.columns.map((column) => scalarAt(column, row));
}
