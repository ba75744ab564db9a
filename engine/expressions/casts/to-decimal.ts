import type { DataType, DecimalType } from '../../types/data-type.ts';
import { decimalToText, digitCount, fitsPrecision, parseDecimal, rescale } from '../../types/decimal.ts';
import { exactOfAny, longOf, SAFE } from '../../types/exact-long.ts';
import { doubleToText } from '../../types/java-double.ts';
import { trimBlanks } from '../../types/parse-date-time.ts';
import { exactPower, roundedShown, shownDecimal } from '../../types/round-double.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';
import { UNIT } from './to-integral.ts';

export function toDecimal(from: DataType, to: DecimalType, failure: CastFailure): Convert | undefined {
  const fit = (unscaled: bigint, scale: number): bigint | null => {
    const n = rescale(unscaled, scale, to.scale);
    return fitsPrecision(n, to.precision)
      ? n
      : failure.outOfRange(decimalToText(unscaled, scale), to.precision, to.scale);
  };
  const fromText = (text: string, checked = false): bigint | null | undefined => {
    const parsed = parseDecimal(text);
    if (parsed === undefined) return undefined;
    if (checked && digitCount(parsed.unscaled) - parsed.scale > 38) return failure.tooLarge(text);
    if (parsed.scale > 1000) return 0n;
    if (parsed.unscaled !== 0n && parsed.scale < -1000) return failure.outOfRange(text, to.precision, to.scale);
    return fit(parsed.unscaled, parsed.scale);
  };
  switch (from.kind) {
    case 'string':
      return (text: string) => {
        const n = fromText(westernDigits(trimBlanks(text)), true);
        return n === undefined ? failure.malformed(text) : n;
      };
    case 'boolean':
      return (b: boolean) => fit(b ? 1n : 0n, 0);
    case 'byte':
    case 'short':
    case 'integer': {
      const move = movedPoint(0, to);
      return (n: number) => move(n) ?? fit(BigInt(n), 0);
    }
    case 'long':
    case 'decimal': {
      const scale = from.kind === 'long' ? 0 : from.scale;
      const move = movedPoint(scale, to);
      return (n: bigint) => move(exactOfAny(n)) ?? fit(n, scale);
    }
    case 'float':
    case 'double':
      return fromDouble(to, (x) => {
        const n = shownDecimal(x < 0 ? -x : x, (whole, places) => fit(longOf(x < 0 ? -whole : whole), places));
        return n === undefined ? fromText(doubleToText(x))! : n;
      });
    case 'timestamp':
      return (micros: bigint) => fit(micros, 6);
    case 'time':
      return (nanos: bigint) => fit(nanos, 9);
    case 'day_time_interval':
      return (micros: bigint) => (from.end === 'second' ? fit(micros, 6) : fit(micros / UNIT[from.end]!, 0));
    case 'year_month_interval':
      return (months: number) => fit(BigInt(months) / UNIT[from.end]!, 0);
    default:
      return undefined;
  }
}

/** A whole number at another scale, half up; undefined where a double is not exact or the result has too many digits. */
function movedPoint(from: number, to: DecimalType): (x: number) => bigint | undefined {
  const digits = to.scale - from;
  if (Math.abs(digits) > MOST_DIGITS) return () => undefined;
  const limit = to.precision <= MOST_DIGITS ? 10 ** to.precision : SAFE;
  const unit = exactPower(Math.abs(digits));
  if (digits >= 0) {
    return (x) => {
      const n = x * unit;
      return n < limit && n > -limit ? longOf(n) : undefined;
    };
  }
  return (x) => {
    const size = x < 0 ? -x : x;
    let q = Math.floor(size / unit);
    if ((size - q * unit) * 2 >= unit) q++;
    return q < limit ? longOf(x < 0 ? 0 - q : q) : undefined;
  };
}

const MOST_DIGITS = 15;

/** Where rounding is certain without the text of a number, and it has no more digits than fit. */
function fromDouble(to: DecimalType, byText: (x: number) => bigint | null): (x: number) => bigint | null {
  const limit = to.precision <= MOST_DIGITS ? 10 ** to.precision : SAFE;
  return (x) => {
    if (!Number.isFinite(x)) return null;
    const n = roundedShown(x < 0 ? -x : x, to.scale, false, false);
    if (!(n < limit)) return byText(x);
    return longOf(x < 0 ? 0 - n : n);
  };
}

/** Digits of any script, as Java reads them. */
const westernDigits = (text: string): string =>
  /^[\x00-\x7f]*$/.test(text)
    ? text
    : text.replace(/\p{Nd}/gu, (digit) => {
        let zero = digit.codePointAt(0)!;
        while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0)! - zero < 9) zero--;
        return String(digit.codePointAt(0)! - zero);
      });
