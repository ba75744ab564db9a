import { deserialize } from 'node:v8';
import { takeBytes, takeValues } from '../columnar/take.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { ByteReader } from './byte-writer.ts';
import { readColumn, readKeyPart, storeRead, writeColumn } from './column-frame.ts';
import { EventTimeIndex } from './event-time-index.ts';
import { STEP, type KeyWatcher, type LoggedSchema, type LoggedState, type Step, type StepLog } from './logged-state.ts';
import type { StateColumn } from './state-column.ts';
import { StateTable } from './state-table.ts';

/**
 * What an operator keeps, by field. A table holds one bucket: one event-time window, or everything; the names of the
 * bucket's own columns are `window.start` and `window.end`.
 */
export interface StateSchema extends LoggedSchema {
  /** The column whose time, in microseconds, says when a row is done; left out where rows stay, or go with their bucket. */
  readonly time?: { readonly role: 'keys' | 'values'; readonly at: number };
}

/** The one bucket of an operator that does not split its state. */
export const WHOLE = 'all';

/** A removal of single rows, remembered until the changelog has it. */
export interface Removal {
  readonly bucket: string;
  readonly count: number;
  /** The keys of the rows. */
  readonly keys: readonly StateColumn[];
}

/**
 * The state of one stateful operator. Windows that end are dropped as whole tables; what changed in a batch is known
 * row by row, so that a batch writes what it changed and nothing else.
 */
export class StateStore implements LoggedState {
  readonly schema: StateSchema;
  readonly tables = new Map<string, StateTable>();
  /** Buckets dropped and rows removed since the batch began. */
  droppedBuckets: string[] = [];
  removals: Removal[] = [];

  /** Whether its tables know which rows a batch changed: what a batch query holds is written nowhere. */
  readonly tracks: boolean;

  private readonly indexed: boolean;
  private readonly times = new Map<string, EventTimeIndex>();

  /** @param indexed whether tables may find keys by their distance; generated code must then know of it */
  constructor(schema: StateSchema, tracks = true, indexed = false) {
    this.schema = schema;
    this.tracks = tracks;
    this.indexed = indexed;
  }

  table(bucket: string): StateTable {
    let table = this.tables.get(bucket);
    if (table === undefined) {
      table = new StateTable(this.schema.keys, this.schema.values, this.tracks, this.indexed);
      this.tables.set(bucket, table);
    }
    return table;
  }

  beginBatch(): void {
    this.droppedBuckets = [];
    this.removals = [];
    for (const table of this.tables.values()) table.beginEpoch();
  }

  drop(bucket: string): void {
    if (this.tables.delete(bucket)) this.droppedBuckets.push(bucket);
    this.times.delete(bucket);
  }

  /** Rows of a table whose time is at or before an event time, ascending; none where the schema names no time. */
  due(bucket: string, micros: number): Int32Array {
    return this.timesOf(bucket)?.due(micros) ?? NO_ROWS;
  }

  /** Removes rows of a table. @param rows ascending, each once */
  remove(bucket: string, rows: Int32Array): void {
    if (rows.length === 0) return;
    const table = this.table(bucket);
    if (this.tracks)
      this.removals.push({ bucket, count: rows.length, keys: table.keys.map((key) => taken(key, rows)) });
    table.remove(rows);
    this.timesOf(bucket)?.removed(rows);
  }

  private timesOf(bucket: string): EventTimeIndex | null {
    const { time } = this.schema;
    if (time === undefined) return null;
    let index = this.times.get(bucket);
    if (index === undefined) {
      const table = this.table(bucket);
      this.times.set(bucket, (index = new EventTimeIndex(table, () => table[time.role][time.at]!)));
    }
    return index;
  }

  write(log: StepLog, whole: boolean): void {
    const { writer, dictionary, begin } = log;
    const bucketStep = (step: Step, bucket: string): void => {
      begin(step);
      writer.text(bucket);
    };
    if (!whole) {
      for (const bucket of this.droppedBuckets) bucketStep(STEP.drop, bucket);
      for (const { bucket, count, keys } of this.removals) {
        bucketStep(STEP.remove, bucket);
        writer.u32(count);
        for (const column of keys) writeColumn(writer, column, null, count, dictionary);
      }
    }
    for (const [bucket, table] of this.tables) {
      const count = whole ? table.count : table.dirtyCount;
      if (count === 0) continue;
      const rows = whole ? null : table.dirty.subarray(0, count);
      bucketStep(STEP.put, bucket);
      writer.u32(count);
      for (const column of [...table.keys, ...table.values]) writeColumn(writer, column, rows, count, dictionary);
    }
  }

  read(step: Step, reader: ByteReader, ids: readonly number[], changes?: KeyWatcher): void {
    const bucket = reader.text();
    const table = this.table(bucket);
    const tell = changes === undefined ? undefined : (key: readonly Scalar[]) => changes(key, bucket);
    if (step === STEP.drop) {
      if (tell !== undefined) for (let row = 0; row < table.count; row++) tell(table.keyOf(row));
      this.tables.delete(bucket);
    } else if (step === STEP.put) putRows(reader, table, ids, tell);
    else {
      const keys = step === STEP.removeKeys ? portableKeys(reader, table, ids) : readKeys(reader, table, ids);
      if (tell !== undefined) keys.forEach(tell);
      removeRows(table, keys);
    }
  }

  markIds(live: Uint8Array): void {
    for (const table of this.tables.values()) table.markIds(live);
  }

  renameIds(renamed: Int32Array): void {
    for (const table of this.tables.values()) table.renameIds(renamed);
  }

  get rows(): number {
    let rows = 0;
    for (const table of this.tables.values()) rows += table.count;
    return rows;
  }

  /** Rows changed since the batch began. */
  get changed(): number {
    let rows = 0;
    for (const table of this.tables.values()) rows += table.dirtyCount;
    return rows;
  }

  get bytes(): number {
    let bytes = 0;
    for (const table of this.tables.values()) bytes += table.bytes;
    return bytes;
  }
}

const NO_ROWS = new Int32Array(0);

function taken(column: StateColumn, rows: Int32Array): StateColumn {
  const data = takeValues(column.data, rows);
  return { ...column, data, words: null, valid: column.valid === null ? null : takeBytes(column.valid, rows) };
}

/** Keys as they were written one by one. */
function portableKeys(reader: ByteReader, { keys }: StateTable, ids: readonly number[]): Scalar[][] {
  return (deserialize(reader.block()) as unknown[][]).map((key) =>
    key.map((part, k) => (keys[k]!.layout === 'id' && (part as number) >= 0 ? ids[part as number] : part)),
  );
}

function readKeys(reader: ByteReader, table: StateTable, ids: readonly number[]): Scalar[][] {
  const count = reader.u32();
  const keys = table.keys.map((column) => readColumn(reader, column, count, ids));
  return Array.from({ length: count }, (_, i) => keys.map((column) => readKeyPart(column, i)));
}

function removeRows(table: StateTable, keys: readonly Scalar[][]): void {
  // A row that came and went within a batch was never written.
  const rows = keys.map((key) => table.find(key)).filter((row) => row >= 0);
  table.remove(Int32Array.from(rows).sort());
}

function putRows(
  reader: ByteReader,
  table: StateTable,
  ids: readonly number[],
  tell?: (key: readonly Scalar[]) => void,
): void {
  const count = reader.u32();
  const keys = table.keys.map((column) => readColumn(reader, column, count, ids));
  const values = table.values.map((column) => readColumn(reader, column, count, ids));
  for (let i = 0; i < count; i++) {
    const key = keys.map((column) => readKeyPart(column, i));
    tell?.(key);
    const row = table.upsert(key);
    values.forEach((from, v) => storeRead(table.values[v]!, row, from, i));
  }
}

/** The text under which a window's table is kept. */
export const windowBucket = (start: bigint, end: bigint): string => `${start}/${end}`;

/** Start and end of a window's bucket. */
export function bucketWindow(bucket: string): { start: bigint; end: bigint } {
  const slash = bucket.indexOf('/');
  return { start: BigInt(bucket.slice(0, slash)), end: BigInt(bucket.slice(slash + 1)) };
}
