import type { CodeContext } from '../codegen/code-context.ts';
import type { Int128Array } from '../columnar/int128-array.ts';
import type { VectorData } from '../columnar/vector-data.ts';
import { decimal, DOUBLE, type DataType } from '../types/data-type.ts';
import { exactOf } from '../types/exact-long.ts';
import { add, setWhole, type Words } from '../types/int128.ts';
import type { BufferSlot, SlotCode } from './define-function.ts';

/** How large a run may grow before it is carried into the whole sum: up to here nothing was rounded. */
const CARRY = 2 ** 52;

/** The slots of a sum of 64-bit integers: a run of doubles, and what was carried out of it. */
export const runSlots = (total: DataType): readonly [BufferSlot, BufferSlot] => [
  { type: DOUBLE, nullable: false, initial: 0 },
  { type: total, nullable: false, initial: 0n },
];

/** The whole of sums of decimals, whatever their digits. */
export const DECIMAL_TOTAL = decimal(38, 0);

/**
 * Statements that add a 64-bit integer to a sum, or take it out again: to the run where that is exact, so that no bigint
 * is made for most rows.
 *
 * @param value JavaScript of a bigint, safe to repeat
 */
export function addToRun(run: SlotCode, total: SlotCode, value: string, g: CodeContext, op: '+' | '-' = '+'): string {
  const s = g.fresh('s');
  return `const ${s} = ${run.get} ${op} ${g.constant(exactOf)}(${value});
if (${s} <= ${CARRY} && ${s} >= -${CARRY}) { ${run.set(s)} }
else { ${total.set(`${total.get} + BigInt(${run.get}) ${op} ${value}`)} ${run.set('0')} }`;
}

/** A total of so many 64-bit integers as there are rows lies within 128 bits. */
function added(total: SlotCode, other: SlotCode, g: CodeContext): string {
  if (total.words === undefined || other.words === undefined) return total.set(`${total.get} + ${other.get}`);
  const own = `${total.words.array}, ${total.words.at}`;
  return `${g.constant(add)}(${own}, ${own}, ${other.words.array}, ${other.words.at});`;
}

/** Statements that add another such sum. */
export function mergeRuns(
  [run, total]: readonly [SlotCode, SlotCode],
  [otherRun, otherTotal]: readonly [SlotCode, SlotCode],
  g: CodeContext,
): string {
  const s = g.fresh('s');
  return `const ${s} = ${run.get} + ${otherRun.get};
if (${s} <= ${CARRY} && ${s} >= -${CARRY}) { ${added(total, otherTotal, g)} ${run.set(s)} }
else { ${total.set(`${total.get} + ${otherTotal.get} + BigInt(${run.get}) + BigInt(${otherRun.get})`)} ${run.set('0')} }`;
}

/** Stores the sum of a row. */
export function storeRun(out: Words, runs: VectorData, totals: VectorData, row: number): void {
  setWhole(out, 0, (runs as Float64Array)[row]!);
  add(out, 0, out, 0, (totals as Int128Array).words, 4 * row);
}

/** The sum. */
export const wholeOfRun = (run: unknown, total: unknown): bigint => (total as bigint) + BigInt(run as number);
