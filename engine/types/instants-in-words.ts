import { EXACT, exactIf } from './exact-long.ts';
import { integerAt, longAt, setInteger, setWhole, wholeAt, type Words } from './int128.ts';
import type { TimeZone } from './time-zone.ts';
import { dayAt, instantMicros, instantOfExact, localMicros, microsOfDayAt, shifted } from './wall-clock.ts';
import { MICROS_PER_DAY } from './calendar.ts';

/** What the clock on the wall of a zone shows at instants that lie in memory: bigints are made beyond the year 2255 only. */

const DAY = Number(MICROS_PER_DAY);
/** Days since 1970-01-01. */
export function dayOfInstant(a: Words, at: number, zone: TimeZone): number {
  const x = wholeAt(a, at);
  return x === x ? Math.floor(shifted(x, zone) / DAY) : dayAt(longAt(a, at), zone);
}

/** Microseconds since midnight. */
export function microsOfDay(a: Words, at: number, zone: TimeZone): number {
  const x = wholeAt(a, at);
  if (x !== x) return microsOfDayAt(longAt(a, at), zone);
  const local = shifted(x, zone);
  return local - Math.floor(local / DAY) * DAY;
}

/** Whole seconds since midnight. */
export const secondOfDay = (a: Words, at: number, zone: TimeZone): number => Math.floor(microsOfDay(a, at, zone) / 1e6);

/** Stores the local microseconds of an instant. */
export function setLocal(out: Words, a: Words, at: number, zone: TimeZone): void {
  const x = wholeAt(a, at);
  if (x === x) setWhole(out, 0, shifted(x, zone));
  else setInteger(out, 0, localMicros(integerAt(a, at), zone));
}

/** Stores the instant at which the wall clock in a zone shows a local time, which 64 bits need not hold. */
export function setInstant(out: Words, a: Words, at: number, zone: TimeZone): void {
  const x = wholeAt(a, at);
  if (x === x) setWhole(out, 0, instantOfExact(x, zone));
  else setInteger(out, 0, instantMicros(integerAt(a, at), zone));
}

/** From one instant to another on the wall clock, in microseconds; NaN where doubles might not be exact. */
export function exactlyApart(a: Words, at: number, b: Words, bt: number, zone: TimeZone): number {
  const from = wholeAt(a, at);
  const to = wholeAt(b, bt);
  if (from !== from || to !== to) return from - to;
  const apart = shifted(to, zone) - shifted(from, zone);
  return exactIf(apart < EXACT && apart > -EXACT, apart);
}

/** The same of any two instants. */
export const microsApart = (a: Words, at: number, b: Words, bt: number, zone: TimeZone): bigint =>
  localMicros(longAt(b, bt), zone) - localMicros(longAt(a, at), zone);
