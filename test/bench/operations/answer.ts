import type { Row } from '../../../index.ts';

/** The rows of an operation as JSON holds them. */
export type Answer = readonly (readonly unknown[])[];

/** Collected rows as an answer: decimals and large integers are numbers. */
export const answerOf = (rows: readonly Row[]): Answer =>
  rows.map((row) =>
    Object.values(row).map((value: unknown) =>
      typeof value === 'bigint' || (typeof value === 'object' && value !== null) ? Number(value) : value,
    ),
  );

/** Doubles are added in another order by other engines: they may differ by one part in a thousand million. */
function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

export const sameAnswer = (a: Answer, b: Answer): boolean =>
  a.length === b.length &&
  a.every((row, i) => row.length === b[i]!.length && row.every((value, j) => sameValue(value, b[i]![j])));
