import type { StateColumn } from './state-column.ts';
import type { StateTable } from './state-table.ts';

/** Rows that have one earliest time in common: few enough to look at one by one. */
const BLOCK = 1024;

/**
 * Finds the rows of a table whose time has come without looking at all rows: the earliest time of each block of rows is
 * known. Rows come nearly in order of time, so few blocks hold what is done. It takes no part in updates: rows that
 * came since are looked at when it is asked. Rows keep their time as long as they live.
 */
export class EventTimeIndex {
  private readonly table: StateTable;
  private readonly column: () => StateColumn;
  /** By block, microseconds; never later than the earliest time in it, NaN where it must be found anew. */
  private earliest: number[] = [];
  /** Rows that were looked at. */
  private seen = 0;

  /** @param column the column of the table that holds times in microseconds; rows without a time stay for ever */
  constructor(table: StateTable, column: () => StateColumn) {
    this.table = table;
    this.column = column;
  }

  /** The rows at or before a time, ascending. */
  due(micros: number): Int32Array {
    this.catchUp();
    const found: number[] = [];
    this.earliest.forEach((earliest, block) => {
      const first = Number.isNaN(earliest) ? this.look(block) : earliest;
      if (first > micros) return;
      const end = Math.min(this.table.count, (block + 1) * BLOCK);
      for (let row = block * BLOCK; row < end; row++) if (this.timeOf(row) <= micros) found.push(row);
    });
    return Int32Array.from(found);
  }

  /** Rows were removed, and others moved to their places. @param rows ascending */
  removed(rows: Int32Array): void {
    const { count } = this.table;
    this.seen = Math.min(this.seen, count);
    this.earliest.length = Math.ceil(this.seen / BLOCK);
    for (const row of rows) if (row < this.seen) this.earliest[Math.floor(row / BLOCK)] = NaN;
  }

  private catchUp(): void {
    const { count } = this.table;
    for (; this.seen < count; this.seen++) {
      const block = Math.floor(this.seen / BLOCK);
      const time = this.timeOf(this.seen);
      const known = this.earliest[block];
      if (known === undefined || time < known) this.earliest[block] = time;
    }
  }

  private look(block: number): number {
    let first = Infinity;
    const end = Math.min(this.seen, (block + 1) * BLOCK);
    for (let row = block * BLOCK; row < end; row++) first = Math.min(first, this.timeOf(row));
    this.earliest[block] = first;
    return first;
  }

  private timeOf(row: number): number {
    const { data, valid } = this.column();
    return valid !== null && valid[row] === 0 ? Infinity : Number((data as BigInt64Array)[row]);
  }
}
