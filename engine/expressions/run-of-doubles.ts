import type { CodeContext } from '../codegen/code-context.ts';
import { DOUBLE } from '../types/data-type.ts';
import { add, multiply, setWhole, wordsOf } from '../types/int128.ts';
import type { SlotCode } from './define-function.ts';
import type { WholeSum } from './whole-sum.ts';

const CARRY_BITS = 52n;
/** How large a run may grow before it is carried: two such sums, added, are exact. */
const CARRY = 2 ** Number(CARRY_BITS);

const carriesOf = (n: bigint): number => Number(n >> CARRY_BITS);
const restOf = (n: bigint): number => Number(BigInt.asUintN(Number(CARRY_BITS), n));

/** Statements that store a run of at most twice its size, and what is carried. */
function settled(run: SlotCode, carries: SlotCode, sum: string, carried: string, g: CodeContext): string {
  const [r, c] = [g.fresh('s'), g.fresh('c')];
  return `const ${r} = ${sum}, ${c} = ${r} > ${CARRY} ? 1 : ${r} < -${CARRY} ? -1 : 0;
${carries.set(`${carries.get} ${carried} + ${c}`)} ${run.set(`${r} - ${c} * ${CARRY}`)}`;
}

const ONE_CARRY = wordsOf(1n << CARRY_BITS);
const MOST_DIGITS = 38;
const carriedWords = new Int32Array(4);

/** A sum of 64-bit integers: a run of doubles, and how many times 2^52 was carried out of it. */
export const RUN_OF_DOUBLES: WholeSum = {
  slots: [
    { type: DOUBLE, nullable: false, initial: 0 },
    { type: DOUBLE, nullable: false, initial: 0 },
  ],
  form: 'run and carries',
  changed([run, carries], part, _type, g, op) {
    const s = g.fresh('s');
    const [carried, rest] = [g.constant(carriesOf), g.constant(restOf)].map((of) => `${of}(${part.value})`);
    // A double that is not the integer itself is at least 2^53, and the sum then no less than the carry.
    return `const ${s} = ${run.get} ${op} ${g.nearestDouble(part)};
if (${s} < ${CARRY} && ${s} > -${CARRY}) { ${run.set(s)} }
else { ${settled(run, carries, `${run.get} ${op} ${rest}`, `${op} ${carried}`, g)} }`;
  },
  merged: ([run, carries], [otherRun, otherCarries], g) =>
    settled(run, carries, `${run.get} + ${otherRun.get}`, `+ ${otherCarries.get}`, g),
  store(out, runs, carries, row) {
    setWhole(out, 0, (runs as Float64Array)[row]!);
    const carried = (carries as Float64Array)[row]!;
    if (carried !== 0) {
      setWhole(carriedWords, 0, carried);
      multiply(carriedWords, carriedWords, 0, ONE_CARRY, 0, 0, MOST_DIGITS);
      add(out, 0, out, 0, carriedWords, 0);
    }
    return true;
  },
  whole: (run, carries) => (BigInt(carries as number) << CARRY_BITS) + BigInt(run as number),
};
