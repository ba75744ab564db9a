import { deserialize, serialize } from 'node:v8';
import { takeValues } from '../columnar/take.ts';
import type { Scalar } from '../columnar/vector.ts';
import { putValue, valueAt } from '../columnar/vector-data.ts';
import type { ByteReader, ByteWriter } from './byte-writer.ts';
import type { LogDictionary } from './log-dictionary.ts';
import { newStateArray, setStateScalar, type StateArray, type StateColumn } from './state-column.ts';

/** Values of a column as a frame held them. */
export interface ReadColumn {
  readonly data: StateArray;
  readonly valid: Uint8Array | null;
}

/**
 * Writes values of a column.
 *
 * @param rows null for the first `count`
 */
export function writeColumn(
  writer: ByteWriter,
  column: StateColumn,
  rows: Int32Array | null,
  count: number,
  dictionary: LogDictionary,
): void {
  if (column.layout === 'object') {
    const values = column.data as unknown[];
    writer.block(serialize(rows === null ? values.slice(0, count) : takeValues(values, rows.subarray(0, count))));
  } else if (column.owned !== null) {
    const places = column.data as Int32Array;
    for (let i = 0; i < count; i++) column.owned.write(writer, places[rows === null ? i : rows[i]!]!);
  } else writeTyped(writer, column, rows, count, dictionary);
  if (column.valid === null) return;
  const valid = new Uint8Array(count);
  for (let i = 0; i < count; i++) valid[i] = column.valid[rows === null ? i : rows[i]!]!;
  writer.raw(valid);
}

function writeTyped(
  writer: ByteWriter,
  column: StateColumn,
  rows: Int32Array | null,
  count: number,
  dictionary: LogDictionary,
): void {
  const source = column.data as Int32Array;
  const data = rows === null ? source.slice(0, count) : takeValues(source, rows.subarray(0, count));
  if (column.layout === 'id')
    for (let i = 0; i < count; i++) if (data[i]! >= 0) data[i] = dictionary.numberOf(data[i]!);
  writer.raw(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/**
 * Reads what `writeColumn` wrote.
 *
 * @param like a column that holds the like
 * @param ids the interner's id of each text number
 */
export function readColumn(reader: ByteReader, like: StateColumn, count: number, ids: readonly number[]): ReadColumn {
  let data: StateArray;
  if (like.layout === 'object') data = deserialize(reader.block().slice()) as unknown[];
  else if (like.owned !== null) {
    const { owned } = like;
    data = Array.from({ length: count }, (): unknown => owned.read(reader));
  } else {
    const typed = newStateArray(like.layout, count) as Int32Array;
    new Uint8Array(typed.buffer).set(reader.raw(typed.byteLength));
    if (like.layout === 'id') for (let i = 0; i < count; i++) if (typed[i]! >= 0) typed[i] = ids[typed[i]!]!;
    data = typed;
  }
  return { data, valid: like.valid === null ? null : reader.raw(count).slice() };
}

/** The scalar of a key's part (an id in `id` columns). */
export const readKeyPart = ({ data, valid }: ReadColumn, i: number): Scalar =>
  valid !== null && valid[i] === 0 ? null : valueAt(data, i);

/** Stores a value that was read. */
export function storeRead(to: StateColumn, row: number, from: ReadColumn, i: number): void {
  if (to.owned !== null) {
    setStateScalar(to, row, valueAt(from.data, i));
    return;
  }
  putValue(to.data, row, valueAt(from.data, i));
  if (to.valid !== null) to.valid[row] = from.valid![i]!;
}
