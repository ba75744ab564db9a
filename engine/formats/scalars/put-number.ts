import type { TextArena } from '../../columnar/text-arena.ts';
import { digitParts, wholeAt, type Words } from '../../types/int128.ts';

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const LIMB = 1e9;
const LARGEST_INT = 2147483647;
/** Digits of the largest safe integer, a sign and a point. */
const ROOM = 18;

/** Writes a number up to 2^31 so that it ends before `end`, with leading zeros up to `from`. @returns where it begins */
function fill(arena: Uint8Array, n: number, from: number, end: number): number {
  let at = end;
  let rest = n | 0;
  while (rest > 0 || at > from) {
    const tenth = (rest / 10) | 0;
    arena[--at] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at;
}

function digitsOf(n: number): number {
  let digits = 1;
  for (let limit = 10; n >= limit; limit *= 10) digits++;
  return digits;
}

/** Appends a whole number from 0 to 2^53 with at least `width` digits; room for it is there. */
export function putDigits(out: TextArena, n: number, width: number): void {
  const { arena, at } = out;
  const count = digitsOf(n);
  const end = at + (count > width ? count : width);
  out.at = end;
  if (n <= LARGEST_INT) {
    fill(arena, n, at, end);
    return;
  }
  const high = Math.floor(n / LIMB);
  fill(arena, n - high * LIMB, end - 9, end);
  fill(arena, high, at, end - 9);
}

/** Appends a point and microseconds of a second without trailing zeros, nothing where there are none; room is there. */
export function putFraction(out: TextArena, micros: number): void {
  if (micros === 0) return;
  out.arena[out.at++] = POINT;
  putDigits(out, micros, 6);
  while (out.arena[out.at - 1] === ZERO) out.at--;
}

/** Appends a whole number within 2^53. */
export function putWhole(out: TextArena, n: number): void {
  out.reserve(ROOM);
  if (n < 0) out.arena[out.at++] = MINUS;
  putDigits(out, n < 0 ? -n : n, 1);
}

/** Moves the last digits one to the right and puts the point before them. */
export function putPoint(out: TextArena, decimals: number): void {
  const { arena } = out;
  const point = out.at - decimals;
  for (let i = out.at; i > point; i--) arena[i] = arena[i - 1]!;
  arena[point] = POINT;
  out.at++;
}

/** Six digits at a time, the lowest first. */
const parts = new Float64Array(7);
const PART = 6;
/** Digits of the largest DECIMAL, a sign, a point and a zero before it. */
const WIDE_ROOM = 41;

/** A function that appends an integer, given as words, with so many of its digits after the point. */
export function decimalPutter(scale: number): (out: TextArena, words: Words, at: number) => void {
  return (out, words, at) => {
    const x = wholeAt(words, at);
    if (x === x) {
      putFixed(out, x < 0, x < 0 ? -x : x, scale);
      return;
    }
    out.reserve(WIDE_ROOM);
    if (words[at + 3]! < 0) out.arena[out.at++] = MINUS;
    putAllDigits(out, words, at, scale + 1);
    if (scale > 0) putPoint(out, scale);
  };
}

/** Appends the digits of an integer of any size without its sign, at least `least`; room for them is there. */
export function putAllDigits(out: TextArena, words: Words, at: number, least: number): void {
  const { arena, at: from } = out;
  const count = digitParts(parts, words, at);
  let end = from + digitsOf(parts[count - 1]!);
  fill(arena, parts[count - 1]!, from, end);
  for (let i = count - 2; i >= 0; i--, end += PART) fill(arena, parts[i]!, end, end + PART);
  const missing = least - (end - from);
  if (missing > 0) {
    arena.copyWithin(from + missing, from, end);
    arena.fill(ZERO, from, from + missing);
    end += missing;
  }
  out.at = end;
}

/** Appends a BIGINT given as words. */
export const putLong = decimalPutter(0);

/** Appends `n / 10^decimals`, all decimals written. @param n from 0 to 2^53 */
export function putFixed(out: TextArena, negative: boolean, n: number, decimals: number): void {
  out.reserve(ROOM + decimals);
  if (negative) out.arena[out.at++] = MINUS;
  putDigits(out, n, decimals + 1);
  if (decimals > 0) putPoint(out, decimals);
}

const COMMA = 44;

/** Appends a whole number from 0 to 2^53 with its digits in groups of three. */
export function putGrouped(out: TextArena, n: number): void {
  const digits = digitsOf(n);
  const commas = ((digits - 1) / 3) | 0;
  out.reserve(digits + commas);
  putDigits(out, n, 1);
  const { arena } = out;
  let from = out.at;
  let to = from + commas;
  out.at = to;
  for (let left = commas; left > 0; left--) {
    for (let k = 0; k < 3; k++) arena[--to] = arena[--from]!;
    arena[--to] = COMMA;
  }
}

/** Appends `n / 10^decimals` in groups, all decimals written. */
export function putGroupedFraction(out: TextArena, negative: boolean, n: number, decimals: number): void {
  const unit = 10 ** decimals;
  const whole = Math.floor(n / unit);
  out.reserve(ROOM);
  if (negative) out.arena[out.at++] = MINUS;
  putGrouped(out, whole);
  if (decimals === 0) return;
  out.reserve(ROOM + decimals);
  out.arena[out.at++] = POINT;
  putDigits(out, n - whole * unit, decimals);
}
