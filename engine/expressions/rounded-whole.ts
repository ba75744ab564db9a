import { negate, type Words } from '../types/int128.ts';
import { productError } from '../types/product-error.ts';

/**
 * Products and quotients of doubles rounded to whole numbers, half away from zero, as if they were computed exactly: NaN
 * where doubles do not tell. Only where the nearest double lies half way is there a doubt, which the error decides.
 */

/** Below here doubles have halves. */
const HALVES = 2 ** 52;
const LARGEST = 2 ** 62;
const WORD = 2 ** 32;

export function roundedProduct(a: number, b: number): number {
  const size = Math.abs(a * b);
  if (!(size < HALVES)) return size * NaN;
  const whole = Math.floor(size);
  const rest = size - whole;
  const isUp = rest > 0.5 || (rest === 0.5 && productError(Math.abs(a), Math.abs(b), size) >= 0);
  return withSign(isUp ? whole + 1 : whole, a < 0 !== b < 0);
}

/** Stores a product that may be too large for a double, but is not for 62 bits. @returns whether it could */
export function setRoundedProduct(out: Words, a: number, b: number): boolean {
  const size = Math.abs(a * b);
  if (!(size >= HALVES && size < LARGEST)) return false;
  const error = productError(Math.abs(a), Math.abs(b), size);
  const whole = Math.floor(error);
  const high = Math.floor(size / WORD);
  const more = size - high * WORD + (error - whole >= 0.5 ? whole + 1 : whole);
  const carry = Math.floor(more / WORD);
  out[0] = more - carry * WORD;
  out[1] = high + carry;
  out[2] = out[3] = 0;
  if (a < 0 !== b < 0) negate(out, 0, out, 0);
  return true;
}

/** @param a within 2^53 */
export function roundedQuotient(a: number, b: number): number {
  const size = Math.abs(a / b);
  if (!(size < HALVES)) return size * NaN;
  const whole = Math.floor(size);
  const rest = size - whole;
  const isUp = rest > 0.5 || (rest === 0.5 && remainder(Math.abs(a), size, Math.abs(b)) >= 0);
  return withSign(isUp ? whole + 1 : whole, a < 0 !== b < 0);
}

const withSign = (size: number, isNegative: boolean): number => (isNegative ? 0 - size : size);

/** What is left of `a`, above or below 0 as it is; `times` is the double nearest to `a / b`. */
function remainder(a: number, times: number, b: number): number {
  const product = times * b;
  return a - product - productError(times, b, product);
}
