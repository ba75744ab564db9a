import { daysFromCivil, daysInMonth } from '../../types/calendar.ts';
import type { TimeZone } from '../../types/time-zone.ts';

/** Dates and times of one common shape read from bytes; NaN stands for every other text, which has a slower reader. */

const ZERO = 48;
const DASH = 45;
const COLON = 58;
const POINT = 46;
const SPACE = 32;
const T = 84;
const Z = 90;
const DATE_LENGTH = 10;
const CLOCK_LENGTH = 19;

/** Two digits, NaN for others. */
function two(b: Uint8Array, at: number): number {
  const [tens, ones] = [b[at]! - ZERO, b[at + 1]! - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** Days of `2024-02-29`. */
export function readDate(b: Uint8Array, start: number, end: number): number {
  return end - start === DATE_LENGTH ? dateAt(b, start) : NaN;
}

function dateAt(b: Uint8Array, at: number): number {
  if (b[at + 4] !== DASH || b[at + 7] !== DASH) return NaN;
  const year = two(b, at) * 100 + two(b, at + 2);
  const month = two(b, at + 5);
  const day = two(b, at + 8);
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN;
  return day > 28 && day > daysInMonth(year, month) ? NaN : daysFromCivil(year, month, day);
}

/** Microseconds of the wall clock `2024-02-29 12:34:56.789`, with T or a blank; the fraction has up to six digits. */
export function readLocal(b: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < CLOCK_LENGTH || length > CLOCK_LENGTH + 7) return NaN;
  const middle = b[start + 10]!;
  if ((middle !== SPACE && middle !== T) || b[start + 13] !== COLON || b[start + 16] !== COLON) return NaN;
  const days = dateAt(b, start);
  const hour = two(b, start + 11);
  const minute = two(b, start + 14);
  const second = two(b, start + 17);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
  if (length === CLOCK_LENGTH) return seconds * 1e6;
  if (b[start + CLOCK_LENGTH] !== POINT || length === CLOCK_LENGTH + 1) return NaN;
  let fraction = 0;
  for (let i = start + CLOCK_LENGTH + 1, unit = 100_000; i < end; i++, unit /= 10) {
    const digit = b[i]! - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    fraction += digit * unit;
  }
  return seconds * 1e6 + fraction;
}

/** Years in which microseconds are exact as doubles and zones have the offsets of our days. */
const [EARLIEST, LATEST] = [daysFromCivil(1700, 1, 1) * 86_400e6, daysFromCivil(2200, 1, 1) * 86_400e6];

/** Microseconds of an instant: the same, of a zone's wall clock, or with `Z` of that of UTC. */
export function readInstant(b: Uint8Array, start: number, end: number, zone: TimeZone): number {
  const utc = end > start && b[end - 1] === Z;
  const local = readLocal(b, start, utc ? end - 1 : end);
  if (!(local >= EARLIEST && local < LATEST)) return NaN;
  if (utc || zone.id === 'UTC') return local;
  const seconds = Math.floor(local / 1e6);
  return zone.instantOf(seconds) * 1e6 + (local - seconds * 1e6);
}
