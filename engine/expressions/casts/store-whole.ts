import { SAFE } from '../../types/exact-long.ts';
import type { DataType } from '../../types/data-type.ts';
import { setWhole, truncate, wholeAt, type Words } from '../../types/int128.ts';
import type { Store } from './word-casts.ts';
import { UNIT } from './to-integral.ts';

/** Stores the BIGINT that a value is cast to. */
export function storeLong(from: DataType): Store | undefined {
  switch (from.kind) {
    case 'decimal': {
      const { scale } = from;
      return (out: Words, a: Words, at: number) => truncate(out, a, at, scale);
    }
    case 'timestamp':
    case 'day_time_interval': {
      const whole = wholeOfInteger(from);
      return (out: Words, a: Words, at: number) => stored(out, whole(a, at));
    }
    case 'float':
    case 'double':
      return (out: Words, x: number) => stored(out, Math.trunc(x));
    case 'year_month_interval': {
      const unit = Number(UNIT[from.end]);
      return (out: Words, months: number) => stored(out, Math.trunc(months / unit));
    }
    default:
      return undefined;
  }
}

/** Stores a whole double. @returns whether it is exact */
export function stored(out: Words, x: number): boolean {
  setWhole(out, 0, x);
  return x < SAFE && x > -SAFE;
}

/** The whole number that an integer is cast to, as a double; NaN where it might not be exact. */
export function wholeOfInteger(from: DataType): (a: Words, at: number) => number {
  switch (from.kind) {
    case 'decimal': {
      const { scale } = from;
      const out = new Int32Array(4);
      return (a, at) => (truncate(out, a, at, scale) ? wholeAt(out, 0) : NaN);
    }
    case 'timestamp':
      return (a, at) => Math.floor(wholeAt(a, at) / 1e6);
    case 'day_time_interval': {
      const unit = Number(UNIT[from.end]);
      // Minus zero is none of an integer.
      return (a, at) => Math.trunc(wholeAt(a, at) / unit) + 0;
    }
    case 'long':
      return wholeAt;
    default:
      return () => NaN;
  }
}
