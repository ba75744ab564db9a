import { deserialize, serialize } from 'node:v8';
import type { Interner } from '../columnar/interner.ts';
import type { ByteReader, ByteWriter } from './byte-writer.ts';
import { newStateArray, type StateColumn } from './state-column.ts';
import type { StateStore } from './state-store.ts';
import type { StateTable } from './state-table.ts';

const PUT = 1;
const DROP = 2;
const REMOVE = 3;
const END = 0;

/**
 * Texts of the changelog. Ids of the interner die with the process; the log numbers the texts it has written itself and
 * writes each text once a file.
 */
export class Dictionary {
  private numbers = new Map<number, number>();
  private next = 0;
  private pending: number[] = [];

  /** The number of an interned text; a new one is written with the frame. */
  numberOf(id: number): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.next++;
      this.numbers.set(id, number);
      this.pending.push(id);
    }
    return number;
  }

  /** Writes the texts that the frame is the first to use. */
  writePending(writer: ByteWriter, interner: Interner): void {
    writer.u32(this.pending.length);
    for (const id of this.pending) writer.block(interner.bytesOf(id));
    this.pending = [];
  }

  reset(): void {
    this.numbers = new Map();
    this.next = 0;
    this.pending = [];
  }

  /** Takes over the numbers of a log that was read. */
  restore(ids: readonly number[]): void {
    this.reset();
    for (const id of ids) this.numbers.set(id, this.next++);
  }
}

/** Writes what a batch changed in the stores, or everything. */
export function writeStores(
  writer: ByteWriter,
  stores: readonly StateStore[],
  dictionary: Dictionary,
  whole: boolean,
): void {
  stores.forEach((store, index) => {
    if (!whole) {
      for (const bucket of store.droppedBuckets) {
        writer.u8(DROP);
        writer.u32(index);
        writer.text(bucket);
      }
      for (const { bucket, keys } of store.removals) {
        writer.u8(REMOVE);
        writer.u32(index);
        writer.text(bucket);
        writer.block(serialize(keys.map((key) => portableKey(key, store, dictionary))));
      }
    }
    for (const [bucket, table] of store.tables) {
      const count = whole ? table.count : table.dirtyCount;
      if (count === 0) continue;
      const rows = whole ? null : table.dirty.subarray(0, count);
      writer.u8(PUT);
      writer.u32(index);
      writer.text(bucket);
      writer.u32(count);
      for (const column of table.keys) writeColumn(writer, column, rows, count, dictionary);
      for (const column of table.values) writeColumn(writer, column, rows, count, dictionary);
    }
  });
  writer.u8(END);
}

const portableKey = (key: readonly unknown[], store: StateStore, dictionary: Dictionary): unknown[] => {
  const { keys } = store.table(store.tables.keys().next().value ?? 'all');
  return key.map((part, k) =>
    keys[k]!.layout === 'id' && (part as number) >= 0 ? dictionary.numberOf(part as number) : part,
  );
};

function writeColumn(
  writer: ByteWriter,
  column: StateColumn,
  rows: Int32Array | null,
  count: number,
  dictionary: Dictionary,
): void {
  if (column.layout === 'object') {
    const values = new Array<unknown>(count);
    for (let i = 0; i < count; i++) values[i] = column.data[rows === null ? i : rows[i]!];
    writer.block(serialize(values));
  } else {
    const source = column.data as Int32Array;
    const data = newStateArray(column.layout, count) as Int32Array;
    if (rows === null) data.set(source.subarray(0, count));
    else for (let i = 0; i < count; i++) data[i] = source[rows[i]!]!;
    if (column.layout === 'id')
      for (let i = 0; i < count; i++) if (data[i]! >= 0) data[i] = dictionary.numberOf(data[i]!);
    writer.raw(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  if (column.valid === null) return;
  const valid = new Uint8Array(count);
  for (let i = 0; i < count; i++) valid[i] = column.valid[rows === null ? i : rows[i]!]!;
  writer.raw(valid);
}

/** Applies what `writeStores` wrote; `ids` gives the interner's id of each text number. */
export function readStores(reader: ByteReader, stores: readonly StateStore[], ids: readonly number[]): void {
  for (;;) {
    const kind = reader.u8();
    if (kind === END) return;
    const store = stores[reader.u32()]!;
    const bucket = reader.text();
    if (kind === DROP) store.tables.delete(bucket);
    else if (kind === REMOVE) removeRows(store.table(bucket), deserialize(reader.block()) as unknown[][], ids);
    else readRows(reader, store.table(bucket), reader.u32(), ids);
  }
}

function removeRows(table: StateTable, keys: readonly unknown[][], ids: readonly number[]): void {
  const rows = keys.map((key) => {
    const local = key.map((part, k) =>
      table.keys[k]!.layout === 'id' && (part as number) >= 0 ? ids[part as number] : part,
    );
    return table.find(local);
  });
  // A row that came and went within a batch was never written.
  table.remove(Int32Array.from(rows.filter((row) => row >= 0)).sort());
}

function readRows(reader: ByteReader, table: StateTable, count: number, ids: readonly number[]): void {
  const keys = table.keys.map((column) => readColumn(reader, column, count, ids));
  const values = table.values.map((column) => readColumn(reader, column, count, ids));
  for (let i = 0; i < count; i++) {
    const key = keys.map((c) => (c.valid !== null && c.valid[i] === 0 ? null : c.data[i]));
    const row = table.upsert(key);
    values.forEach((from, v) => {
      const to = table.values[v]!;
      (to.data as unknown[])[row] = from.data[i];
      if (to.valid !== null) to.valid[row] = from.valid![i]!;
    });
  }
}

function readColumn(
  reader: ByteReader,
  like: StateColumn,
  count: number,
  ids: readonly number[],
): { data: ArrayLike<unknown>; valid: Uint8Array | null } {
  let data: ArrayLike<unknown>;
  if (like.layout === 'object') data = deserialize(reader.block()) as unknown[];
  else {
    const typed = newStateArray(like.layout, count) as Int32Array;
    new Uint8Array(typed.buffer).set(reader.raw(typed.byteLength));
    if (like.layout === 'id') for (let i = 0; i < count; i++) if (typed[i]! >= 0) typed[i] = ids[typed[i]!]!;
    data = typed;
  }
  return { data, valid: like.valid === null ? null : reader.raw(count).slice() };
}
