import { DigitReader, isLong, setWhole, type Words } from '../../types/int128.ts';

/** Plain ASCII numbers read from bytes; NaN stands for every other text, which has a slower reader. */

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
/** So many digits are exact as a double. */
const MOST_DIGITS = 15;
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, i) => 10 ** i);

/** The whole number of an optional sign and up to 15 digits. */
export function readWhole(b: Uint8Array, start: number, end: number): number {
  let at = start;
  const sign = b[start]!;
  if (start < end && (sign === MINUS || sign === PLUS)) at++;
  const count = end - at;
  if (count < 1 || count > MOST_DIGITS) return NaN;
  let n = 0;
  for (; at < end; at++) {
    const digit = b[at]! - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    n = n * 10 + digit;
  }
  return sign === MINUS ? 0 - n : n;
}

/** The double of an optional sign, digits and a point, up to 15 digits: one division of exact numbers, rounded once. */
export function readFraction(b: Uint8Array, start: number, end: number): number {
  const n = readScaled(b, start, end);
  if (n !== n) return NaN;
  const x = n / POWERS[lastDecimals]!;
  return b[start] === MINUS ? -x : x;
}

/** What `readScaled` found behind the point. */
let lastDecimals = 0;

/** The digits without sign and point as one whole number; the decimals are kept aside. */
function readScaled(b: Uint8Array, start: number, end: number): number {
  let at = start;
  if (start < end && (b[start] === MINUS || b[start] === PLUS)) at++;
  const first = at;
  let n = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = b[at]! - ZERO;
    if (digit >= 0 && digit <= 9) n = n * 10 + digit;
    else if (b[at] === POINT && point < 0) point = at;
    else return NaN;
  }
  const digits = end - first - (point < 0 ? 0 : 1);
  if (digits < 1 || digits > MOST_DIGITS) return NaN;
  lastDecimals = point < 0 ? 0 : end - point - 1;
  return n;
}

/** The unscaled number of a DECIMAL, where no digit has to be rounded away. */
export function readUnscaled(b: Uint8Array, start: number, end: number, scale: number): number {
  const n = readScaled(b, start, end);
  const more = scale - lastDecimals;
  if (n !== n || more < 0 || more > MOST_DIGITS) return NaN;
  const unscaled = n * POWERS[more]!;
  if (unscaled > Number.MAX_SAFE_INTEGER) return NaN;
  return b[start] === MINUS ? 0 - unscaled : unscaled;
}

const digits = new DigitReader();

/**
 * Stores the unscaled number of a DECIMAL of up to 38 digits.
 *
 * @returns whether the text is an optional sign, digits and a point, no digit has to be rounded away, and all fit
 */
export function readWide(
  out: Words,
  b: Uint8Array,
  start: number,
  end: number,
  precision: number,
  scale: number,
): boolean {
  let at = start;
  if (start < end && (b[start] === MINUS || b[start] === PLUS)) at++;
  if (end - at > MOST_WIDE) return false;
  let point = -1;
  let count = 0;
  digits.begin();
  for (; at < end; at++) {
    const digit = b[at]! - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits.digit(digit);
      count++;
    } else if (b[at] === POINT && point < 0) point = at;
    else return false;
  }
  const more = scale - (point < 0 ? 0 : end - point - 1);
  return count > 0 && more >= 0 && digits.finish(out, b[start] === MINUS, more, precision);
}

/** So many digits and a point. */
const MOST_WIDE = 39;

/** Stores the BIGINT of an optional sign and digits. @returns whether the text is one, and 64 bits hold it */
export function readLong(out: Words, b: Uint8Array, start: number, end: number): boolean {
  const x = readWhole(b, start, end);
  if (x === x) {
    setWhole(out, 0, x);
    return true;
  }
  let at = start;
  if (start < end && (b[start] === MINUS || b[start] === PLUS)) at++;
  if (at === end || end - at > LONG_DIGITS) return false;
  digits.begin();
  for (; at < end; at++) {
    const digit = b[at]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    digits.digit(digit);
  }
  return digits.finish(out, b[start] === MINUS, 0, LONG_DIGITS) && isLong(out, 0);
}

/** Digits of the largest BIGINT. */
const LONG_DIGITS = 19;
