import { Int128Array } from '../columnar/int128-array.ts';
import { takeBytes, takeValues } from '../columnar/take.ts';
import { layoutOf, type Scalar } from '../columnar/vector.ts';
import { emptyValue, newValues, putValue, valueAt, type TypedValues } from '../columnar/vector-data.ts';
import type { DataType } from '../types/data-type.ts';
import { NO_PLACE, OwnedBytes } from './owned-bytes.ts';

/**
 * How the values of a state column are held; `id` is a string's id in the query's interner, -1 for null; `place` is where
 * its bytes lie among those that the column owns.
 */
export type StateLayout = 'id' | 'bool' | 'i32' | 'i64' | 'i128' | 'f32' | 'f64' | 'object' | 'place';

export type StateArray = TypedValues | unknown[];

/** One column of a state table. Rows beyond the table's count are unused. */
export interface StateColumn {
  readonly layout: StateLayout;
  data: StateArray;
  /** 64-bit and 128-bit values as two and four 32-bit words, the lowest first, over the same memory; null for other layouts. */
  words: Int32Array | null;
  /** One byte a row, 1 = there is a value; null when the column cannot be null or says so by its value. */
  valid: Uint8Array | null;
  /** What the rows of a `place` column own; null for other layouts. */
  readonly owned: OwnedBytes | null;
}

/** What a state column holds. */
export interface StateField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  /** Set on the column that says whether a nullable struct is there (1) or null (0). */
  readonly presence?: true;
  /** Set on values that come as bytes (STRING as UTF-8, BINARY) and that the column is to hold as such, in memory of its own. */
  readonly owned?: true;
}

/** Keys are held as ids wherever possible, values as scalars. */
export function stateLayout(type: DataType, role: 'key' | 'value'): StateLayout {
  const layout = layoutOf(type);
  if (role === 'key') {
    if (layout === 'string' || layout === 'binary' || layout === 'object' || layout === 'struct' || layout === 'list')
      return 'id';
    if (layout === 'f32') return 'f64';
    if (layout === 'bool') return 'i32';
    return layout;
  }
  return layout === 'string' || layout === 'binary' || layout === 'struct' || layout === 'list' ? 'object' : layout;
}

export const newStateArray = (layout: StateLayout, capacity: number): StateArray =>
  layout === 'object' ? [] : newValues(layout === 'place' ? 'i32' : layout, capacity);

export function newStateColumn(field: StateField, role: 'key' | 'value', capacity: number): StateColumn {
  const layout = field.owned === true ? 'place' : stateLayout(field.type, role);
  const flagged = field.nullable && layout !== 'id' && layout !== 'object' && layout !== 'place';
  const data = newStateArray(layout, capacity);
  const valid = flagged ? new Uint8Array(capacity) : null;
  return { layout, data, words: wordsOf(data), valid, owned: layout === 'place' ? new OwnedBytes() : null };
}

/** The memory of 64-bit and 128-bit values as 32-bit words, null for other values. */
export function wordsOf(data: StateArray): Int32Array | null {
  if (data instanceof Int128Array) return data.words;
  return data instanceof BigInt64Array ? new Int32Array(data.buffer, data.byteOffset, data.length * 2) : null;
}

export function growStateColumn(column: StateColumn, capacity: number): void {
  if (!Array.isArray(column.data)) {
    const wider = newStateArray(column.layout, capacity);
    (wider as Int32Array).set(column.data as Int32Array);
    column.data = wider;
    column.words = wordsOf(wider);
  }
  if (column.valid !== null) {
    const valid = new Uint8Array(capacity);
    valid.set(column.valid);
    column.valid = valid;
  }
}

/**
 * The value of a row as a scalar (`id` columns give the id, `place` columns the bytes, valid until the column is written
 * to), null when there is none.
 */
export function stateScalar(column: StateColumn, row: number): Scalar {
  if (column.owned !== null) return column.owned.at((column.data as Int32Array)[row]!);
  if (column.valid !== null && column.valid[row] === 0) return null;
  const value = valueAt(column.data, row);
  if (column.layout === 'bool') return value === 1;
  return value === undefined ? null : value;
}

/** Stores a scalar (an id in `id` columns, a `Uint8Array` that is copied in `place` columns). */
export function setStateScalar(column: StateColumn, row: number, value: Scalar): void {
  if (column.owned !== null) {
    setOwned(column.owned, column.data as Int32Array, row, value as Uint8Array | null);
    return;
  }
  if (column.valid !== null) column.valid[row] = value === null ? 0 : 1;
  if (value === null) {
    putValue(column.data, row, emptyValue(column.data));
    return;
  }
  putValue(column.data, row, column.layout === 'bool' ? (value === true ? 1 : 0) : value);
}

function setOwned(owned: OwnedBytes, places: Int32Array, row: number, value: Uint8Array | null): void {
  owned.release(places[row]!);
  places[row] = NO_PLACE;
  if (owned.isSparse) owned.compact(places);
  if (value !== null) places[row] = owned.put(value);
}

/** The row is no more: what it owned is let go. */
export function releaseOwned(column: StateColumn, row: number): void {
  if (column.owned !== null) setOwned(column.owned, column.data as Int32Array, row, null);
}

/** Values of some rows of a column. */
export interface StateValues {
  readonly layout: StateLayout;
  readonly data: StateArray;
  /** One byte a row, 1 = there is a value; null when there is one in every row or the values say so themselves. */
  readonly valid: Uint8Array | null;
}

/**
 * A copy of the chosen rows.
 *
 * @param rows null for the first `count`
 */
export function stateVector(column: StateColumn, rows: Int32Array | null, count: number): StateValues {
  const { layout, data, valid, owned } = column;
  if (owned !== null) {
    const bytes = Array.from(
      { length: count },
      (_, i) => owned.at((data as Int32Array)[rows?.[i] ?? i]!)?.slice() ?? null,
    );
    return { layout: 'object', data: bytes, valid: null };
  }
  const own = rows === null ? data.slice(0, count) : takeValues(data, rows);
  const flags = valid === null ? null : rows === null ? valid.slice(0, count) : takeBytes(valid, rows);
  return { layout, data: own, valid: flags?.includes(0) === true ? flags : null };
}

/** The bytes that one row of a column takes beside what it owns, as an estimate for progress reports. */
export const bytesPerRow = (column: StateColumn): number =>
  (Array.isArray(column.data) ? 48 : column.data.BYTES_PER_ELEMENT) + (column.valid === null ? 0 : 1);
