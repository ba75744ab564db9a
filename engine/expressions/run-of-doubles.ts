import type { CodeContext } from '../codegen/code-context.ts';
import { decimal, DOUBLE, type DataType } from '../types/data-type.ts';
import { exactOf } from '../types/exact-long.ts';
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

/** Statements that add another such sum. */
export function mergeRuns(
  [run, total]: readonly [SlotCode, SlotCode],
  [otherRun, otherTotal]: readonly [SlotCode, SlotCode],
  g: CodeContext,
): string {
  const s = g.fresh('s');
  return `const ${s} = ${run.get} + ${otherRun.get};
if (${s} <= ${CARRY} && ${s} >= -${CARRY}) { ${total.set(`${total.get} + ${otherTotal.get}`)} ${run.set(s)} }
else { ${total.set(`${total.get} + ${otherTotal.get} + BigInt(${run.get}) + BigInt(${otherRun.get})`)} ${run.set('0')} }`;
}

/** The sum. */
export const wholeOfRun = (run: unknown, total: unknown): bigint => (total as bigint) + BigInt(run as number);
