import { addMonthsToDays, floorDiv, floorMod, MICROS_PER_DAY } from '../types/calendar.ts';
import { instantMicros, localMicros } from '../types/date-text.ts';
import { longOf } from '../types/exact-long.ts';
import { RuntimeError } from '../types/errors.ts';
import { timeZone, type TimeZone } from '../types/time-zone.ts';
import { dayAt, microsOfDayAt } from '../types/wall-clock.ts';

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

export function checkedDays(days: number): number {
  if ((days | 0) !== days) throw datetimeOverflow();
  return days;
}

/** A wall clock some months and days later. */
export function addToLocal(local: bigint, months: number, days: number): bigint {
  const day = Number(floorDiv(local, MICROS_PER_DAY));
  const moved = (months === 0 ? day : addMonthsToDays(day, months)) + days;
  return BigInt(moved) * MICROS_PER_DAY + floorMod(local, MICROS_PER_DAY);
}

export interface Span {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

/** A function that adds a span to an instant: months and days on the zone's wall clock, the rest as elapsed time. */
export function instantAdder(zoneId: string): (micros: bigint, span: Span) => bigint {
  const zone = timeZone(zoneId);
  return (micros, { months, days, micros: rest }) => {
    const moved = months === 0 && days === 0 ? micros : movedInstant(micros, months, days, zone);
    return checkedMicros(moved + rest);
  };
}

/** Days around 1970 that are exact as microseconds in a double. */
const EXACT_DAYS = 104_000;

function movedInstant(micros: bigint, months: number, days: number, zone: TimeZone): bigint {
  const day = dayAt(micros, zone);
  const moved = (months === 0 ? day : addMonthsToDays(day, months)) + days;
  if (Math.abs(day) < EXACT_DAYS && Math.abs(moved) < EXACT_DAYS) {
    const ofDay = microsOfDayAt(micros, zone);
    const second = Math.floor(ofDay / 1e6);
    return longOf(zone.instantOf(moved * 86_400 + second) * 1e6 + (ofDay - second * 1e6));
  }
  return instantMicros(addToLocal(localMicros(micros, zone), months, days), zone);
}

/** The same for a wall clock. */
export const addToWallClock = instantAdder('UTC');

/** A day-time interval as whole days and the rest. */
export function dayTimeSpan(micros: bigint): Span {
  const days = micros / MICROS_PER_DAY;
  return { months: 0, days: Number(days), micros: micros - days * MICROS_PER_DAY };
}
