import type { TextArena } from '../../columnar/text-arena.ts';
import { floorDiv, packedDate, yearOfPacked } from '../../types/calendar.ts';
import { longAt, wholeAt, type Words } from '../../types/int128.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import { localMicros, shifted } from '../../types/wall-clock.ts';
import { putDigits, putFraction } from './put-number.ts';

const DASH = 45;
const PLUS = 43;
const COLON = 58;
const SPACE = 32;
const ZERO = 48;
/** A sign, a year of seven digits and the rest of a date and a time. */
const ROOM = 40;

/** Writes a number below 100 with two digits. */
function two(arena: Uint8Array, at: number, n: number): void {
  const tens = (n / 10) | 0;
  arena[at] = ZERO + tens;
  arena[at + 1] = ZERO + n - tens * 10;
}

/** Appends `2024-02-29`; years beyond 9999 with `+`, before 0000 with `-`. */
export function putDate(out: TextArena, days: number): void {
  out.reserve(ROOM);
  const date = packedDate(days);
  const year = yearOfPacked(date);
  if (year > 9999) out.arena[out.at++] = PLUS;
  else if (year < 0) out.arena[out.at++] = DASH;
  putDigits(out, year < 0 ? -year : year, 4);
  const { arena, at } = out;
  arena[at] = DASH;
  two(arena, at + 1, (date >> 5) & 15);
  arena[at + 3] = DASH;
  two(arena, at + 4, date & 31);
  out.at = at + 6;
}

/** A function that appends `2024-02-29 12:34:56.789`, the fraction without trailing zeros, of an instant given as words. */
export function plainInstantPutter(zone: TimeZone): (out: TextArena, words: Words, at: number) => void {
  return (out, words, at) => {
    const x = wholeAt(words, at);
    if (x === x) {
      const local = shifted(x, zone);
      const seconds = Math.floor(local / 1e6);
      putDateTime(out, seconds, local - seconds * 1e6);
      return;
    }
    const local = localMicros(longAt(words, at), zone);
    const seconds = floorDiv(local, 1_000_000n);
    putDateTime(out, Number(seconds), Number(local - seconds * 1_000_000n));
  };
}

/** The same of local seconds since 1970 and microseconds. */
function putDateTime(out: TextArena, ofAll: number, micros: number): void {
  const days = Math.floor(ofAll / 86_400);
  putDate(out, days);
  const seconds = ofAll - days * 86_400;
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  const { arena, at } = out;
  arena[at] = SPACE;
  two(arena, at + 1, hours);
  arena[at + 3] = COLON;
  two(arena, at + 4, minutes - hours * 60);
  arena[at + 6] = COLON;
  two(arena, at + 7, seconds - minutes * 60);
  out.at = at + 9;
  putFraction(out, micros);
}
