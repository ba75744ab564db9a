import { takeRows } from '../columnar/take.ts';
import type { RecordBatch, Vector } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import { wordsOf } from '../state/state-column.ts';
import { doubleOfWords } from '../types/exact-long.ts';

/** The event times of rows, microseconds, NaN where there is none; a window is over at its end. */
export function eventTimes(
  { columns }: RecordBatch,
  input: readonly Attribute[],
  time: Attribute,
): (row: number) => number {
  const column = columns[input.findIndex(({ id }) => id === time.id)]!;
  const { valid, data } = (column.layout === 'struct' ? column.children[1]! : column) as Vector & { layout: 'i64' };
  const words = wordsOf(data)!;
  return (row) => (valid !== null && valid[row] === 0 ? NaN : doubleOfWords(words[2 * row]!, words[2 * row + 1]!));
}

/**
 * Rows by their event times: those at or before `lateMicros` are late, rows without a time are not.
 *
 * @returns `late` is null where there are none
 */
export function partedByTime(
  batch: RecordBatch,
  times: (row: number) => number,
  lateMicros: number,
): { readonly inTime: RecordBatch; readonly late: RecordBatch | null } {
  if (lateMicros === -Infinity) return { inTime: batch, late: null };
  const rows = Int32Array.from({ length: batch.length }, (_, row) => row);
  const late = rows.filter((row) => times(row) <= lateMicros);
  if (late.length === 0) return { inTime: batch, late: null };
  const inTime = rows.filter((row) => !(times(row) <= lateMicros));
  return { inTime: takeRows(batch, inTime), late: takeRows(batch, late) };
}
