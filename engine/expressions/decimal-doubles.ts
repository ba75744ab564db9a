import type { DecimalType } from '../types/data-type.ts';
import { exactPower } from '../types/round-double.ts';
import type { ArithmeticOperator } from './arithmetic-operator.ts';

/** On whole doubles; NaN where a number on the way, or the result, might not be exact or has too many digits. */
export type DoubleOperation = (x: number, y: number) => number;

/** Whole doubles up to here are exact, with room for a rounding. */
const SAFE = 9e15;
const MOST_POWER = 15;

/** An operation on the unscaled numbers of decimals as far as doubles do it exactly; undefined where they never do. */
export function byDoubles(
  op: ArithmeticOperator,
  a: DecimalType,
  b: DecimalType,
  to: DecimalType,
): DoubleOperation | undefined {
  const scale = Math.max(a.scale, b.scale);
  const powers = [scale - a.scale, scale - b.scale];
  const limit = to.precision < 16 ? 10 ** to.precision : SAFE;
  const within = (n: number): number => (n < limit && n > -limit ? n : NaN);
  if (op === '*') return a.scale + b.scale === to.scale ? (x, y) => within(x * y) : undefined;
  if (op === '/') return quotient(to.scale - a.scale + b.scale, within);
  if (op === 'div' || op === 'pmod' || to.scale !== scale || powers.some((n) => n > MOST_POWER)) return undefined;
  const [left, right] = [exactPower(powers[0]!), exactPower(powers[1]!)];
  const aligned =
    (combine: DoubleOperation): DoubleOperation =>
    (x, y) => {
      const [l, r] = [x * left, y * right];
      return l < SAFE && l > -SAFE && r < SAFE && r > -SAFE ? within(combine(l, r)) : NaN;
    };
  if (op === '+') return aligned((l, r) => l + r);
  if (op === '-') return aligned((l, r) => l - r);
  return aligned((l, r) => (r === 0 ? NaN : l % r));
}

/** A quotient below 2^53 is rounded up to a whole number only where it is one. @param digits by which the dividend is shifted before whole numbers are divided, half up */
function quotient(digits: number, within: (n: number) => number): DoubleOperation | undefined {
  if (Math.abs(digits) > MOST_POWER) return undefined;
  const up = exactPower(Math.max(0, digits));
  const down = exactPower(Math.max(0, -digits));
  return (x, y) => {
    const [dividend, divisor] = [x * up, y * down];
    const [n, d] = [Math.abs(dividend), Math.abs(divisor)];
    if (!(n < SAFE && d < SAFE && d > 0)) return NaN;
    let q = Math.floor(n / d);
    if ((n - q * d) * 2 >= d) q++;
    return within(dividend < 0 === divisor < 0 ? q : 0 - q);
  };
}
