import type { DecimalType } from '../types/data-type.ts';
import { exactOfAny, longOf } from '../types/exact-long.ts';
import { exactPower } from '../types/round-double.ts';
import type { ArithmeticOperator } from './arithmetic-operator.ts';

type Operation = (x: bigint, y: bigint) => bigint;

/** Whole doubles up to here are exact, with room for a rounding. */
const SAFE = 9e15;
const MOST_POWER = 15;

/** An operation on decimals done on doubles while all its whole numbers are exact; `exact` does the others, and fails. */
export function throughDoubles(
  op: ArithmeticOperator,
  a: DecimalType,
  b: DecimalType,
  to: DecimalType,
  exact: Operation,
): Operation {
  const scale = Math.max(a.scale, b.scale);
  const powers = [scale - a.scale, scale - b.scale];
  const limit = to.precision < 16 ? 10 ** to.precision : SAFE;
  const within = (n: number): boolean => n < limit && n > -limit;
  if (op === '*') return a.scale + b.scale === to.scale ? product(within, exact) : exact;
  if (op === '/') return quotient(to.scale - a.scale + b.scale, within, exact);
  if (op === 'div' || op === 'pmod' || to.scale !== scale || powers.some((n) => n > MOST_POWER)) return exact;
  const [left, right] = [exactPower(powers[0]!), exactPower(powers[1]!)];
  const aligned =
    (combine: (x: number, y: number) => number): Operation =>
    (x, y) => {
      const [l, r] = [exactOfAny(x) * left, exactOfAny(y) * right];
      if (!(l < SAFE && l > -SAFE && r < SAFE && r > -SAFE)) return exact(x, y);
      const n = combine(l, r);
      return within(n) ? longOf(n) : exact(x, y);
    };
  if (op === '+') return aligned((l, r) => l + r);
  if (op === '-') return aligned((l, r) => l - r);
  return aligned((l, r) => (r === 0 ? NaN : l % r));
}

const product =
  (within: (n: number) => boolean, exact: Operation): Operation =>
  (x, y) => {
    const n = exactOfAny(x) * exactOfAny(y);
    return within(n) ? longOf(n) : exact(x, y);
  };

/** A quotient below 2^53 is rounded up to a whole number only where it is one. @param digits by which the dividend is shifted before whole numbers are divided, half up */
function quotient(digits: number, within: (n: number) => boolean, exact: Operation): Operation {
  if (Math.abs(digits) > MOST_POWER) return exact;
  const up = exactPower(Math.max(0, digits));
  const down = exactPower(Math.max(0, -digits));
  return (x, y) => {
    const [dividend, divisor] = [exactOfAny(x) * up, exactOfAny(y) * down];
    const [n, d] = [Math.abs(dividend), Math.abs(divisor)];
    if (!(n < SAFE && d < SAFE && d > 0)) return exact(x, y);
    let q = Math.floor(n / d);
    if ((n - q * d) * 2 >= d) q++;
    if (!within(q)) return exact(x, y);
    return longOf(dividend < 0 === divisor < 0 ? q : 0 - q);
  };
}
