import { Int128Array } from '../columnar/int128-array.ts';
import { takeValues } from '../columnar/take.ts';
import type { Interner } from '../columnar/interner.ts';
import type { StateArray, StateColumn, StateField } from './state-column.ts';
import { wordsOf } from './state-column.ts';
import { StateTable } from './state-table.ts';

/** The rows of a state table as they cross a thread: typed arrays that are handed over, and each text once. */
export interface TransferTable {
  readonly count: number;
  readonly keys: readonly TransferColumn[];
  readonly values: readonly TransferColumn[];
}

export interface TransferColumn {
  /** Of 128-bit values the words. */
  readonly data: Exclude<StateArray, Int128Array>;
  readonly valid: Uint8Array | null;
  /** Of a column of texts, whose `data` are numbers of these; -1 is null. */
  readonly texts: { readonly bytes: Uint8Array; readonly offsets: Int32Array } | null;
}

/**
 * Packs a table.
 *
 * @param interner holds the texts of its keys
 * @param transfer takes the buffers that belong to the message
 * @param rows null for all
 */
export function packTable(
  { count: all, keys, values }: StateTable,
  interner: Interner,
  transfer: ArrayBuffer[],
  rows: Int32Array | null = null,
): TransferTable {
  const count = rows?.length ?? all;
  const own = <T extends StateArray | Uint8Array>(data: T): T => {
    const copy = (rows === null ? data.slice(0, count) : takeValues(data, rows)) as T;
    if (!Array.isArray(copy)) transfer.push((copy as Int32Array).buffer as ArrayBuffer);
    return copy;
  };
  const pack = ({ layout, data, valid }: StateColumn): TransferColumn => {
    if (layout === 'id') return packIds(own(data as Int32Array<ArrayBuffer>), interner, transfer);
    const copy = own(data);
    const sent = copy instanceof Int128Array ? copy.words : copy;
    return { data: sent, valid: valid === null ? null : own(valid), texts: null };
  };
  return { count, keys: keys.map(pack), values: values.map(pack) };
}

/** @param data ids, which become numbers of the texts */
function packIds(data: Int32Array<ArrayBuffer>, interner: Interner, transfer: ArrayBuffer[]): TransferColumn {
  const count = data.length;
  const numbers = new Int32Array(interner.size).fill(-1);
  const used = new Int32Array(count);
  const { arena, starts, ends } = interner;
  let texts = 0;
  let size = 0;
  for (let row = 0; row < count; row++) {
    const id = data[row]!;
    if (id < 0) continue;
    if (numbers[id]! < 0) {
      numbers[id] = texts;
      used[texts++] = id;
      size += ends[id]! - starts[id]!;
    }
    data[row] = numbers[id]!;
  }
  const bytes = new Uint8Array(size);
  const offsets = new Int32Array(texts + 1);
  let at = 0;
  for (let i = 0; i < texts; i++) {
    const id = used[i]!;
    for (let k = starts[id]!, end = ends[id]!; k < end; k++) bytes[at++] = arena[k]!;
    offsets[i + 1] = at;
  }
  transfer.push(bytes.buffer, offsets.buffer);
  return { data, valid: null, texts: { bytes, offsets } };
}

/** The rows on the other side, to be read only: no key can be looked up in the table. */
export function unpackTable(
  packed: TransferTable,
  { keys, values }: { readonly keys: readonly StateField[]; readonly values: readonly StateField[] },
  interner: Interner,
): StateTable {
  const table = new StateTable(keys, values, false);
  const fill = (column: StateColumn, { data, valid, texts }: TransferColumn): void => {
    column.data =
      texts !== null
        ? interned(data as Int32Array, texts, interner)
        : column.layout === 'i128'
          ? Int128Array.over(data as Int32Array)
          : data;
    column.words = column.words === null ? null : wordsOf(column.data);
    column.valid = valid;
  };
  packed.keys.forEach((column, i) => fill(table.keys[i]!, column));
  packed.values.forEach((column, i) => fill(table.values[i]!, column));
  table.count = packed.count;
  return table;
}

function interned(
  numbers: Int32Array,
  { bytes, offsets }: { readonly bytes: Uint8Array; readonly offsets: Int32Array },
  interner: Interner,
): Int32Array<ArrayBuffer> {
  const ids = new Int32Array(offsets.length - 1);
  for (let i = 0; i < ids.length; i++) ids[i] = interner.internRange(bytes, offsets[i]!, offsets[i + 1]!);
  const data = new Int32Array(numbers.length);
  for (let row = 0; row < data.length; row++) data[row] = numbers[row]! < 0 ? -1 : ids[numbers[row]!]!;
  return data;
}
