import type { CalendarInterval } from '../../../columnar/vector.ts';
import { MICROS_PER_DAY } from '../../../types/calendar.ts';
import type { DataType } from '../../../types/data-type.ts';
import { EXACT, exactIf, exactOf, longOf } from '../../../types/exact-long.ts';
import {
  divide,
  integerAt,
  isLong,
  longAt,
  multiply,
  setSmall,
  setWhole,
  wholeAt,
  type Words,
} from '../../../types/int128.ts';
import type { ScalarCode } from '../../define-function.ts';
import { kernel, ofWords, words } from '../../function-code.ts';
import {
  checkedInterval,
  checkedMonths,
  intervalDividedByZero,
  intervalOverflow,
  type Span,
} from '../../interval-arithmetic.ts';
import { roundedProduct, roundedQuotient, setRoundedProduct } from '../../rounded-whole.ts';

/** A number by which an interval is multiplied or divided: a value, or an integer in memory. */
type Factor = number | Words;

interface Scale {
  /** NaN where doubles might not be exact. */
  readonly exact: (n: number, factor: Factor, at: number) => number;
  /** Stores what 64 bits hold although doubles do not; false where bigints are needed. */
  readonly store: (out: Words, a: Words, at: number, factor: Factor, ft: number) => boolean;
  readonly any: (n: bigint, factor: Factor, at: number) => bigint;
}

const WORD = 2 ** 32;
const DAY = Number(MICROS_PER_DAY);

/** The code of an interval of a type multiplied or divided by a number, rounded half up. */
export function scaledInterval(interval: DataType, factor: DataType, op: '*' | '/'): ScalarCode {
  const { exact, store, any } = scaleBy(factor, op);
  if (interval.kind === 'year_month_interval') {
    return ofWords((months: number, factor: Factor, at: number) => {
      const n = exact(months, factor, at);
      return checkedMonths(n === n ? n : Number(any(BigInt(months), factor, at))) + 0;
    });
  }
  if (interval.kind === 'day_time_interval') {
    return words((out: Words, a: Words, at: number, factor: Factor, ft: number) => {
      const n = exact(wholeAt(a, at), factor, ft);
      if (n === n) setWhole(out, 0, n);
      else if (!store(out, a, at, factor, ft)) setSmall(out, 0, checkedInterval(any(longAt(a, at), factor, ft)));
    });
  }
  return ofWords((span: Span, factor: Factor, at: number): CalendarInterval => {
    const micros = exact(exactOf(span.micros) + span.days * DAY, factor, at);
    const months = exact(span.months, factor, at);
    if (micros === micros && months === months) {
      const days = Math.trunc(micros / DAY) + 0;
      return { months: months + 0, days, micros: longOf(micros - days * DAY) };
    }
    const all = any(span.micros + BigInt(span.days) * MICROS_PER_DAY, factor, at);
    const whole = Number(any(BigInt(span.months), factor, at));
    return { months: whole, days: Number(all / MICROS_PER_DAY), micros: all % MICROS_PER_DAY };
  });
}
/** The largest divisor of which quotients are made on words. */
const LARGEST_DIVISOR = 2 ** 36;
/** Of 64 bits. */
const MOST_DIGITS = 19;
const ifExact = (x: number): number => exactIf(x < EXACT && x > -EXACT, x);

function scaleBy(type: DataType, op: '*' | '/'): Scale {
  const any: Scale['any'] = (n, factor, at) => {
    const [numerator, denominator] = ratioOf(type, factor, at);
    if (op === '*') return roundedRatio(n * numerator, denominator);
    if (numerator === 0n) throw intervalDividedByZero();
    return roundedRatio(n * denominator, numerator);
  };
  if (type.kind === 'float' || type.kind === 'double') {
    const times = (n: number, x: number): number => roundedProduct(ifExact(n), x);
    const part = (n: number, x: number): number => roundedQuotient(ifExact(n), exactIf(Number.isFinite(x), x));
    const store: Scale['store'] = (out, a, at, factor) => setRoundedProduct(out, wholeAt(a, at), factor as number);
    const exact = (op === '*' ? times : part) as Scale['exact'];
    return { exact, store: op === '*' ? store : () => false, any };
  }
  const scale = type.kind === 'decimal' ? type.scale : 0;
  const unit = Number(10n ** BigInt(scale));
  const read = (factor: Factor, at: number): number => (typeof factor === 'number' ? factor : wholeAt(factor, at));
  if (op === '*') {
    const exact: Scale['exact'] = (n, factor, at) => roundedQuotient(ifExact(n * read(factor, at)), unit);
    const store: Scale['store'] = (out, a, at, factor, ft) =>
      typeof factor !== 'number' && multiply(out, a, at, factor, ft, scale, MOST_DIGITS) && isLong(out, 0);
    return { exact, store, any };
  }
  const exact: Scale['exact'] = (n, factor, at) => roundedQuotient(ifExact(n * unit), read(factor, at));
  const store: Scale['store'] = (out, a, at, factor, ft) => {
    const divisor = read(factor, ft);
    if (!(divisor > 0 && divisor <= LARGEST_DIVISOR)) return false;
    return divide(out, a, at, scale, divisor, MOST_DIGITS) && isLong(out, 0);
  };
  return { exact, store, any };
}

function roundedRatio(n: bigint, d: bigint): bigint {
  const negative = n < 0n !== d < 0n;
  const [x, y] = [n < 0n ? -n : n, d < 0n ? -d : d];
  const q = (2n * x + y) / (2n * y);
  return negative ? -q : q;
}

/** A number as a fraction of two integers. */
function ratioOf(type: DataType, factor: Factor, at: number): [bigint, bigint] {
  if (typeof factor !== 'number') {
    return [integerAt(factor, at), type.kind === 'decimal' ? 10n ** BigInt(type.scale) : 1n];
  }
  if (!Number.isFinite(factor)) throw intervalOverflow();
  let denominator = 1n;
  let value = factor;
  while (!Number.isInteger(value)) {
    value *= WORD;
    denominator <<= 32n;
  }
  return [BigInt(value), denominator];
}

/** The code of how many times an interval goes into another of its type, the rest dropped. */
export function intervalQuotient(type: DataType): ScalarCode {
  if (type.kind === 'year_month_interval') {
    return words((out: Words, a: number, b: number) => {
      if (b === 0) throw intervalDividedByZero();
      setWhole(out, 0, Math.trunc(a / b));
    });
  }
  return kernel(quotientOf);
}

function quotientOf(a: bigint, b: bigint): bigint {
  if (b === 0n) throw intervalDividedByZero();
  // As in Spark the one quotient beyond 64 bits wraps.
  return BigInt.asIntN(64, a / b);
}
