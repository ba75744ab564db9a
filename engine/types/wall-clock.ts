import { floorDiv, floorMod, MICROS_PER_DAY } from './calendar.ts';
import { localMicros } from './date-text.ts';
import { exactOf } from './exact-long.ts';
import type { TimeZone } from './time-zone.ts';

/** What the clock on the wall of a zone shows at an instant, as plain numbers. */

const DAY = Number(MICROS_PER_DAY);

/** Local microseconds of exact instants, exact too. */
export const shifted = (x: number, zone: TimeZone): number =>
  zone.id === 'UTC' ? x : x + zone.offsetAt(Math.floor(x / 1e6)) * 1e6;

/** Days since 1970-01-01. */
export function dayAt(micros: bigint, zone: TimeZone): number {
  const x = exactOf(micros);
  return x === x ? Math.floor(shifted(x, zone) / DAY) : Number(floorDiv(localMicros(micros, zone), MICROS_PER_DAY));
}

/** Microseconds since midnight. */
export function microsOfDayAt(micros: bigint, zone: TimeZone): number {
  const x = exactOf(micros);
  if (x !== x) return Number(floorMod(localMicros(micros, zone), MICROS_PER_DAY));
  const local = shifted(x, zone);
  return local - Math.floor(local / DAY) * DAY;
}

/** Whole seconds since midnight. */
export const secondOfDayAt = (micros: bigint, zone: TimeZone): number => Math.floor(microsOfDayAt(micros, zone) / 1e6);
