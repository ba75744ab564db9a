import type { DataType, DecimalType } from '../../types/data-type.ts';
import { decimalToText, digitCount, fitsPrecision, parseDecimal, rescale } from '../../types/decimal.ts';
import { longOf } from '../../types/exact-long.ts';
import { doubleToText } from '../../types/java-double.ts';
import { trimBlanks } from '../../types/parse-date-time.ts';
import { roundedShown } from '../../types/round-double.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './cast-code.ts';
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
    case 'integer':
      return (n: number) => fit(BigInt(n), 0);
    case 'long':
      return (n: bigint) => fit(n, 0);
    case 'decimal':
      return (n: bigint) => fit(n, from.scale);
    case 'float':
    case 'double':
      return fromDouble(to, (x) => fromText(doubleToText(x))!);
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

/** Where rounding is certain without the text of a number, and it has no more digits than fit. */
function fromDouble(to: DecimalType, byText: (x: number) => bigint | null): (x: number) => bigint | null {
  const limit = to.precision < 16 ? 10 ** to.precision : Infinity;
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
