import type { CodeContext } from '../codegen/code-context.ts';
import type { VectorData } from '../columnar/vector-data.ts';
import { DOUBLE } from '../types/data-type.ts';
import { exactOf } from '../types/exact-long.ts';
import { add, multiply, setWhole, wordsOf, type Words } from '../types/int128.ts';
import type { BufferSlot, SlotCode } from './define-function.ts';

const CARRY_BITS = 52n;
/** How large a run may grow before it is carried: two such sums, added, are exact. */
const CARRY = 2 ** Number(CARRY_BITS);

/** The slots of a sum of 64-bit integers: a run of doubles, and how many times 2^52 was carried out of it. */
export const RUN: readonly [BufferSlot, BufferSlot] = [
  { type: DOUBLE, nullable: false, initial: 0 },
  { type: DOUBLE, nullable: false, initial: 0 },
];

const carriesOf = (n: bigint): number => Number(n >> CARRY_BITS);
const restOf = (n: bigint): number => Number(BigInt.asUintN(Number(CARRY_BITS), n));

/**
 * Statements that add a 64-bit integer to a sum, or take it out again: to the run where that is exact, so that no bigint
 * is made for most rows.
 *
 * @param value JavaScript of a bigint, safe to repeat
 */
export function addToRun(run: SlotCode, carries: SlotCode, value: string, g: CodeContext, op: '+' | '-' = '+'): string {
  const s = g.fresh('s');
  const [carried, rest] = [g.constant(carriesOf), g.constant(restOf)].map((of) => `${of}(${value})`);
  return `const ${s} = ${run.get} ${op} ${g.constant(exactOf)}(${value});
if (${s} <= ${CARRY} && ${s} >= -${CARRY}) { ${run.set(s)} }
else { ${settled(run, carries, `${run.get} ${op} ${rest}`, `${op} ${carried}`, g)} }`;
}

/** Statements that add another such sum. */
export function mergeRuns(
  [run, carries]: readonly [SlotCode, SlotCode],
  [otherRun, otherCarries]: readonly [SlotCode, SlotCode],
  g: CodeContext,
): string {
  return settled(run, carries, `${run.get} + ${otherRun.get}`, `+ ${otherCarries.get}`, g);
}

/** Statements that store a run of at most twice its size, and what is carried. */
function settled(run: SlotCode, carries: SlotCode, sum: string, carried: string, g: CodeContext): string {
  const [r, c] = [g.fresh('s'), g.fresh('c')];
  return `const ${r} = ${sum}, ${c} = ${r} > ${CARRY} ? 1 : ${r} < -${CARRY} ? -1 : 0;
${carries.set(`${carries.get} ${carried} + ${c}`)} ${run.set(`${r} - ${c} * ${CARRY}`)}`;
}

const ONE_CARRY = wordsOf(1n << CARRY_BITS);
const carriedWords = new Int32Array(4);

/** Stores the sum of a row. */
export function storeRun(out: Words, runs: VectorData, carries: VectorData, row: number): void {
  setWhole(out, 0, (runs as Float64Array)[row]!);
  const carried = (carries as Float64Array)[row]!;
  if (carried === 0) return;
  setWhole(carriedWords, 0, carried);
  multiply(carriedWords, carriedWords, 0, ONE_CARRY, 0, 0, MOST_DIGITS);
  add(out, 0, out, 0, carriedWords, 0);
}

const MOST_DIGITS = 38;

/** The sum. */
export const wholeOfRun = (run: unknown, carries: unknown): bigint =>
  (BigInt(carries as number) << CARRY_BITS) + BigInt(run as number);
