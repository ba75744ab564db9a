/**
 * Integers of 128 bits in two's complement: four 32-bit words, the lowest first, at a place in an array of words. All that
 * is done to them leaves no object behind; a bigint of the same size is one, and costs five times as much to add.
 */

import { doubleOfWords, exactIf, SAFE } from './exact-long.ts';
import { goesUp, type RoundingMode } from './round-double.ts';

/** Where one integer lies, and those that are made on the way. */
export type Words = Int32Array;

const WORD = 4294967296;

const both = new BigInt64Array(2);
const bothWords = new Int32Array(both.buffer);

/** Stores a bigint; of one beyond 128 bits the lower ones. */
export function setInteger(out: Words, ot: number, n: bigint): void {
  both[0] = n;
  both[1] = n >> 64n;
  out[ot] = bothWords[0]!;
  out[ot + 1] = bothWords[1]!;
  out[ot + 2] = bothWords[2]!;
  out[ot + 3] = bothWords[3]!;
}

/** The integer as a bigint. */
export function integerAt(a: Words, at: number): bigint {
  bothWords[0] = a[at]!;
  bothWords[1] = a[at + 1]!;
  const sign = a[at + 1]! >> 31;
  if (a[at + 2] === sign && a[at + 3] === sign) return both[0]!;
  bothWords[2] = a[at + 2]!;
  bothWords[3] = a[at + 3]!;
  return (both[1]! << 64n) | BigInt.asUintN(64, both[0]!);
}

/** An integer that 64 bits hold, as a bigint. */
export function longAt(a: Words, at: number): bigint {
  bothWords[0] = a[at]!;
  bothWords[1] = a[at + 1]!;
  return both[0]!;
}

/** Stores a bigint that 64 bits hold. */
export function setSmall(out: Words, ot: number, n: bigint): void {
  both[0] = n;
  setLong(out, ot, bothWords, 0);
}

/** The words of a constant. */
export function wordsOf(n: bigint): Words {
  const words = new Int32Array(4);
  setInteger(words, 0, n);
  return words;
}

/** Stores a whole double within 2^53. */
export function setWhole(out: Words, ot: number, x: number): void {
  const high = Math.floor(x / WORD);
  out[ot] = x | 0;
  out[ot + 1] = high;
  out[ot + 2] = out[ot + 3] = high >> 31;
}

/** Stores a 64-bit integer given as two words. */
export function setLong(out: Words, ot: number, a: Words, at: number): void {
  const high = a[at + 1]!;
  out[ot] = a[at]!;
  out[ot + 1] = high;
  out[ot + 2] = out[ot + 3] = high >> 31;
}

/** The integer as a double, NaN beyond 9 * 10^15: such a double might not be exact. */
export function wholeAt(a: Words, at: number): number {
  const high = a[at + 1]!;
  const sign = high >> 31;
  const x = doubleOfWords(a[at]!, high);
  return exactIf(x <= SAFE && x >= -SAFE && a[at + 2] === sign && a[at + 3] === sign, x);
}

/** Whether 64 bits hold the integer. */
export function isLong(a: Words, at: number): boolean {
  const sign = a[at + 1]! >> 31;
  return a[at + 2] === sign && a[at + 3] === sign;
}

export function copy(out: Words, ot: number, a: Words, at: number): void {
  out[ot] = a[at]!;
  out[ot + 1] = a[at + 1]!;
  out[ot + 2] = a[at + 2]!;
  out[ot + 3] = a[at + 3]!;
}

/** Stores a sum. @returns how many times 2^128 it lacks: 0, 1 or -1 */
export function add(out: Words, ot: number, a: Words, at: number, b: Words, bt: number): number {
  let s = (a[at]! >>> 0) + (b[bt]! >>> 0);
  out[ot] = s;
  s = (a[at + 1]! >>> 0) + (b[bt + 1]! >>> 0) + (s >= WORD ? 1 : 0);
  out[ot + 1] = s;
  s = (a[at + 2]! >>> 0) + (b[bt + 2]! >>> 0) + (s >= WORD ? 1 : 0);
  out[ot + 2] = s;
  s = a[at + 3]! + b[bt + 3]! + (s >= WORD ? 1 : 0);
  out[ot + 3] = s;
  return s > 0x7fffffff ? 1 : s < -0x80000000 ? -1 : 0;
}

/** Stores a difference. @returns how many times 2^128 it lacks: 0, 1 or -1 */
export function subtract(out: Words, ot: number, a: Words, at: number, b: Words, bt: number): number {
  let s = (a[at]! >>> 0) - (b[bt]! >>> 0);
  out[ot] = s;
  s = (a[at + 1]! >>> 0) - (b[bt + 1]! >>> 0) - (s < 0 ? 1 : 0);
  out[ot + 1] = s;
  s = (a[at + 2]! >>> 0) - (b[bt + 2]! >>> 0) - (s < 0 ? 1 : 0);
  out[ot + 2] = s;
  s = a[at + 3]! - b[bt + 3]! - (s < 0 ? 1 : 0);
  out[ot + 3] = s;
  return s > 0x7fffffff ? 1 : s < -0x80000000 ? -1 : 0;
}

/** Stores the negative of an integer, which may lie in the same place. */
export function negate(out: Words, ot: number, a: Words, at: number): void {
  subtract(out, ot, NOTHING, 0, a, at);
}

const NOTHING = new Int32Array(4);

/** Below 0, 0 or above 0, as `a` is less than, equal to or more than `b`. */
export function compare(a: Words, at: number, b: Words, bt: number): number {
  if (a[at + 3] !== b[bt + 3]) return a[at + 3]! < b[bt + 3]! ? -1 : 1;
  if (a[at + 2] !== b[bt + 2]) return a[at + 2]! >>> 0 < b[bt + 2]! >>> 0 ? -1 : 1;
  if (a[at + 1] !== b[bt + 1]) return a[at + 1]! >>> 0 < b[bt + 1]! >>> 0 ? -1 : 1;
  if (a[at] !== b[bt]) return a[at]! >>> 0 < b[bt]! >>> 0 ? -1 : 1;
  return 0;
}

export const equal = (a: Words, at: number, b: Words, bt: number): boolean =>
  a[at] === b[bt] && a[at + 1] === b[bt + 1] && a[at + 2] === b[bt + 2] && a[at + 3] === b[bt + 3];

/** The most digits of a DECIMAL. */
const MOST_DIGITS = 38;

const powers = (sign: bigint): Words => {
  const words = new Int32Array(4 * (MOST_DIGITS + 1));
  for (let n = 0; n <= MOST_DIGITS; n++) setInteger(words, 4 * n, sign * 10n ** BigInt(n));
  return words;
};

const ABOVE = powers(1n);
const BELOW = powers(-1n);

/** Whether an integer has at most so many digits. */
export function hasDigits(a: Words, at: number, precision: number): boolean {
  if (precision > 18 && isLong(a, at)) return true;
  return compare(a, at, ABOVE, 4 * precision) < 0 && compare(a, at, BELOW, 4 * precision) > 0;
}

/** Digits that are divided away at once: a rest of them and a word behind it are an exact double, and so is the quotient. */
const CHUNK = 6;
const TENS = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/** What is computed with, without a sign, the lowest word first; of a product twice as many. */
const size = new Int32Array(4);
export const made = new Int32Array(9);

/** Stores an integer without its sign. @returns how many words are in use */
export function takeApart(out: Words, a: Words, at: number): number {
  if (a[at + 3]! < 0) negate(out, 0, a, at);
  else copy(out, 0, a, at);
  return out[3] !== 0 ? 4 : out[2] !== 0 ? 3 : out[1] !== 0 ? 2 : 1;
}

/** Stores what `made` holds. @returns whether 127 bits hold it */
export function putTogether(out: Words, ot: number, used: number, negative: boolean): boolean {
  for (let i = 4; i < used; i++) if (made[i] !== 0) return false;
  for (let i = used; i < 4; i++) made[i] = 0;
  if (made[3]! < 0) return false;
  if (negative) negate(out, ot, made, 0);
  else copy(out, ot, made, 0);
  return true;
}

/** The upper word of a product of two words, of which the lower one is known: a product of doubles lacks only low bits. */
const upper = (x: number, y: number, low: number): number => Math.floor((x * y - low) / WORD + 0.5);

/** Multiplies the sizes of two integers into `made`. @returns how many words are in use */
function multiplySizes(a: Words, at: number, b: Words, bt: number): number {
  if (isLong(a, at) && isLong(b, bt)) {
    // The size of a pair of words: of a negative one the complement, plus one.
    const x = a[at + 1]! >> 31;
    const y = b[bt + 1]! >> 31;
    const low = (a[at]! ^ x) - x;
    const other = (b[bt]! ^ y) - y;
    const high = (a[at + 1]! ^ x) - (x !== 0 && a[at] === 0 ? x : 0);
    const otherHigh = (b[bt + 1]! ^ y) - (y !== 0 && b[bt] === 0 ? y : 0);
    return multiplyPairs(low >>> 0, high >>> 0, other >>> 0, otherHigh >>> 0);
  }
  const n = takeApart(factor, b, bt);
  return multiplyWords(size, takeApart(size, a, at), factor, n);
}

const factor = new Int32Array(4);

/** Multiplies integers of so many words into `made`. @returns how many words are in use */
function multiplyWords(a: Words, m: number, b: Words, n: number): number {
  for (let i = 0; i < n; i++) made[i] = 0;
  for (let i = 0; i < m; i++) {
    const x = a[i]! >>> 0;
    let carry = 0;
    for (let k = 0; k < n; k++) {
      const y = b[k]! >>> 0;
      const low = Math.imul(x, y) >>> 0;
      const high = upper(x, y, low);
      const sum = (made[i + k]! >>> 0) + low + carry;
      made[i + k] = sum;
      carry = high + (sum >= 2 * WORD ? 2 : sum >= WORD ? 1 : 0);
    }
    made[i + n] = carry;
  }
  return inUse(m + n);
}

/** The same of pairs of words, the lower one first: few digits are what most numbers have. */
function multiplyPairs(a: number, a1: number, b: number, b1: number): number {
  const low = Math.imul(a, b) >>> 0;
  const low1 = Math.imul(a1, b) >>> 0;
  if (b1 === 0) {
    const sum = upper(a, b, low) + low1;
    made[0] = low;
    made[1] = sum;
    made[2] = upper(a1, b, low1) + (sum >= WORD ? 1 : 0);
    return inUse(3);
  }
  const low2 = Math.imul(a, b1) >>> 0;
  const low3 = Math.imul(a1, b1) >>> 0;
  const second = upper(a, b, low) + low1 + low2;
  const third = upper(a1, b, low1) + upper(a, b1, low2) + low3 + Math.floor(second / WORD);
  made[0] = low;
  made[1] = second;
  made[2] = third;
  made[3] = upper(a1, b1, low3) + Math.floor(third / WORD);
  return inUse(4);
}

/** Of some words of `made` those before the last that is not 0. */
export function inUse(most: number): number {
  let used = most;
  while (used > 0 && made[used - 1] === 0) used--;
  return used;
}

/** Divides `made` by a number up to 2^20. @returns the rest */
export function divideBy(divisor: number, used: number): number {
  let rest = 0;
  for (let i = used - 1; i >= 0; i--) {
    const n = rest * WORD + (made[i]! >>> 0);
    const q = Math.floor(n / divisor);
    made[i] = q;
    rest = n - q * divisor;
  }
  return rest;
}

/** The same by a number up to 2^36, half a word at a time. */
export function divideByLarger(divisor: number, used: number): number {
  let rest = 0;
  for (let i = used - 1; i >= 0; i--) {
    const word = made[i]!;
    const n = rest * HALF + (word >>> 16);
    const high = Math.floor(n / divisor);
    const m = (n - high * divisor) * HALF + (word & 0xffff);
    const low = Math.floor(m / divisor);
    made[i] = (high << 16) | low;
    rest = m - low * divisor;
  }
  return rest;
}

const HALF = 65536;
/** The largest numbers that they divide by. */
export const SMALL_DIVISOR = 2 ** 20;
export const LARGER_DIVISOR = 2 ** 36;

/** Multiplies `made` by a number up to 2^20 and adds another. @returns how many words are in use */
export function multiplyBy(by: number, used: number, more: number): number {
  let carry = more;
  for (let i = 0; i < used; i++) {
    const n = (made[i]! >>> 0) * by + carry;
    carry = Math.floor(n / WORD);
    made[i] = n - carry * WORD;
  }
  if (carry === 0) return used;
  made[used] = carry;
  return used + 1;
}

/** Multiplies the size of an integer and a power of ten into `made`. @returns how many words are in use */
export const multiplyByTens = (a: Words, at: number, digits: number): number => multiplySizes(a, at, ABOVE, 4 * digits);

/** Divides `made` by a power of ten and rounds it. @returns how many words are in use */
function dropDigits(digits: number, used: number, mode: RoundingMode = 'half up', negative = false): number {
  let rest = 0;
  let unit = 1;
  let below = 0;
  for (let left = digits; left > 0; left -= CHUNK) {
    if (rest !== 0) below = 1;
    unit = TENS[Math.min(left, CHUNK)]!;
    rest = divideBy(unit, used);
  }
  if (rest === 0 && below === 0) return used;
  return goesUp(made[0]! & 1, 2 * rest + below, unit, mode, negative) ? multiplyBy(1, used, 1) : used;
}

/**
 * Stores an integer divided by a power of ten and rounded.
 *
 * @returns whether it has at most `precision` digits; else nothing useful is stored
 */
export function roundDigits(
  out: Words,
  a: Words,
  at: number,
  digits: number,
  mode: RoundingMode,
  precision: number,
): boolean {
  const negative = a[at + 3]! < 0;
  const used = dropDigits(digits, takeApart(made, a, at), mode, negative);
  return putTogether(out, 0, used, negative) && hasDigits(out, 0, precision);
}

/**
 * Stores an integer with its point moved: times a power of ten, or divided by one and rounded half up.
 *
 * @param digits how far, below 0 for a division
 * @returns whether it has at most `precision` digits; else nothing useful is stored
 */
export function rescale(out: Words, ot: number, a: Words, at: number, digits: number, precision: number): boolean {
  if (digits === 0) {
    copy(out, ot, a, at);
    return hasDigits(out, ot, precision);
  }
  const x = wholeAt(a, at);
  if (x === x && digits >= -15 && digits <= 15) {
    const n = movedWhole(x, digits);
    if (n < SAFE && n > -SAFE) {
      setWhole(out, ot, n);
      return precision > 15 || (n < TENS[precision]! && n > -TENS[precision]!);
    }
  }
  if (digits > MOST_DIGITS) return false;
  const negative = a[at + 3]! < 0;
  const used = digits > 0 ? multiplyByTens(a, at, digits) : dropDigits(-digits, takeApart(made, a, at));
  return putTogether(out, ot, used, negative) && hasDigits(out, ot, precision);
}

/** The same of a double; what is not exact is NaN or beyond what is safe. */
function movedWhole(x: number, digits: number): number {
  if (digits >= 0) return x * TENS[digits]!;
  const unit = TENS[-digits]!;
  const size = x < 0 ? -x : x;
  let q = Math.floor(size / unit);
  if ((size - q * unit) * 2 >= unit) q++;
  return x < 0 ? 0 - q : q;
}

/**
 * Stores a product, its point moved to the left by so many digits (0 and more) and rounded half up.
 *
 * @returns whether it has at most `precision` digits; else nothing useful is stored
 */
export function multiply(
  out: Words,
  a: Words,
  at: number,
  b: Words,
  bt: number,
  dropped: number,
  precision: number,
): boolean {
  const x = wholeAt(a, at) * wholeAt(b, bt);
  if (x < SAFE && x > -SAFE && dropped <= 15) {
    const n = dropped === 0 ? x : movedWhole(x, -dropped);
    setWhole(out, 0, n);
    return precision > 15 || (n < TENS[precision]! && n > -TENS[precision]!);
  }
  const negative = a[at + 3]! < 0 !== b[bt + 3]! < 0;
  const used = multiplySizes(a, at, b, bt);
  return putTogether(out, 0, dropDigits(dropped, used), negative) && hasDigits(out, 0, precision);
}

/**
 * Stores a quotient, its point moved to the right by so many digits (0 and more) and rounded half up.
 *
 * @param divisor from 1 to 2^36
 * @returns whether it has at most `precision` digits; else nothing useful is stored
 */
export function divide(out: Words, a: Words, at: number, digits: number, divisor: number, precision: number): boolean {
  const negative = a[at + 3]! < 0;
  const used = multiplyByTens(a, at, digits);
  const rest = (divisor <= SMALL_DIVISOR ? divideBy : divideByLarger)(divisor, used);
  return (
    putTogether(out, 0, 2 * rest >= divisor ? multiplyBy(1, used, 1) : used, negative) && hasDigits(out, 0, precision)
  );
}

/**
 * Stores the whole number of times that a power of ten goes into an integer, the rest dropped.
 *
 * @returns whether 64 bits hold it
 */
export function truncate(out: Words, a: Words, at: number, digits: number): boolean {
  const x = wholeAt(a, at);
  if (x === x && digits <= 15) {
    setWhole(out, 0, Math.trunc(x / TENS[digits]!));
    return true;
  }
  const negative = a[at + 3]! < 0;
  const used = takeApart(made, a, at);
  for (let left = digits; left > 0; left -= CHUNK) divideBy(TENS[Math.min(left, CHUNK)]!, used);
  putTogether(out, 0, used, negative);
  return isLong(out, 0);
}

/** Six digits at a time, the lowest first. @returns how many such parts there are */
export function digitParts(parts: Float64Array, a: Words, at: number): number {
  let used = takeApart(made, a, at);
  let count = 0;
  do {
    parts[count++] = divideBy(TENS[CHUNK]!, used);
    used = inUse(used);
  } while (used > 0);
  return count;
}

/** Digits that are read one after the other. */
export class DigitReader {
  private used = 0;
  private pending = 0;
  private count = 0;

  begin(): void {
    this.used = this.pending = this.count = 0;
  }

  digit(n: number): void {
    this.pending = this.pending * 10 + n;
    if (++this.count === CHUNK) this.flush();
  }

  private flush(): void {
    this.used = multiplyBy(TENS[this.count]!, this.used, this.pending);
    this.pending = this.count = 0;
  }

  /** Stores what was read, with so many zeros behind it. @returns whether it has at most `precision` digits */
  finish(out: Words, negative: boolean, zeros: number, precision: number): boolean {
    if (this.count > 0) this.flush();
    let { used } = this;
    for (let left = zeros; left > 0 && used <= 4; left -= CHUNK)
      used = multiplyBy(TENS[Math.min(left, CHUNK)]!, used, 0);
    return putTogether(out, 0, used, negative) && hasDigits(out, 0, precision);
  }
}
