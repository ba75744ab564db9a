import {
  compare,
  copy,
  divideBy,
  divideByLarger,
  hasDigits,
  inUse,
  LARGER_DIVISOR,
  made,
  multiplyBy,
  multiplyByTens,
  negate,
  putTogether,
  SMALL_DIVISOR,
  subtract,
  takeApart,
  type Words,
} from './int128.ts';
import { doubleOfWords } from './exact-long.ts';

/** Quotients of integers of 128 bits, and what is left of them, by divisors of any size but 0. */

const divisor = new Int32Array(4);
const rest = new Int32Array(4);
const room = new Int32Array(4);
/** What is divided, and by what, in digits of sixteen bits. */
const digits = new Uint16Array(made.buffer);
const by = new Uint16Array(divisor.buffer);
const restDigits = new Uint16Array(rest.buffer);

const WORD = 4294967296;
const DIGIT = 65536;
/** The first digits of a divisor say what it is nearly: quotients of them are off by less than the doubt. */
const LEADING = 4;
const DOUBT = 2 ** -24;

/**
 * Stores a quotient, its point moved to the right by so many digits (0 to 38) and rounded half up.
 *
 * @returns whether it has at most `precision` digits; else nothing useful is stored
 */
export function quotient(
  out: Words,
  a: Words,
  at: number,
  b: Words,
  bt: number,
  moved: number,
  precision: number,
): boolean {
  const negative = a[at + 3]! < 0 !== b[bt + 3]! < 0;
  takeApart(divisor, b, bt);
  const used = divideMade(multiplyByTens(a, at, moved));
  subtract(room, 0, divisor, 0, rest, 0);
  const isUp = compare(rest, 0, room, 0) >= 0;
  return putTogether(out, 0, isUp ? multiplyBy(1, used, 1) : used, negative) && hasDigits(out, 0, precision);
}

/** Stores a quotient of which the part behind the point is dropped. @returns whether 127 bits hold it */
export function wholeQuotient(out: Words, a: Words, at: number, b: Words, bt: number): boolean {
  const negative = a[at + 3]! < 0 !== b[bt + 3]! < 0;
  takeApart(divisor, b, bt);
  return putTogether(out, 0, divideMade(takeApart(made, a, at)), negative);
}

/** Stores what is left of such a division; it has the sign of `a`. */
export function remainder(out: Words, a: Words, at: number, b: Words, bt: number): void {
  const negative = a[at + 3]! < 0;
  takeApart(divisor, b, bt);
  divideMade(takeApart(made, a, at));
  if (negative) negate(out, 0, rest, 0);
  else copy(out, 0, rest, 0);
}

/** Divides `made` by the divisor and keeps the rest. @returns how many words of `made` are in use */
function divideMade(used: number): number {
  const size = divisor[2] === 0 && divisor[3] === 0 ? doubleOfWords(divisor[0]!, divisor[1]! >>> 0) : Infinity;
  if (size <= LARGER_DIVISOR) {
    const left = (size <= SMALL_DIVISOR ? divideBy : divideByLarger)(size, used);
    rest[0] = left;
    rest[1] = left / WORD;
    rest[2] = rest[3] = 0;
    return inUse(used);
  }
  return divideLong(used);
}

/** Long division, as by hand, sixteen bits at a time: the quotient grows above what is left. */
function divideLong(used: number): number {
  let n = 8;
  while (by[n - 1] === 0) n--;
  let m = Math.max(2 * used, n);
  for (let i = 2 * used; i <= m; i++) digits[i] = 0;
  while (m > n && digits[m - 1] === 0) m--;
  const low = Math.max(0, n - LEADING);
  const size = leading(by, n - 1, low);
  for (let k = m - n; k >= 0; k--) {
    const guess = Math.floor(leading(digits, k + n, k + low) / size + DOUBT);
    digits[k + n] = step(k, n, guess);
  }
  for (let i = 0; i < 8; i++) restDigits[i] = i < n ? digits[i]! : 0;
  for (let i = 0; i <= m + 1; i++) digits[i] = i <= m - n ? digits[i + n]! : 0;
  return inUse((m + 2) >> 1);
}

/** A number of digits as a double, without those below. */
function leading(of: Uint16Array, high: number, low: number): number {
  let size = 0;
  for (let i = high; i >= low; i--) size = size * DIGIT + of[i]!;
  return size;
}

/** Takes so many times the divisor away, once less if that is too often. @returns how often it was */
function step(k: number, n: number, guess: number): number {
  let borrowed = 0;
  for (let i = 0; i < n; i++) {
    const left = digits[k + i]! - guess * by[i]! - borrowed;
    const kept = left & 0xffff;
    digits[k + i] = kept;
    borrowed = (kept - left) / DIGIT;
  }
  if (digits[k + n]! >= borrowed) return guess;
  let carry = 0;
  for (let i = 0; i < n; i++) {
    const sum = digits[k + i]! + by[i]! + carry;
    digits[k + i] = sum;
    carry = sum >> 16;
  }
  return guess - 1;
}
