import { EventTimeIndex } from './event-time-index.ts';
import { StateTable } from './state-table.ts';
import type { StateField } from './state-column.ts';

/** What an operator keeps, by field. A table holds one bucket: one event-time window, or everything. */
export interface StateSchema {
  readonly keys: readonly StateField[];
  readonly values: readonly StateField[];
  /** Names of the bucket's own columns (`window.start`, `window.end`); empty when there is one bucket only. */
  readonly bucket: readonly string[];
  /** The column whose time, in microseconds, says when a row is done; left out where rows stay, or go with their bucket. */
  readonly time?: { readonly role: 'keys' | 'values'; readonly at: number };
}

/** The one bucket of an operator that does not split its state. */
export const WHOLE = 'all';

/** A removal of single rows, remembered until the changelog has it. */
export interface Removal {
  readonly bucket: string;
  readonly keys: readonly (readonly unknown[])[];
}

/**
 * The state of one stateful operator. Windows that end are dropped as whole tables; what changed in a batch is known
 * row by row, so that a batch writes what it changed and nothing else.
 */
export class StateStore {
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
    this.removals.push({ bucket, keys: Array.from(rows, (row) => table.keyOf(row)) });
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

/** The text under which a window's table is kept. */
export const windowBucket = (start: bigint, end: bigint): string => `${start}/${end}`;

/** Start and end of a window's bucket. */
export function bucketWindow(bucket: string): { start: bigint; end: bigint } {
  const slash = bucket.indexOf('/');
  return { start: BigInt(bucket.slice(0, slash)), end: BigInt(bucket.slice(slash + 1)) };
}
