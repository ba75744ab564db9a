import { addMonthsToDays, floorDiv, floorMod, MICROS_PER_DAY } from '../types/calendar.ts';
import { exactIf, exactOf, exactOfAny, longOf, SAFE } from '../types/exact-long.ts';
import { RuntimeError } from '../types/errors.ts';
import type { TimeZone } from '../types/time-zone.ts';
import { instantMicros, instantOfExact, localMicros, shifted } from '../types/wall-clock.ts';

/** Adding spans to dates and timestamps, in a time zone where that matters. */

export const datetimeOverflow = (): RuntimeError =>
  new RuntimeError({ condition: 'DATETIME_OVERFLOW', sqlState: '22008', message: 'Datetime operation overflow.' });

export const intervalOverflow = (): RuntimeError =>
  new RuntimeError({
    condition: 'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION',
    sqlState: '22015',
    message: 'Integer overflow while operating with intervals.',
  });

export const intervalDividedByZero = (): RuntimeError =>
  new RuntimeError({
    condition: 'INTERVAL_DIVIDED_BY_ZERO',
    sqlState: '22012',
    message: 'Division by zero.',
    hint: 'Use `try_divide` to tolerate divisor being 0 and return NULL instead.',
  });

export function checkedMicros(micros: bigint): bigint {
  if (BigInt.asIntN(64, micros) !== micros) throw datetimeOverflow();
  return micros;
}

export function checkedInterval(micros: bigint): bigint {
  if (BigInt.asIntN(64, micros) !== micros) throw intervalOverflow();
  return micros;
}

export function checkedDays(days: number): number {
  if ((days | 0) !== days) throw datetimeOverflow();
  return days;
}

export function checkedMonths(months: number): number {
  if ((months | 0) !== months) throw intervalOverflow();
  return months;
}

export interface Span {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

const DAY = Number(MICROS_PER_DAY);

const isExact = (x: number): boolean => x <= SAFE && x >= -SAFE;

/**
 * An instant a span later: months and days on the zone's wall clock, the rest as elapsed time.
 *
 * @returns microseconds, NaN where doubles might not be exact
 */
export function exactLater(x: number, months: number, days: number, rest: number, zone: TimeZone): number {
  const moved = months === 0 && days === 0 ? x : movedExact(x, months, days, zone);
  const sum = moved + rest;
  return exactIf(isExact(moved) && isExact(rest) && isExact(sum), sum);
}

function movedExact(x: number, months: number, days: number, zone: TimeZone): number {
  if (x !== x) return x;
  const local = shifted(x, zone);
  const day = Math.floor(local / DAY);
  const moved = (months === 0 ? day : addMonthsToDays(day, months)) + days;
  const to = local + (moved - day) * DAY;
  return isExact(to) ? instantOfExact(to, zone) : to * NaN;
}

/** The same of any instant and span. */
export function later(micros: bigint, { months, days, micros: rest }: Span, zone: TimeZone): bigint {
  const exact = exactLater(exactOf(micros), months, days, exactOfAny(rest), zone);
  if (exact === exact) return longOf(exact);
  const onClock = months !== 0 || days !== 0;
  const moved = onClock ? instantMicros(addToLocal(localMicros(micros, zone), months, days), zone) : micros;
  return checkedMicros(moved + rest);
}

/** A wall clock some months and days later. */
function addToLocal(local: bigint, months: number, days: number): bigint {
  const day = Number(floorDiv(local, MICROS_PER_DAY));
  const moved = (months === 0 ? day : addMonthsToDays(day, months)) + days;
  return BigInt(moved) * MICROS_PER_DAY + floorMod(local, MICROS_PER_DAY);
}

/** A day-time interval as whole days and the rest. */
export function dayTimeSpan(micros: bigint): Span {
  const days = micros / MICROS_PER_DAY;
  return { months: 0, days: Number(days), micros: micros - days * MICROS_PER_DAY };
}
