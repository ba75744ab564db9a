import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import type { Int128Array } from '../columnar/int128-array.ts';
import type { VectorData } from '../columnar/vector-data.ts';
import { decimal, INTEGER, type DataType } from '../types/data-type.ts';
import { add, copy, subtract, type Words } from '../types/int128.ts';
import type { BufferSlot, SlotCode } from './define-function.ts';

/** The slots of a sum of 128-bit integers: the sum modulo 2^128, and how many times 2^128 it lacks. */
export const WIDE_SUM: readonly [BufferSlot, BufferSlot] = [
  { type: decimal(38, 0), nullable: false, initial: 0n },
  { type: INTEGER, nullable: false, initial: 0 },
];

/** Statements that add an integer to a sum, or take it out again. @param part not null */
export function addToWide(
  [sum, lacks]: readonly [SlotCode, SlotCode],
  part: ExpressionCode,
  type: DataType,
  g: CodeContext,
  op: '+' | '-' = '+',
): string {
  const { code, words } = g.wordsOf({ ...part, isNull: 'false' }, type);
  const own = `${sum.words!.array}, ${sum.words!.at}`;
  const lack = g.fresh('c');
  return `${code}
const ${lack} = ${g.constant(op === '+' ? add : subtract)}(${own}, ${own}, ${words.array}, ${words.at});
if (${lack} !== 0) { ${lacks.set(`${lacks.get} + ${lack}`)} }`;
}

/** Statements that add another such sum. */
export function mergeWide(
  [sum, lacks]: readonly [SlotCode, SlotCode],
  [other, otherLacks]: readonly [SlotCode, SlotCode],
  g: CodeContext,
): string {
  const own = `${sum.words!.array}, ${sum.words!.at}`;
  const added = `${g.constant(add)}(${own}, ${own}, ${other.words!.array}, ${other.words!.at})`;
  return lacks.set(`${lacks.get} + ${otherLacks.get} + ${added}`);
}

/** Stores the sum of a row. @returns whether 128 bits hold it */
export function storeWide(out: Words, sums: VectorData, lacks: VectorData, row: number): boolean {
  copy(out, 0, (sums as Int128Array).words, 4 * row);
  return (lacks as Int32Array)[row] === 0;
}

/** The sum. */
export const wholeOfWide = (sum: unknown, lacks: unknown): bigint =>
  (sum as bigint) + (BigInt(lacks as number) << 128n);
