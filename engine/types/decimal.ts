import { malformed } from './malformed.ts';
/** A decimal number: an integer and the count of its digits after the point. Never a JS number. */
export class Decimal {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  /**
   * Reads digits with an optional point and exponent; the digits after the point are kept.
   *
   * @throws ArgumentError MILLRACE_VALUE_DOES_NOT_FIT_TYPE when it is malformed
   * @example
   * Decimal.parse("12.50")
   * // "12.50"
   */
  static parse(text: string): Decimal {
    const parsed = typeof text === 'string' ? parseDecimal(text) : undefined;
    if (parsed === undefined) throw malformed('decimal number', text, 'Decimal.parse("12.50")');
    return parsed.scale < 0
      ? new Decimal(parsed.unscaled * pow10(-parsed.scale), 0)
      : new Decimal(parsed.unscaled, parsed.scale);
  }

  toString(): string {
    return decimalToText(this.unscaled, this.scale);
  }

  toJSON(): string {
    return this.toString();
  }

  toNumber(): number {
    return Number(this.toString());
  }

  equals(other: Decimal): boolean {
    const scale = Math.max(this.scale, other.scale);
    return rescaleUp(this, scale) === rescaleUp(other, scale);
  }
}

const rescaleUp = (d: Decimal, scale: number): bigint => d.unscaled * pow10(scale - d.scale);

const powers: bigint[] = Array.from({ length: 80 }, (_, i) => 10n ** BigInt(i));

/** Ten to the power of n. */
export const pow10 = (n: number): bigint => powers[n] ?? 10n ** BigInt(n);

/** The plain text of an unscaled integer with `scale` digits after the point. */
export function decimalToText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return (unscaled * pow10(-scale)).toString();
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Reads `12`, `-1.5`, `.5`, `1e3`; the scale may be negative. Undefined when malformed. */
export function parseDecimal(text: string): { unscaled: bigint; scale: number } | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  return { unscaled: sign === '-' ? -digits : digits, scale: fraction.length - Number(exponent) };
}

/** The unscaled integer at another scale, rounded half up (away from zero). */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
  if (to >= from) return unscaled * pow10(to - from);
  return divideHalfUp(unscaled, pow10(from - to));
}

/** `a / b` rounded half away from zero; b is positive. */
export function divideHalfUp(a: bigint, b: bigint): bigint {
  const negative = a < 0n !== b < 0n;
  const x = a < 0n ? -a : a;
  const y = b < 0n ? -b : b;
  const q = (x * 2n + y) / (y * 2n);
  return negative ? -q : q;
}

/** Whether the unscaled integer has at most `precision` digits. */
export function fitsPrecision(unscaled: bigint, precision: number): boolean {
  const limit = pow10(precision);
  return unscaled < limit && unscaled > -limit;
}

/**
 * A number that was read, as the unscaled integer of a decimal type, rounded half up. What takes too many digits is not
 * computed: `1e999999999` in a record costs no more than `1`.
 *
 * @returns undefined when it has more digits than the type
 */
export function fittedDecimal(
  { unscaled, scale: from }: { readonly unscaled: bigint; readonly scale: number },
  { precision, scale }: { readonly precision: number; readonly scale: number },
): bigint | undefined {
  if (unscaled === 0n) return 0n;
  const digits = digitCount(unscaled) + scale - from;
  if (digits > precision) return undefined;
  if (digits < 0) return 0n;
  const fitted = rescale(unscaled, from, scale);
  return fitsPrecision(fitted, precision) ? fitted : undefined;
}

/** Digits of an unscaled integer, at least 1. */
export const digitCount = (unscaled: bigint): number => (unscaled < 0n ? -unscaled : unscaled).toString().length;
