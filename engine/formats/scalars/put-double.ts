import type { TextArena } from '../../columnar/text-arena.ts';
import { doubleToText } from '../../types/java-double.ts';
import { putDigits, putPoint } from './put-number.ts';

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const ROOM = 28;
/** Two digits after the point (money), six, and as many as there can be: one decimal fits a double of 15 digits. */
const HUNDRED = 100;
const MILLION = 1e6;
const MOST_DIGITS = 1e15;

/** Appends a DOUBLE as Java 17 writes it. */
export function putDouble(out: TextArena, x: number): void {
  const size = x < 0 ? -x : x;
  if (size >= 1e-3 && size < 1e7) {
    if (putShort(out, x, size, HUNDRED, 2)) return;
    if (putShort(out, x, size, MILLION, 6)) return;
  }
  out.putText(doubleToText(x));
}

/**
 * A decimal of at most 15 digits that reads as the double is the only one, so Java finds it too.
 *
 * @returns false when there is none with so many decimals
 */
function putShort(out: TextArena, x: number, size: number, unit: number, decimals: number): boolean {
  const n = Math.floor(size * unit + 0.5);
  if (n >= MOST_DIGITS || n / unit !== size) return false;
  out.reserve(ROOM);
  if (x < 0) out.arena[out.at++] = MINUS;
  putDigits(out, n, decimals + 1);
  putPoint(out, decimals);
  const { arena } = out;
  while (arena[out.at - 1] === ZERO && arena[out.at - 2] !== POINT) out.at--;
  return true;
}
