import { concatBatches } from '../../columnar/concat.ts';
import { takeRows } from '../../columnar/take.ts';
import type { RecordBatch, Vector } from '../../columnar/vector.ts';
import { INTEGER } from '../../types/data-type.ts';
import { sortedRows } from '../sort/sort-order.ts';

/** Rows of a batch group by group, as an ARRAY of them would be. */
export interface Groups {
  /** Null where there are no rows. */
  readonly rows: RecordBatch | null;
  /** By group: the row of its key in the table of keys. */
  readonly keyRows: Int32Array;
  /** By group: its rows are `rows[starts .. ends)`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * Groups in the order of their first rows, whose own rows keep their order.
 *
 * @param keyRowsOf gives for each row the row of its key
 */
export function groupsOf(batches: readonly RecordBatch[], keyRowsOf: (rows: RecordBatch) => Int32Array): Groups {
  const some = batches.filter(({ length }) => length > 0);
  if (some.length === 0) {
    const none = new Int32Array(0);
    return { rows: null, keyRows: none, starts: none, ends: none };
  }
  const all = concatBatches(some, some[0]!.schema);
  const keyRows = keyRowsOf(all);
  const groups = new Map<number, number>();
  const groupOf = keyRows.map((keyRow) => {
    const known = groups.get(keyRow) ?? groups.size;
    groups.set(keyRow, known);
    return known;
  });
  const numbers: Vector = { layout: 'i32', valid: null, data: groupOf };
  const order = sortedRows([numbers], [{ type: INTEGER, descending: false, nullsFirst: true }], all.length);
  const ends = new Int32Array(groups.size);
  for (const group of groupOf) ends[group]!++;
  for (let group = 1; group < ends.length; group++) ends[group]! += ends[group - 1]!;
  return {
    rows: takeRows(all, order),
    keyRows: Int32Array.from(groups.keys()),
    starts: Int32Array.from(ends, (_, group) => (group === 0 ? 0 : ends[group - 1]!)),
    ends,
  };
}

/** The same with further groups that have no rows. */
export function withEmptyGroups({ rows, keyRows, starts, ends }: Groups, more: Int32Array): Groups {
  const none = new Int32Array(more.length);
  return {
    rows,
    keyRows: Int32Array.from([...keyRows, ...more]),
    starts: Int32Array.from([...starts, ...none]),
    ends: Int32Array.from([...ends, ...none]),
  };
}
