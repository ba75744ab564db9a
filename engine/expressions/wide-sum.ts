import type { Int128Array } from '../columnar/int128-array.ts';
import { decimal, INTEGER } from '../types/data-type.ts';
import { add, copy, subtract } from '../types/int128.ts';
import type { SlotCode } from './define-function.ts';
import type { WholeSum } from './whole-sum.ts';

/** JavaScript of where a sum lies, as two arguments. */
const placeOf = ({ words }: SlotCode): string => `${words!.array}, ${words!.at}`;

/** A sum of 128-bit integers: the sum modulo 2^128, and how many times 2^128 it lacks. */
export const WIDE_SUM: WholeSum = {
  slots: [
    { type: decimal(38, 0), nullable: false, initial: 0n },
    { type: INTEGER, nullable: false, initial: 0 },
  ],
  form: 'sum and lacks',
  changed([sum, lacks], part, type, g, op) {
    const { code, words } = g.wordsOf({ ...part, isNull: 'false' }, type);
    const own = placeOf(sum);
    const lack = g.fresh('c');
    return `${code}
const ${lack} = ${g.constant(op === '+' ? add : subtract)}(${own}, ${own}, ${words.array}, ${words.at});
if (${lack} !== 0) { ${lacks.set(`${lacks.get} + ${lack}`)} }`;
  },
  merged([sum, lacks], [other, otherLacks], g) {
    const own = placeOf(sum);
    return lacks.set(`${lacks.get} + ${otherLacks.get} + ${g.constant(add)}(${own}, ${own}, ${placeOf(other)})`);
  },
  store(out, sums, lacks, row) {
    copy(out, 0, (sums as Int128Array).words, 4 * row);
    return (lacks as Int32Array)[row] === 0;
  },
  whole: (sum, lacks) => (sum as bigint) + (BigInt(lacks as number) << 128n),
};
