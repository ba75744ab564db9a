import type { TextArena } from '../../columnar/text-arena.ts';
import type { Words } from '../../types/int128.ts';
import { putAllDigits } from './put-number.ts';

const [ZERO, FIVE, NINE, MINUS, POINT, COMMA] = [48, 53, 57, 45, 46, 44];

/**
 * Appends an integer of any size, `scale` of its digits behind the point, rounded half to even at so many decimals and with
 * its digits in groups of three.
 */
export function putGroupedDigits(out: TextArena, words: Words, at: number, scale: number, decimals: number): void {
  out.reserve(ROOM + decimals);
  if (words[at + 3]! < 0) out.arena[out.at++] = MINUS;
  const from = out.at;
  putAllDigits(out, words, at, scale + 1);
  if (decimals < scale) dropDigits(out, from, scale - decimals);
  for (let i = scale; i < decimals; i++) out.arena[out.at++] = ZERO;
  const whole = out.at - from - decimals;
  const commas = ((whole - 1) / 3) | 0;
  const { arena } = out;
  let to = out.at + commas + (decimals > 0 ? 1 : 0);
  let read = out.at;
  out.at = to;
  for (let i = 0; i < decimals; i++) arena[--to] = arena[--read]!;
  if (decimals > 0) arena[--to] = POINT;
  for (let left = commas; left > 0; left--) {
    for (let k = 0; k < 3; k++) arena[--to] = arena[--read]!;
    arena[--to] = COMMA;
  }
}

/** Digits, commas, a sign and a point. */
const ROOM = 64;

/** Takes away the last digits of a number that begins at a place, rounded half to even. */
function dropDigits(out: TextArena, from: number, count: number): void {
  const { arena } = out;
  const end = out.at - count;
  const isUp = goesUp(arena, end, out.at);
  out.at = end;
  if (!isUp) return;
  let i = end - 1;
  while (i >= from && arena[i] === NINE) arena[i--] = ZERO;
  if (i >= from) arena[i]!++;
  else {
    arena.copyWithin(from + 1, from, end);
    arena[from] = ZERO + 1;
    out.at++;
  }
}

function goesUp(arena: Uint8Array, end: number, last: number): boolean {
  if (arena[end] !== FIVE) return arena[end]! > FIVE;
  for (let i = end + 1; i < last; i++) if (arena[i] !== ZERO) return true;
  return (arena[end - 1]! & 1) === 1;
}
