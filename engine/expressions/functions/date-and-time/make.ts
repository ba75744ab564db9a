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
import { decodeText } from '../../../columnar/texts.ts';
import type { CalendarInterval } from '../../../columnar/vector.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { EXACT, exactIf, longOf } from '../../../types/exact-long.ts';
import { setInstant } from '../../../types/instants-in-words.ts';
import { longAt, setInteger, setSmall, setWhole, wholeAt, wordsOf, type Words } from '../../../types/int128.ts';
import { findTimeZone, timeZone, type TimeZone } from '../../../types/time-zone.ts';
import { overflow } from '../../arithmetic.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarFunction } from '../../define-function.ts';
import type { TypedExpression } from '../../typed.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel, ofWords, words } from '../../function-code.ts';
import { checkedInterval, checkedMonths } from '../../interval-arithmetic.ts';
import { perArgument } from '../../per-text.ts';
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
  if (!isDate(year, month, day)) failDate(year, month, day);
  return daysFromCivil(year, month, day);
}

const isDate = (year: number, month: number, day: number): boolean =>
  Math.abs(year) <= MOST_YEARS && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);

function failDate(year: number, month: number, day: number): never {
  if (Math.abs(year) > MOST_YEARS)
    throw outOfBounds(`Invalid value for Year (valid values -${MOST_YEARS} - ${MOST_YEARS}): ${year}.`);
  if (month < 1 || month > 12) throw outOfBounds(`Invalid value for MonthOfYear (valid values 1 - 12): ${month}.`);
  throw outOfBounds(`Invalid date ${year}-${month}-${day}.`);
}

/** Microseconds; 60 seconds are the next minute. */
const LONGEST_MINUTE = 60e6;

/** Whether there is such a time of day. @param micros of the minute, NaN where there are far too many */
const isTime = (hour: number, minute: number, micros: number): boolean =>
  hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && micros >= 0 && micros <= LONGEST_MINUTE;

function failTime(hour: number, minute: number, micros: number): never {
  if (hour < 0 || hour > 23) throw outOfBounds(`Invalid value for HourOfDay (valid values 0 - 23): ${hour}.`);
  if (minute < 0 || minute > 59) throw outOfBounds(`Invalid value for MinuteOfHour (valid values 0 - 59): ${minute}.`);
  if (micros > LONGEST_MINUTE && micros < LONGEST_MINUTE + 1e6) {
    throw new RuntimeError({
      condition: 'INVALID_FRACTION_OF_SECOND',
      sqlState: '22023',
      message: 'The fraction of sec must be zero. Valid range is [0, 60].',
    });
  }
  throw outOfBounds('Invalid value for SecondOfMinute (valid values 0 - 59).');
}

/** Stores a wall clock, in microseconds. */
function setClock(out: Words, days: number, hour: number, minute: number, micros: number): void {
  const second = hour * 3600 + minute * 60;
  const exact = (days * 86_400 + second) * 1e6 + micros;
  if (Number.isSafeInteger(exact)) setWhole(out, 0, exact);
  else setInteger(out, 0, (BigInt(days) * 86_400n + BigInt(second)) * 1_000_000n + BigInt(micros));
}

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

const MIDNIGHT = wordsOf(0n);

/** A date, and a time of day that defaults to midnight, in place of the single fields. */
function fromDateAndTime(type: DataType, given: readonly TypedExpression[], context: BindContext): BoundScalar {
  const session = timeZone(context.timeZone);
  const name = context.functionName;
  const make = (
    out: Words,
    days: number,
    time: Words = MIDNIGHT,
    at = 0,
    source?: Uint8Array,
    start = 0,
    end = 0,
  ): void => {
    setClock(out, days, 0, 0, Math.trunc(wholeAt(time, at) / 1000));
    if (type.kind === 'timestamp_ntz') return;
    setInstant(out, out, 0, source === undefined ? session : knownZone(decodeText(source, start, end)));
  };
  const inner = `make_timestamp${type.kind === 'timestamp_ntz' ? '_ntz' : ''}`;
  const shown = context.sql(given);
  const asInner = shown.replace(name, inner);
  const pretty = name === 'try_make_timestamp_ntz' ? `${name}(${asInner})` : name.endsWith('_ltz') ? asInner : shown;
  return { args: given, type, nullable: given.some((arg) => arg.nullable), code: words(make), pretty };
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
    code: (args, context) => {
      const session = timeZone(context.timeZone);
      const id = args[6];
      const findZone = tolerant ? (text: string): TimeZone | null => findTimeZone(text) ?? null : knownZone;
      const zoneOf = id === undefined ? (): TimeZone => session : perArgument<TimeZone | null>(id, findZone);
      const make = (
        out: Words,
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        a: Words,
        at: number,
        source: Uint8Array,
        start: number,
        end: number,
      ): boolean => {
        const micros = wholeAt(a, at);
        if (!isDate(year, month, day)) return tolerant ? false : failDate(year, month, day);
        if (!isTime(hour, minute, micros)) return tolerant ? false : failTime(hour, minute, micros);
        setClock(out, daysFromCivil(year, month, day), hour, minute, micros);
        if (type.kind === 'timestamp_ntz') return true;
        const zone = zoneOf(source, start, end);
        if (zone === null) return false;
        setInstant(out, out, 0, zone);
        return true;
      };
      return words(make, { mayBeNull: tolerant });
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

/** Microseconds of a time, NaN where doubles might not be exact. */
function exactTime(hours: number, minutes: number, a: Words, at: number): number {
  const micros = (hours * 3600 + minutes * 60) * 1e6 + wholeAt(a, at);
  return exactIf(micros < EXACT && micros > -EXACT, micros);
}

/** The same of any time. */
const microsOfTime = (hours: number, minutes: number, a: Words, at: number): bigint =>
  BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + longAt(a, at);

function calendarInterval(
  years: number,
  months: number,
  weeks: number,
  days: number,
  hours: number,
  minutes: number,
  a: Words,
  at: number,
): CalendarInterval {
  const exact = exactTime(hours, minutes, a, at);
  const micros = exact === exact ? longOf(exact) : microsOfTime(hours, minutes, a, at);
  if (exact !== exact && BigInt.asIntN(64, micros) !== micros) throw overflow();
  return { months: int32(int32(years * 12) + months), days: int32(int32(weeks * 7) + days), micros };
}

function triedInterval(...args: Parameters<typeof calendarInterval>): CalendarInterval | null {
  try {
    return calendarInterval(...args);
  } catch (error) {
    if (error instanceof RuntimeError) return null;
    throw error;
  }
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
    code: tolerant ? ofWords(triedInterval, { mayBeNull: true }) : ofWords(calendarInterval),
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
    code: words((out: Words, days: number, hours: number, minutes: number, a: Words, at: number) => {
      const exact = exactTime(days * 24 + hours, minutes, a, at);
      if (exact === exact) setWhole(out, 0, exact);
      else setSmall(out, 0, checkedInterval(microsOfTime(days * 24 + hours, minutes, a, at)));
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
    code: kernel((years: number, months: number) => checkedMonths(years * 12 + months)),
  }),
];
