import { layoutOf } from '../columnar/vector.ts';
import type { DataType, DecimalType } from '../types/data-type.ts';
import {
  add,
  divide,
  hasDigits,
  integerAt,
  multiply,
  negate,
  rescale,
  setInteger,
  setWhole,
  subtract,
  wholeAt,
  type Words,
} from '../types/int128.ts';
import type { ArithmeticOperator } from './arithmetic-operator.ts';
import { byDoubles } from './decimal-doubles.ts';
import type { BytesCode } from './define-function.ts';
import { bytes } from './function-code.ts';

type Operation = (out: Words, x: Words, xt: number, y: Words, yt: number) => void;

/** Digits of an operand brought to the scale of the result: more are computed by `exact`. */
const MOST_DIGITS = 38;

/**
 * An operation on two decimals that gives one of more than 18 digits, on words; undefined for all else.
 *
 * @param exact the same on bigints: it does what words have no room for, and fails
 */
export function wideArithmetic(
  op: ArithmeticOperator,
  left: DataType,
  right: DataType,
  result: DataType,
  exact: (x: bigint, y: bigint) => bigint,
): BytesCode | undefined {
  if (left.kind !== 'decimal' || right.kind !== 'decimal' || result.kind !== 'decimal') return undefined;
  if (layoutOf(result) !== 'i128') return undefined;
  const byBigints: Operation = (out, x, xt, y, yt) => setInteger(out, 0, exact(integerAt(x, xt), integerAt(y, yt)));
  const make = op === '*' ? product : op === '+' || op === '-' ? aligned : divided;
  return bytes('words', make(op, left, right, result, byBigints), { takesWords: true });
}

/** The largest divisor of which quotients are made on words. */
const LARGEST_DIVISOR = 2 ** 36;

/** Quotients and rests: beyond doubles, and divisors that are short, they go through bigints. */
function divided(
  op: ArithmeticOperator,
  left: DecimalType,
  right: DecimalType,
  to: DecimalType,
  exact: Operation,
): Operation {
  const quick = byDoubles(op, left, right, to) ?? (() => NaN);
  const digits = op === '/' ? to.scale - left.scale + right.scale : -1;
  const quotient = (out: Words, x: Words, xt: number, divisor: number): boolean => {
    const size = divisor < 0 ? -divisor : divisor;
    if (!(size > 0 && size <= LARGEST_DIVISOR) || !divide(out, x, xt, digits, size, to.precision)) return false;
    if (divisor < 0) negate(out, 0, out, 0);
    return true;
  };
  const isShort = digits >= 0 && digits <= MOST_DIGITS;
  return (out, x, xt, y, yt) => {
    const divisor = wholeAt(y, yt);
    const n = quick(wholeAt(x, xt), divisor);
    if (n === n) setWhole(out, 0, n);
    else if (!isShort || !quotient(out, x, xt, divisor)) exact(out, x, xt, y, yt);
  };
}

function product(_: string, left: DecimalType, right: DecimalType, to: DecimalType, exact: Operation): Operation {
  const dropped = left.scale + right.scale - to.scale;
  return (out, x, xt, y, yt) => {
    if (!multiply(out, x, xt, y, yt, dropped, to.precision)) exact(out, x, xt, y, yt);
  };
}

function aligned(op: string, left: DecimalType, right: DecimalType, to: DecimalType, exact: Operation): Operation {
  const scale = Math.max(left.scale, right.scale);
  const [up, upRight] = [scale - left.scale, scale - right.scale];
  const combine = op === '+' ? add : subtract;
  const [a, b] = [new Int32Array(4), new Int32Array(4)];
  const fits = (out: Words): boolean =>
    scale === to.scale ? hasDigits(out, 0, to.precision) : rescale(out, 0, out, 0, to.scale - scale, to.precision);
  if (up === 0 && upRight === 0) {
    return (out, x, xt, y, yt) => {
      if (combine(out, 0, x, xt, y, yt) !== 0 || !fits(out)) exact(out, x, xt, y, yt);
    };
  }
  return (out, x, xt, y, yt) => {
    const isReady = rescale(a, 0, x, xt, up, MOST_DIGITS) && rescale(b, 0, y, yt, upRight, MOST_DIGITS);
    if (!isReady || combine(out, 0, a, 0, b, 0) !== 0 || !fits(out)) exact(out, x, xt, y, yt);
  };
}
