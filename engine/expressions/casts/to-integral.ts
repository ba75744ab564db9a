import type { DataType } from '../../types/data-type.ts';
import { floorDiv } from '../../types/calendar.ts';
import { pow10 } from '../../types/decimal.ts';
import { doubleOf, EXACT, longOf, longOfInt } from '../../types/exact-long.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';
import { parseInteger } from './parse-number.ts';

const BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, integer: 32, long: 64 };

/** Microseconds, or months, in one unit of an interval's last field. */
export const UNIT: Readonly<Record<string, bigint>> = {
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  year: 12n,
  month: 1n,
};

export function toIntegral(from: DataType, to: DataType, failure: CastFailure): Convert | undefined {
  const bits = BITS[to.kind]!;
  const store: (n: bigint) => number | bigint = to.kind === 'long' ? (n) => n : Number;
  const fits = (n: bigint): boolean => BigInt.asIntN(bits, n) === n;
  const whole =
    <T>(read: (value: T) => bigint) =>
    (value: T) => {
      const n = read(value);
      return fits(n) ? store(n) : failure.overflow(value);
    };
  switch (from.kind) {
    case 'string':
      return (text: string) => {
        const n = parseInteger(text);
        return n === undefined || !fits(n) ? failure.malformed(text) : store(n);
      };
    case 'boolean':
      return to.kind === 'long' ? (b: boolean) => (b ? 1n : 0n) : (b: boolean) => (b ? 1 : 0);
    case 'byte':
    case 'short':
    case 'integer': {
      if (to.kind === 'long') return longOfInt;
      const limit = 2 ** (bits - 1);
      return (n: number) => (n >= -limit && n < limit ? n : failure.overflow(n));
    }
    case 'long': {
      if (to.kind === 'long') return (n: bigint) => n;
      const limit = 2 ** (bits - 1);
      return (n: bigint) => {
        const x = doubleOf(n);
        return x >= -limit && x < limit ? x : failure.overflow(n);
      };
    }
    case 'decimal': {
      const unit = pow10(from.scale);
      return whole((n: bigint) => n / unit);
    }
    case 'float':
    case 'double':
      return fromFraction(to, bits, failure);
    case 'timestamp':
      return whole((micros: bigint) => floorDiv(micros, 1_000_000n));
    case 'time':
      return whole((nanos: bigint) => nanos / 1_000_000_000n);
    case 'day_time_interval':
      return whole((micros: bigint) => micros / UNIT[from.end]!);
    case 'year_month_interval':
      return whole((months: number) => BigInt(months) / UNIT[from.end]!);
    default:
      return undefined;
  }
}

function fromFraction(to: DataType, bits: number, failure: CastFailure): Convert {
  const limit = 2 ** (bits - 1);
  if (to.kind === 'long') {
    return (x: number) => (Math.floor(x) <= limit && Math.ceil(x) >= -limit ? saturate(x) : failure.overflow(x));
  }
  return (x: number) =>
    Math.floor(x) <= limit - 1 && Math.ceil(x) >= -limit ? Math.trunc(x) + 0 : failure.overflow(x);
}
const MAX_LONG = 2n ** 63n - 1n;

const saturate = (x: number): bigint => {
  if (x < EXACT && x > -EXACT) return longOf(Math.trunc(x));
  const n = BigInt(Math.trunc(x));
  return n > MAX_LONG ? MAX_LONG : n;
};
