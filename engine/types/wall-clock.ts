import { floorDiv, floorMod, MICROS_PER_DAY } from './calendar.ts';
import { exactOf, exactOfAny, longOf } from './exact-long.ts';
import type { TimeZone } from './time-zone.ts';

/** What the clock on the wall of a zone shows at an instant, as plain numbers. */

const DAY = Number(MICROS_PER_DAY);

/** Local microseconds of exact instants, exact too. */
export const shifted = (x: number, zone: TimeZone): number =>
  zone.id === 'UTC' ? x : x + zone.offsetAt(Math.floor(x / 1e6)) * 1e6;

/** The instant of exact local microseconds. */
export function instantOfExact(local: number, zone: TimeZone): number {
  if (zone.id === 'UTC') return local;
  const second = Math.floor(local / 1e6);
  return zone.instantOf(second) * 1e6 + (local - second * 1e6);
}

/** Local microseconds of an instant; those of the first and last days of all may be beyond 64 bits. */
export function localMicros(micros: bigint, zone: TimeZone): bigint {
  if (zone.id === 'UTC') return micros;
  const x = exactOf(micros);
  if (x === x) return longOf(shifted(x, zone));
  return micros + BigInt(zone.offsetAt(Number(floorDiv(micros, 1_000_000n)))) * 1_000_000n;
}

/** The instant at which the wall clock in a zone shows a local time. */
export function instantMicros(local: bigint, zone: TimeZone): bigint {
  if (zone.id === 'UTC') return local;
  const x = exactOfAny(local);
  if (x === x) return longOf(instantOfExact(x, zone));
  const seconds = floorDiv(local, 1_000_000n);
  return BigInt(zone.instantOf(Number(seconds))) * 1_000_000n + (local - seconds * 1_000_000n);
}

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
