import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { wordsOf } from '../../state/state-column.ts';
import { INTEGER, LONG } from '../../types/data-type.ts';
import { sortedRows } from '../sort/sort-order.ts';

/** Rows by their keys, and in each key by the start of their own session. */
export interface OrderedRows {
  readonly rows: RecordBatch;
  /** By row: the row of its key in the table of keys. */
  readonly keyRows: Int32Array;
  /** By row: its own session, as the words of microseconds. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const ASCENDING = { descending: false, nullsFirst: true };

/** @param keyRows by row: the row of its key @param sessions where the rows' own sessions lie among the columns */
export function orderedRows(batch: RecordBatch, keyRows: Int32Array, sessions: number): OrderedRows {
  const keys: Vector = { layout: 'i32', valid: null, data: keyRows };
  const { start } = sessionTimes(batch, sessions);
  const orders = [INTEGER, LONG].map((type) => ({ type, ...ASCENDING }));
  const order = sortedRows([keys, start], orders, batch.length);
  const rows = takeRows(batch, order);
  const times = sessionTimes(rows, sessions);
  return {
    rows,
    keyRows: order.map((row) => keyRows[row]!),
    starts: wordsOf(times.start.data)!,
    ends: wordsOf(times.end.data)!,
  };
}

type LongVector = Vector & { readonly layout: 'i64' };

/** Starts and ends of the rows' own sessions, microseconds. */
export function sessionTimes(
  { columns }: RecordBatch,
  sessions: number,
): { readonly start: LongVector; readonly end: LongVector } {
  const { children } = columns[sessions] as Vector & { readonly layout: 'struct' };
  const [start, end] = children as readonly Vector[] as readonly [LongVector, LongVector];
  return { start, end };
}
