import type { Scalar } from '../columnar/vector.ts';
import { INTEGER } from '../types/data-type.ts';
import type { ByteReader } from './byte-writer.ts';
import { readColumn, readKeyPart, storeRead, writeColumn } from './column-frame.ts';
import { EventTimeHeap } from './event-time-heap.ts';
import { STEP, type KeyWatcher, type LoggedSchema, type LoggedState, type Step, type StepLog } from './logged-state.ts';
import { RowList } from './row-list.ts';
import {
  bytesPerRow,
  growStateColumn,
  newStateColumn,
  setStateScalar,
  type StateColumn,
  type StateField,
} from './state-column.ts';
import { ownedBytes, StateTable } from './state-table.ts';

/** What a multi-map keeps: rows of `values` under each key. */
export interface MultiMapSchema {
  readonly name: string;
  readonly keys: readonly StateField[];
  readonly values: readonly StateField[];
  /** The column of `values` whose time, in microseconds, says when a row is done; left out where rows stay. */
  readonly time?: number;
}

const [FIRST, LAST] = [0, 1] as const;
const CHAIN: readonly StateField[] = ['first', 'last'].map((name) => ({ name, type: INTEGER, nullable: false }));
const NONE = -1;
const FIRST_CAPACITY = 64;
/** So many keys without rows are kept before it is worth looking. */
const SPARE_KEYS = 1024;

/**
 * The rows of each key, in the order in which they came. A row keeps its place until it is removed, so that rows of a key
 * are a chain of places, the changelog names rows by their places, and generated code reads the columns as they lie.
 *
 * Spark keeps the rows of a stream-stream join so (`SymmetricHashJoinStateManager`), and the lists of state functions.
 */
export class StateMultiMap implements LoggedState {
  readonly schema: LoggedSchema & MultiMapSchema;
  /** Finds keys: the first and the last row of each, -1 where it has none. */
  readonly keys: StateTable;
  /** What `keys` is made of, for code that finds keys in it. */
  readonly chains: Pick<MultiMapSchema, 'keys' | 'values'>;
  readonly values: readonly StateColumn[];
  /** The row behind a row, -1 behind the last. */
  next = new Int32Array(FIRST_CAPACITY);
  private previous = new Int32Array(FIRST_CAPACITY);
  /** By place: the key's row in `keys`, -1 when the place is free. */
  private keyRows = new Int32Array(FIRST_CAPACITY).fill(NONE);
  private free = new Int32Array(FIRST_CAPACITY);
  private freeCount = 0;
  /** Whether `free` holds the places that are free: what is read from a log takes and leaves places by their numbers. */
  private knowsFree = true;
  /** Behind the last place that was ever taken. */
  private end = 0;
  rows = 0;
  /** How many keys have rows. */
  keyCount = 0;
  private readonly appended = new RowList();
  private readonly touched = new RowList();
  /** Places that rows of the batches before have left. */
  private readonly left = new RowList();
  private readonly times: EventTimeHeap | null;
  /** Rows that came since the times were asked. */
  private readonly untimed = new RowList();

  constructor(schema: MultiMapSchema) {
    this.schema = { ...schema, bucket: [], many: true };
    this.chains = { keys: schema.keys, values: CHAIN };
    this.keys = new StateTable(schema.keys, CHAIN, false);
    this.values = schema.values.map((field) => newStateColumn(field, 'value', FIRST_CAPACITY));
    this.times = schema.time === undefined ? null : new EventTimeHeap((row) => this.timeOf(row));
  }

  // ---- what is there ----------------------------------------------------------------------------------------------

  /** The key's row in `keys`, -1 when it is not there. @param key ids for `id` columns */
  find(key: readonly Scalar[]): number {
    return this.keys.find(key);
  }

  /** The first row of a key, -1 when it has none; `next` gives the others. @param keyRow -1 for no key */
  first(keyRow: number): number {
    return keyRow < 0 ? NONE : this.chain(FIRST)[keyRow]!;
  }

  /** The row in `keys` of the key of each of some rows. */
  keyRowsOf(rows: Int32Array): Int32Array {
    return rows.map((row) => this.keyRows[row]!);
  }

  /** All rows, key by key. */
  allRows(): Int32Array {
    const rows = new Int32Array(this.rows);
    let at = 0;
    for (let keyRow = 0; keyRow < this.keys.count; keyRow++)
      for (let row = this.first(keyRow); row >= 0; row = this.next[row]!) rows[at++] = row;
    return rows;
  }

  /** The key of a row (ids in `id` columns). */
  keyOf(row: number): Scalar[] {
    return this.keys.keyOf(this.keyRows[row]!);
  }

  /** The rows whose time is at or before an event time, ascending; none where the schema names no time. */
  due(micros: number): Int32Array {
    this.findTimes();
    return this.times?.due(micros) ?? new Int32Array(0);
  }

  /** The earliest time of a row, microseconds; `Infinity` where there is none. */
  get earliest(): number {
    this.findTimes();
    return this.times?.earliest ?? Infinity;
  }

  private findTimes(): void {
    const { times, untimed } = this;
    if (times === null) return;
    for (const row of untimed.all()) if (!Number.isNaN(this.timeOf(row))) times.add(row);
    untimed.clear();
  }

  // ---- changes ----------------------------------------------------------------------------------------------------

  beginBatch(): void {
    this.forgetKeys();
    this.appended.clear();
    this.touched.clear();
    this.left.clear();
  }

  /** The key's row in `keys`, made when it is new; it holds until the batch ends. @param key ids for `id` columns */
  keyRowOf(key: readonly Scalar[]): number {
    const { keys } = this;
    const { count } = keys;
    const keyRow = keys.upsert(key);
    if (keys.count > count) {
      this.chain(FIRST)[keyRow] = NONE;
      this.chain(LAST)[keyRow] = NONE;
    }
    return keyRow;
  }

  /**
   * Puts a row behind the others of a key. Its values are what the caller writes into `values`, all of them before the
   * times are asked or the batch ends.
   */
  append(keyRow: number): number {
    if (!this.knowsFree) this.findFree();
    const row = this.freeCount > 0 ? this.free[--this.freeCount]! : this.end;
    this.take(row, keyRow);
    this.appended.add(row);
    return row;
  }

  /** A row's values were changed; its time must not. */
  touch(row: number): void {
    if (!this.appended.has(row)) this.touched.add(row);
  }

  /** Removes one row; what is asked of its place after that is nobody's. */
  remove(row: number): void {
    if (this.appended.has(row)) this.appended.delete(row);
    else {
      this.touched.delete(row);
      this.left.add(row);
    }
    this.leave(row);
  }

  /** Removes all rows of a key. */
  removeAll(keyRow: number): void {
    for (let row = this.first(keyRow); row >= 0; row = this.first(keyRow)) this.remove(row);
  }

  private take(row: number, keyRow: number): void {
    this.reserve(row + 1);
    const [firsts, lasts] = [this.chain(FIRST), this.chain(LAST)];
    const before = lasts[keyRow]!;
    if (before < 0) {
      firsts[keyRow] = row;
      this.keyCount++;
    } else this.next[before] = row;
    lasts[keyRow] = row;
    this.previous[row] = before;
    this.next[row] = NONE;
    this.keyRows[row] = keyRow;
    this.end = Math.max(this.end, row + 1);
    this.rows++;
    if (this.times !== null) this.untimed.add(row);
  }

  private leave(row: number): void {
    const keyRow = this.keyRows[row]!;
    const [before, behind] = [this.previous[row]!, this.next[row]!];
    if (before < 0) this.chain(FIRST)[keyRow] = behind;
    else this.next[before] = behind;
    if (behind < 0) this.chain(LAST)[keyRow] = before;
    else this.previous[behind] = before;
    if (before < 0 && behind < 0) this.keyCount--;
    this.times?.remove(row);
    this.untimed.delete(row);
    this.keyRows[row] = NONE;
    for (const column of this.values) setStateScalar(column, row, null);
    if (this.knowsFree) this.free[this.freeCount++] = row;
    this.rows--;
  }

  /** Lets keys go that have no rows, once they are many: those that are left are numbered anew. */
  private forgetKeys(): void {
    const { keys } = this;
    const without = keys.count - this.keyCount;
    if (without < SPARE_KEYS || without * 2 < this.keyCount + this.rows) return;
    const firsts = this.chain(FIRST);
    const empty: number[] = [];
    for (let keyRow = 0; keyRow < keys.count; keyRow++) if (firsts[keyRow]! < 0) empty.push(keyRow);
    keys.remove(Int32Array.from(empty));
    for (let keyRow = 0; keyRow < keys.count; keyRow++)
      for (let row = this.first(keyRow); row >= 0; row = this.next[row]!) this.keyRows[row] = keyRow;
  }

  private findFree(): void {
    this.knowsFree = true;
    this.freeCount = 0;
    for (let row = 0; row < this.end; row++) if (this.keyRows[row] === NONE) this.free[this.freeCount++] = row;
  }

  private reserve(places: number): void {
    const before = this.next.length;
    if (places <= before) return;
    const capacity = Math.max(before * 2, places);
    this.next = widened(this.next, capacity);
    this.previous = widened(this.previous, capacity);
    this.free = widened(this.free, capacity);
    this.keyRows = widened(this.keyRows, capacity).fill(NONE, before);
    for (const column of this.values) growStateColumn(column, capacity);
  }

  private chain(end: typeof FIRST | typeof LAST): Int32Array {
    return this.keys.values[end]!.data as Int32Array;
  }

  /** Microseconds; NaN where there is no time. */
  private timeOf(row: number): number {
    const { data, words, valid } = this.values[this.schema.time!]!;
    if (valid !== null && valid[row] === 0) return NaN;
    return words === null ? (data as Int32Array)[row]! : words[2 * row + 1]! * 2 ** 32 + (words[2 * row]! >>> 0);
  }

  // ---- the changelog ----------------------------------------------------------------------------------------------

  get changed(): number {
    return this.appended.count + this.touched.count;
  }

  write(log: StepLog, whole: boolean): void {
    if (whole) {
      this.writeAppended(log, this.allRows());
      return;
    }
    if (this.left.count > 0) {
      log.begin(STEP.leave);
      writePlaces(log, this.left.all());
    }
    this.writeAppended(log, this.appended.all());
    if (this.touched.count === 0) return;
    const touched = this.touched.all();
    log.begin(STEP.change);
    writePlaces(log, touched);
    for (const column of this.values) writeColumn(log.writer, column, touched, touched.length, log.dictionary);
  }

  private writeAppended(log: StepLog, rows: Int32Array): void {
    if (rows.length === 0) return;
    const { writer, dictionary } = log;
    log.begin(STEP.append);
    writePlaces(log, rows);
    const keyRows = rows.map((row) => this.keyRows[row]!);
    for (const column of this.keys.keys) writeColumn(writer, column, keyRows, rows.length, dictionary);
    for (const column of this.values) writeColumn(writer, column, rows, rows.length, dictionary);
  }

  read(step: Step, reader: ByteReader, ids: readonly number[], changes?: KeyWatcher): void {
    const count = reader.u32();
    const places = new Int32Array(reader.raw(count * 4).slice().buffer);
    this.knowsFree = false;
    if (changes !== undefined && step !== STEP.append) for (const row of places) changes(this.keyOf(row), '');
    if (step === STEP.leave) {
      for (const row of places) this.leave(row);
      return;
    }
    if (step === STEP.append) this.readAppended(places, reader, ids, changes);
    for (const column of this.values) {
      const from = readColumn(reader, column, count, ids);
      places.forEach((row, i) => storeRead(column, row, from, i));
    }
  }

  private readAppended(places: Int32Array, reader: ByteReader, ids: readonly number[], changes?: KeyWatcher): void {
    const columns = this.keys.keys.map((column) => readColumn(reader, column, places.length, ids));
    const keyAt = (i: number): Scalar[] => columns.map((column) => readKeyPart(column, i));
    if (changes !== undefined) for (const i of places.keys()) changes(keyAt(i), '');
    places.forEach((row, i) => this.take(row, this.keyRowOf(keyAt(i))));
  }

  markIds(live: Uint8Array): void {
    this.keys.markIds(live);
  }

  renameIds(renamed: Int32Array): void {
    this.keys.renameIds(renamed);
  }

  get bytes(): number {
    const places = [this.next, this.previous, this.keyRows, this.free].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
    const lists = [this.appended, this.touched, this.left, this.untimed].reduce((sum, { bytes }) => sum + bytes, 0);
    const values = this.values.reduce((sum, column) => sum + bytesPerRow(column), 0) * this.next.length;
    return this.keys.bytes + places + lists + values + ownedBytes(this.values) + (this.times?.bytes ?? 0);
  }
}

function writePlaces({ writer }: StepLog, rows: Int32Array): void {
  writer.u32(rows.length);
  writer.raw(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
}

function widened(array: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(capacity);
  wider.set(array);
  return wider;
}
