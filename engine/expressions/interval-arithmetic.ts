import { addMonthsToDays, floorDiv, floorMod, MICROS_PER_DAY } from '../types/calendar.ts';
import { exactOf, longOf } from '../types/exact-long.ts';
import { RuntimeError } from '../types/errors.ts';
import { timeZone, type TimeZone } from '../types/time-zone.ts';
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
    const onClock = months !== 0 || days !== 0;
    const x = exactOf(micros);
    const sum = (onClock ? movedExact(x, months, days, zone) : x) + exactOf(rest);
    if (sum < EXACT && sum > -EXACT) return longOf(sum);
    const moved = onClock ? instantMicros(addToLocal(localMicros(micros, zone), months, days), zone) : micros;
    return checkedMicros(moved + rest);
  };
}

/** Sums of whole doubles up to here are exact. */
export const EXACT = 2 ** 52;
const DAY = Number(MICROS_PER_DAY);

/** An exact instant some months and days later on a zone's wall clock, NaN for one that is not. */
function movedExact(x: number, months: number, days: number, zone: TimeZone): number {
  if (x !== x) return NaN;
  const local = shifted(x, zone);
  const day = Math.floor(local / DAY);
  const moved = (months === 0 ? day : addMonthsToDays(day, months)) + days;
  return instantOfExact(local + (moved - day) * DAY, zone);
}

/** The same for a wall clock. */
export const addToWallClock = instantAdder('UTC');

/** A day-time interval as whole days and the rest. */
export function dayTimeSpan(micros: bigint): Span {
  const days = micros / MICROS_PER_DAY;
  return { months: 0, days: Number(days), micros: micros - days * MICROS_PER_DAY };
}
