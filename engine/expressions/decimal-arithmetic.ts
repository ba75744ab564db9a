import { SAFE } from '../types/exact-long.ts';
import type { DataType, DecimalType } from '../types/data-type.ts';
import { quotient, remainder, wholeQuotient } from '../types/int128-division.ts';
import {
  add,
  hasDigits,
  integerAt,
  multiply,
  rescale,
  setInteger,
  setLong,
  setWhole,
  subtract,
  wholeAt,
  type Words,
} from '../types/int128.ts';
import { exactPower } from '../types/round-double.ts';
import type { ArithmeticOperator } from './arithmetic-operator.ts';
import type { BytesCode } from './define-function.ts';
import { words } from './function-code.ts';

/** @returns whether words have room for the result and for what lies on the way to it */
type Operation = (out: Words, x: Words, xt: number, y: Words, yt: number) => boolean;

/** Digits of an operand brought to the scale of the result: more are computed by bigints. */
const MOST_DIGITS = 38;
const MOST_POWER = 15;

/**
 * An operation on two decimals, on words. Doubles that functions hand on would be objects, where V8 does not paste one into
 * the other: each operation has its own way through them.
 *
 * @param exact the same on bigints: it does what words have no room for, and fails
 */
export function decimalArithmetic(
  op: ArithmeticOperator,
  left: DecimalType,
  right: DecimalType,
  result: DataType,
  exact: (x: bigint, y: bigint) => bigint,
): BytesCode {
  const compute = operation(op, left, right, result);
  return words((out: Words, x: Words, xt: number, y: Words, yt: number) => {
    if (!compute(out, x, xt, y, yt)) setInteger(out, 0, exact(integerAt(x, xt), integerAt(y, yt)));
  });
}

function operation(op: ArithmeticOperator, left: DecimalType, right: DecimalType, result: DataType): Operation {
  switch (op) {
    case '+':
      return sum(add, left, right, result as DecimalType);
    case '-':
      return sum(subtract, left, right, result as DecimalType);
    case '*':
      return product(left, right, result as DecimalType);
    case '/':
      return ratio(left, right, result as DecimalType);
    case 'div':
      return divided(left, right, { scale: Math.max(left.scale, right.scale), precision: MOST_DIGITS }, 'times');
    case '%':
      return divided(left, right, result as DecimalType, 'rest');
    case 'pmod':
      return divided(left, right, result as DecimalType, 'positive rest');
  }
}

type Scaled = Pick<DecimalType, 'precision' | 'scale'>;

/** What a whole double must stay below. */
const limitOf = ({ precision }: Scaled): number => (precision <= MOST_POWER ? 10 ** precision : SAFE);

function sum(combine: typeof add, left: DecimalType, right: DecimalType, to: DecimalType): Operation {
  const scale = Math.max(left.scale, right.scale);
  const [up, upRight] = [scale - left.scale, scale - right.scale];
  const [a, b] = [new Int32Array(4), new Int32Array(4)];
  const fits = (out: Words): boolean =>
    scale === to.scale ? hasDigits(out, 0, to.precision) : rescale(out, 0, out, 0, to.scale - scale, to.precision);
  if (up === 0 && upRight === 0) return (out, x, xt, y, yt) => combine(out, 0, x, xt, y, yt) === 0 && fits(out);
  return (out, x, xt, y, yt) =>
    rescale(a, 0, x, xt, up, MOST_DIGITS) &&
    rescale(b, 0, y, yt, upRight, MOST_DIGITS) &&
    combine(out, 0, a, 0, b, 0) === 0 &&
    fits(out);
}

function product(left: DecimalType, right: DecimalType, to: DecimalType): Operation {
  const dropped = left.scale + right.scale - to.scale;
  return (out, x, xt, y, yt) => multiply(out, x, xt, y, yt, dropped, to.precision);
}

/** A power of ten, NaN where one is not exact or none is meant. */
const powerOf = (n: number): number => (n >= 0 && n <= MOST_POWER ? exactPower(n) : NaN);

const isZero = (a: Words, at: number): boolean => (a[at]! | a[at + 1]! | a[at + 2]! | a[at + 3]!) === 0;

/** A quotient below 2^53 is rounded up to a whole number only where it is one. */
function ratio(left: DecimalType, right: DecimalType, to: DecimalType): Operation {
  const moved = to.scale - left.scale + right.scale;
  const isShort = moved >= 0 && moved <= MOST_DIGITS;
  const power = powerOf(moved);
  const limit = limitOf(to);
  return (out, x, xt, y, yt) => {
    const dividend = wholeAt(x, xt) * power;
    const divisor = wholeAt(y, yt);
    const n = Math.abs(dividend);
    const d = Math.abs(divisor);
    if (n < SAFE && d > 0) {
      const q = Math.floor(n / d);
      const rounded = (n - q * d) * 2 >= d ? q + 1 : q;
      if (rounded < limit) {
        setWhole(out, 0, dividend < 0 === divisor < 0 ? rounded : 0 - rounded);
        return true;
      }
    }
    return isShort && !isZero(y, yt) && quotient(out, x, xt, y, yt, moved, to.precision);
  };
}

type Part = 'times' | 'rest' | 'positive rest';

/** How often the divisor goes into the dividend, or what is left. */
function divided(left: DecimalType, right: DecimalType, to: Scaled, part: Part): Operation {
  const scale = Math.max(left.scale, right.scale);
  const [up, upRight] = [scale - left.scale, scale - right.scale];
  const [power, powerRight] = [powerOf(up), powerOf(upRight)];
  const limit = limitOf(to);
  const [a, b] = [new Int32Array(4), new Int32Array(4)];
  if (to.scale !== scale) return () => false;
  return (out, x, xt, y, yt) => {
    const l = wholeAt(x, xt) * power;
    const r = wholeAt(y, yt) * powerRight;
    if (l < SAFE && l > -SAFE && r < SAFE && r > -SAFE && r !== 0) {
      const times = Math.trunc(l / r);
      const rest = l - times * r;
      const n = part === 'times' ? times : part === 'positive rest' && rest < 0 && r > 0 ? rest + r : rest;
      if (n < limit && n > -limit) {
        setWhole(out, 0, n);
        return true;
      }
    }
    const isReady = rescale(a, 0, x, xt, up, MOST_DIGITS) && rescale(b, 0, y, yt, upRight, MOST_DIGITS);
    if (!isReady || isZero(b, 0)) return false;
    if (part === 'times') {
      if (!wholeQuotient(out, a, 0, b, 0)) return false;
      // Of what 64 bits do not hold, the lower ones.
      setLong(out, 0, out, 0);
      return true;
    }
    remainder(out, a, 0, b, 0);
    if (part === 'positive rest' && out[3]! < 0 && b[3]! >= 0) add(out, 0, out, 0, b, 0);
    return hasDigits(out, 0, to.precision);
  };
}
