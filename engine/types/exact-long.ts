/** A double where it is exact, else NaN, which is computed: beside a constant V8 would make an object of each double. */
export const exactIf = (isExact: boolean, x: number): number => (isExact ? x : x * NaN);

/** The double nearest to a 64-bit integer of two words. */
export const doubleOfWords = (low: number, high: number): number => high * 4294967296 + (low >>> 0);

const LONG = new BigInt64Array(1);
const HALVES = new Int32Array(LONG.buffer);
/** Every whole number below this one is exact as a double. */
export const EXACT = 2 ** 53;
/** The same with room: a little inside 2^53, so that a rounding, or two months of microseconds, more or less are too. */
export const SAFE = 9e15;

/**
 * A 64-bit integer as a double, NaN when it is beyond 9 * 10^15 and might not be exact. Arithmetic on doubles costs a tenth
 * of what it costs on bigints, and microseconds are exact until the year 2255.
 *
 * @param n within 64 bits
 */
export function exactOf(n: bigint): number {
  LONG[0] = n;
  const x = doubleOfWords(HALVES[0]!, HALVES[1]!);
  return exactIf(x <= SAFE && x >= -SAFE, x);
}

/** The double nearest to a 64-bit integer, without the call that `Number` is. @param n within 64 bits */
export function doubleOf(n: bigint): number {
  LONG[0] = n;
  return doubleOfWords(HALVES[0]!, HALVES[1]!);
}

/** The bigint of a 32-bit integer, without the call that `BigInt` is. */
export function longOfInt(n: number): bigint {
  HALVES[0] = n;
  HALVES[1] = n >> 31;
  return LONG[0]!;
}

/** The bigint of a whole double within 2^53, without the call that `BigInt` is. */
export function longOf(x: number): bigint {
  HALVES[0] = x | 0;
  HALVES[1] = Math.floor(x / 4294967296);
  return LONG[0]!;
}

/** The same of an integer of any size, such as that of a DECIMAL. */
export const exactOfAny = (n: bigint): number => (n < WIDE && n > NARROW ? exactOf(n) : NaN);

const WIDE = 10n ** 18n;
const NARROW = -WIDE;
