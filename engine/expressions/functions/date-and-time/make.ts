import { daysFromCivil, daysInMonth } from '../../../types/calendar.ts';
import {
  CALENDAR_INTERVAL,
  DATE,
  DAY_TIME_INTERVAL,
  decimal,
  INTEGER,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  YEAR_MONTH_INTERVAL,
  type DataType,
} from '../../../types/data-type.ts';
import { instantMicros } from '../../../types/wall-clock.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { exactOfAny, longOf } from '../../../types/exact-long.ts';
import { timeZone } from '../../../types/time-zone.ts';
import { overflow } from '../../arithmetic.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarFunction } from '../../define-function.ts';
import type { TypedExpression } from '../../typed.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import { intervalOverflow } from '../../interval-arithmetic.ts';
import { perText } from '../../per-text.ts';
import { literalOf } from '../../signature.ts';
import { INT, TEXT, type TypePattern } from '../../type-pattern.ts';
import { knownZone } from './timestamps.ts';

const SECONDS: TypePattern = {
  names: ['DECIMAL(16,6)'],
  accepts: (t) => t.kind === 'decimal' && t.precision === 16 && t.scale === 6,
  concrete: decimal(16, 6),
};
const LONG_SECONDS: TypePattern = {
  names: ['DECIMAL(18,6)'],
  accepts: (t) => t.kind === 'decimal' && t.precision === 18 && t.scale === 6,
  concrete: decimal(18, 6),
};

const outOfBounds = (message: string): RuntimeError =>
  new RuntimeError({ condition: 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', sqlState: '22023', message });

const MOST_YEARS = 999_999_999;

function dateOf(year: number, month: number, day: number): number {
  if (Math.abs(year) > MOST_YEARS)
    throw outOfBounds(`Invalid value for Year (valid values -${MOST_YEARS} - ${MOST_YEARS}): ${year}.`);
  if (month < 1 || month > 12) throw outOfBounds(`Invalid value for MonthOfYear (valid values 1 - 12): ${month}.`);
  if (day < 1 || day > daysInMonth(year, month)) throw outOfBounds(`Invalid date ${year}-${month}-${day}.`);
  return daysFromCivil(year, month, day);
}

/** Microseconds of a wall clock; 60 seconds are the next minute. */
function localOf(year: number, month: number, day: number, hour: number, minute: number, seconds: bigint): bigint {
  const days = dateOf(year, month, day);
  if (hour < 0 || hour > 23) throw outOfBounds(`Invalid value for HourOfDay (valid values 0 - 23): ${hour}.`);
  if (minute < 0 || minute > 59) throw outOfBounds(`Invalid value for MinuteOfHour (valid values 0 - 59): ${minute}.`);
  const micros = exactOfAny(seconds);
  if (micros >= 0 && micros <= 60_000_000) {
    const exact = (days * 86_400 + hour * 3600 + minute * 60) * 1e6 + micros;
    if (Number.isSafeInteger(exact)) return longOf(exact);
  }
  if (seconds > 60_000_000n && seconds < 61_000_000n) {
    throw new RuntimeError({
      condition: 'INVALID_FRACTION_OF_SECOND',
      sqlState: '22023',
      message: 'The fraction of sec must be zero. Valid range is [0, 60].',
    });
  }
  if (seconds < 0n || seconds > 60_000_000n)
    throw outOfBounds('Invalid value for SecondOfMinute (valid values 0 - 59).');
  return (BigInt(days) * 86_400n + BigInt(hour * 3600 + minute * 60)) * 1_000_000n + seconds;
}

const LONGEST_MINUTE = 60_000_000n;

/** Whether there is such a wall clock. */
const isClock = (year: number, month: number, day: number, hour: number, minute: number, seconds: bigint): boolean =>
  Math.abs(year) <= MOST_YEARS &&
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= daysInMonth(year, month) &&
  hour >= 0 &&
  hour <= 23 &&
  minute >= 0 &&
  minute <= 59 &&
  seconds >= 0n &&
  seconds <= LONGEST_MINUTE;

export const makeDate = defineScalar({
  name: 'make_date',
  group: 'date and time',
  description: 'The date of a year, month and day.',
  parameters: ['year', 'month', 'day'],
  examples: [{ sql: 'make_date(2013, 7, 15)', result: '2013-07-15' }],
  args: [INT, INT, INT],
  returns: DATE,
  code: kernel(dateOf),
});

function orNull<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RuntimeError) return null;
    throw error;
  }
}

/** A date, and a time of day that defaults to midnight, in place of the single fields. */
function fromDateAndTime(type: DataType, given: readonly TypedExpression[], context: BindContext): BoundScalar {
  const session = timeZone(context.timeZone);
  const name = context.functionName;
  const make = (days: number, nanos = 0n, zone?: string): bigint => {
    const local = BigInt(days) * 86_400_000_000n + nanos / 1000n;
    if (type.kind === 'timestamp_ntz') return local;
    return instantMicros(local, zone === undefined ? session : knownZone(zone));
  };
  const inner = `make_timestamp${type.kind === 'timestamp_ntz' ? '_ntz' : ''}`;
  const shown = context.sql(given);
  const asInner = shown.replace(name, inner);
  const pretty = name === 'try_make_timestamp_ntz' ? `${name}(${asInner})` : name.endsWith('_ltz') ? asInner : shown;
  return { args: given, type, nullable: given.some((arg) => arg.nullable), code: kernel(make), pretty };
}

function makeTimestampOf(name: string, type: DataType, tolerant: boolean): ScalarFunction {
  const ofFields = makeOfFields(name, type, tolerant);
  return defineFunction({
    ...ofFields,
    bind(given, context) {
      const [date, time] = given;
      const pair = date?.type.kind === 'date' && given.length <= 3 && (time === undefined || time.type.kind === 'time');
      return pair ? fromDateAndTime(type, given, context) : ofFields.bind(given, context);
    },
  });
}

const makeOfFields = (name: string, type: DataType, tolerant: boolean): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    description: `The ${type.kind === 'timestamp' ? 'timestamp' : 'wall clock'} of its fields${tolerant ? ', NULL when there is none' : ''}.`,
    parameters: ['year', 'month', 'day', 'hour', 'min', 'sec', ...(type.kind === 'timestamp' ? ['timezone?'] : [])],
    examples: [{ sql: `${name}(2014, 12, 28, 6, 30, 45.887)`, result: '2014-12-28 06:30:45.887' }],
    ...(name === 'try_make_timestamp'
      ? { pretty: (args: readonly string[]) => `try_make_timestamp(${args.slice(0, 6).join(', ')})` }
      : {}),
    args: [INT, INT, INT, INT, INT, SECONDS, ...(type.kind === 'timestamp' ? [TEXT] : [])],
    required: 6,
    returns: type,
    mayBeNull: tolerant,
    code: (_, context) => {
      const session = timeZone(context.timeZone);
      const zoneOf = perText(knownZone);
      const make = (
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        seconds: bigint,
        zone?: string,
      ): bigint => {
        const local = localOf(year, month, day, hour, minute, seconds);
        if (type.kind === 'timestamp_ntz') return local;
        return instantMicros(local, zone === undefined ? session : zoneOf(zone));
      };
      if (!tolerant) return kernel(make);
      // An error that nobody sees costs a hundred times as much as a time.
      return kernel((...args: Parameters<typeof make>) =>
        isClock(args[0], args[1], args[2], args[3], args[4], args[5]) ? orNull(() => make(...args)) : null,
      );
    },
  });

export const makeTimestamps: readonly ScalarFunction[] = [
  makeTimestampOf('make_timestamp', TIMESTAMP, false),
  makeTimestampOf('make_timestamp_ltz', TIMESTAMP, false),
  makeTimestampOf('make_timestamp_ntz', TIMESTAMP_NTZ, false),
  makeTimestampOf('try_make_timestamp', TIMESTAMP, true),
  makeTimestampOf('try_make_timestamp_ltz', TIMESTAMP, true),
  makeTimestampOf('try_make_timestamp_ntz', TIMESTAMP_NTZ, true),
];

const ZERO = literalOf(0, INTEGER);
const ZERO_SECONDS = literalOf(0n, decimal(18, 6));
const zeros = (count: number, last: boolean): Record<number, typeof ZERO> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [i, last && i === count - 1 ? ZERO_SECONDS : ZERO]));

const int32 = (n: number): number => {
  if ((n | 0) !== n) throw overflow();
  return n;
};

/** Whole doubles up to here are exact. */
const EXACT = 2 ** 53;

/** A time of so many microseconds, as a bigint of any size. */
function microsOfTime(hours: number, minutes: number, seconds: bigint): bigint {
  const micros = (hours * 3600 + minutes * 60) * 1e6 + exactOfAny(seconds);
  if (micros < EXACT && micros > -EXACT) return longOf(micros);
  return BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + seconds;
}

function calendarInterval(
  years: number,
  months: number,
  weeks: number,
  days: number,
  hours: number,
  minutes: number,
  seconds: bigint,
): unknown {
  const micros = microsOfTime(hours, minutes, seconds);
  if (BigInt.asIntN(64, micros) !== micros) throw overflow();
  return { months: int32(int32(years * 12) + months), days: int32(int32(weeks * 7) + days), micros };
}

const INTERVAL_PARAMETERS = ['years?', 'months?', 'weeks?', 'days?', 'hours?', 'mins?', 'secs?'];

const makeIntervalOf = (name: string, tolerant: boolean): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    description: `The interval of its fields${tolerant ? ', NULL when it is too large' : ''}.`,
    parameters: INTERVAL_PARAMETERS,
    examples: [{ sql: `${name}(0, 1, 0, 1)`, result: '1 months 1 days' }],
    args: [INT, INT, INT, INT, INT, INT, LONG_SECONDS],
    required: 0,
    defaults: zeros(7, true),
    returns: CALENDAR_INTERVAL,
    mayBeNull: tolerant,
    code: kernel(
      tolerant
        ? (...args: Parameters<typeof calendarInterval>) => orNull(() => calendarInterval(...args))
        : calendarInterval,
    ),
  });

export const makeIntervals: readonly ScalarFunction[] = [
  makeIntervalOf('make_interval', false),
  makeIntervalOf('try_make_interval', true),
  defineScalar({
    name: 'make_dt_interval',
    group: 'date and time',
    description: 'The day-time interval of its fields.',
    parameters: ['days?', 'hours?', 'mins?', 'secs?'],
    examples: [{ sql: 'make_dt_interval(1, 12, 30)', result: "INTERVAL '1 12:30:00' DAY TO SECOND" }],
    args: [INT, INT, INT, LONG_SECONDS],
    required: 0,
    defaults: zeros(4, true),
    returns: DAY_TIME_INTERVAL,
    code: kernel((days: number, hours: number, minutes: number, seconds: bigint) => {
      const micros = microsOfTime(days * 24 + hours, minutes, seconds);
      if (BigInt.asIntN(64, micros) !== micros) throw intervalOverflow();
      return micros;
    }),
  }),
  defineScalar({
    name: 'make_ym_interval',
    group: 'date and time',
    description: 'The year-month interval of its fields.',
    parameters: ['years?', 'months?'],
    examples: [{ sql: 'make_ym_interval(1, 2)', result: "INTERVAL '1-2' YEAR TO MONTH" }],
    args: [INT, INT],
    required: 0,
    defaults: zeros(2, false),
    returns: YEAR_MONTH_INTERVAL,
    code: kernel((years: number, months: number) => {
      const total = years * 12 + months;
      if ((total | 0) !== total) throw intervalOverflow();
      return total;
    }),
  }),
];
