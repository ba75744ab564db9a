import type { Words } from './int128.ts';
import { productError } from './product-error.ts';

/**
 * The double nearest to an integer divided by a power of ten, by arithmetic on pairs of doubles: a number is the sum of a
 * double and of another one that is less than its last bit. A pair has 106 bits, so the quotient is off by less than 2^-96
 * of it; NaN says that the nearest double is not certain, because the quotient is that close to the middle between two.
 */
export function quotientOfWide(a: Words, at: number, scale: number): number {
  setSize(a, at);
  const upper = size[0]!;
  const unit = UPPER[scale]!;
  const quotient = upper / unit;
  // What the quotient lacks: its product with the power, which is made exactly, subtracted from the number.
  const product = quotient * unit;
  const rest = upper - product - productError(quotient, unit, product) + (size[1]! - quotient * LOWER[scale]!);
  const more = rest / unit;
  const doubt = quotient * DOUBT;
  const nearest = quotient + (more - doubt);
  if (nearest !== quotient + (more + doubt)) return NaN;
  return a[at + 3]! < 0 ? 0 - nearest : nearest;
}

const DOUBT = 2 ** -96;
const MOST_DIGITS = 38;

/** Powers of ten as pairs: those up to 10^38 are pairs exactly, as they are products of at most 89 bits and a power of two. */
const UPPER = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, i) => Number(10n ** BigInt(i)));
const LOWER = Float64Array.from(UPPER, (power, i) => Number(10n ** BigInt(i) - BigInt(power)));

/** The pair of doubles of which the sum is nearest to an integer without its sign: off by less than 2^-105 of it. */
const size = new Float64Array(2);

function setSize(a: Words, at: number): void {
  const sign = a[at + 3]! >> 31;
  // A negative number is one more than its complement.
  const [w0, w1, w2, w3] = [a[at]! ^ sign, a[at + 1]! ^ sign, a[at + 2]! ^ sign, a[at + 3]! ^ sign];
  const first = w3 * 2 ** 96 + (w2 >>> 11) * 2 ** 75;
  const second = (w2 & 0x7ff) * 2 ** 64 + (w1 >>> 0) * 2 ** 32;
  const third = (w0 >>> 0) - sign;
  const sum = second + third;
  const left = third - (sum - second);
  const upper = first + sum;
  size[0] = upper;
  size[1] = sum - (upper - first) + left;
}
