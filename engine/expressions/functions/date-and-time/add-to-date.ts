import { addMonthsToDays, civilFromDays, daysFromCivil, daysInMonth, isoDayOfWeek } from '../../../types/calendar.ts';
import { BOOLEAN, DATE, DOUBLE, INTEGER, type DataType } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { dayOfInstant, secondOfDay } from '../../../types/instants-in-words.ts';
import type { Words } from '../../../types/int128.ts';
import { timeZone } from '../../../types/time-zone.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes, kernel, ofWords } from '../../function-code.ts';
import { checkedDays } from '../../interval-arithmetic.ts';
import { perArgument } from '../../per-text.ts';
import { literalOf } from '../../signature.ts';
import { anyOf, BOOL, DAY, INSTANT, INT, TEXT, type, type TypePattern } from '../../type-pattern.ts';

/** Whole days: an INT or smaller, or a text that is read as one. */
const DAY_COUNT: TypePattern = {
  ...anyOf(INT, type({ kind: 'short' }), type({ kind: 'byte' })),
  excludes: (t) => t.kind === 'long' || t.kind === 'decimal' || t.kind === 'float' || t.kind === 'double',
};

const movedDate = (
  name: string,
  aliases: readonly string[],
  sign: number,
  sql: string,
  result: string,
): ScalarFunction =>
  defineScalar({
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    group: 'date and time',
    description: `The date num_days days ${sign > 0 ? 'later' : 'earlier'}.`,
    parameters: ['start_date', 'num_days'],
    examples: [{ sql, result }],
    args: [DAY, DAY_COUNT],
    returns: DATE,
    // Spark 4.3 lets the count of days wrap round here, though not where intervals are added
    code: kernel((days: number, n: number) => (days + sign * n) | 0),
  });

export const dateAdd = movedDate('date_add', ['dateadd'], 1, "date_add('2016-07-30', 1)", '2016-07-31');
export const dateSub = movedDate('date_sub', [], -1, "date_sub('2016-07-30', 1)", '2016-07-29');

const date = (
  name: string,
  parameters: readonly string[],
  description: string,
  example: readonly [string, string],
  args: readonly TypePattern[],
  returns: DataType,
  f: (...args: never[]) => unknown,
  more: { mayBeNull?: boolean; aliases?: readonly string[] } = {},
): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    parameters,
    description,
    examples: [{ sql: example[0], result: example[1] }],
    args,
    returns,
    code: kernel(f),
    ...more,
  });

export const dateDiff = date(
  'datediff',
  ['end_date', 'start_date'],
  'The days from start_date to end_date.',
  ["datediff('2009-07-31', '2009-07-30')", '1'],
  [DAY, DAY],
  INTEGER,
  (a: number, b: number) => a - b,
  { aliases: ['date_diff'] },
);
export const addMonths = date(
  'add_months',
  ['start_date', 'num_months'],
  'The date some months later.',
  ["add_months('2016-08-31', 1)", '2016-09-30'],
  [DAY, INT],
  DATE,
  (d: number, n: number) => checkedDays(addMonthsToDays(d, n)),
);
export const lastDay = date(
  'last_day',
  ['date'],
  'The last day of the month of date.',
  ["last_day('2009-01-12')", '2009-01-31'],
  [DAY],
  DATE,
  (d: number) => {
    const { year, month } = civilFromDays(d);
    return daysFromCivil(year, month, daysInMonth(year, month));
  },
);
export const dateFromUnixDate = date(
  'date_from_unix_date',
  ['days'],
  'The date some days after 1970-01-01.',
  ['date_from_unix_date(1)', '1970-01-02'],
  [INT],
  DATE,
  (d: number) => d,
);

const DAY_NAMES: readonly string[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** The day of the week of a name, 1 for Monday. */
function dayOfWeek(name: string): number {
  const wanted = name.toUpperCase();
  const index = DAY_NAMES.findIndex(
    (day) => day === wanted || day.slice(0, 3) === wanted || day.slice(0, 2) === wanted,
  );
  if (index >= 0) return index + 1;
  throw new RuntimeError({
    condition: 'ILLEGAL_DAY_OF_WEEK',
    sqlState: '22009',
    message: `Illegal input for day of week: ${name}.`,
  });
}

export const nextDay = defineScalar({
  name: 'next_day',
  group: 'date and time',
  parameters: ['start_date', 'day_of_week'],
  description: 'The first date after start_date on a day of the week.',
  examples: [{ sql: "next_day('2015-01-14', 'TU')", result: '2015-01-20' }],
  args: [DAY, TEXT],
  returns: DATE,
  code: ([, name]) => {
    const wanted = perArgument(name!, dayOfWeek);
    return bytes('value', (days: number, source: Uint8Array, start: number, end: number) => {
      const ahead = (wanted(source, start, end) - isoDayOfWeek(days) + 7) % 7;
      return days + (ahead === 0 ? 7 : ahead);
    });
  },
});

type TruncateDays = (days: number) => number;

/** The first days of months and years, found again while days stay within them. */
function ofMonths(firstOf: (year: number, month: number) => number): TruncateDays {
  let [from, to, first] = [0, 0, 0];
  return (days) => {
    if (days >= from && days < to) return first;
    const { year, month, day } = civilFromDays(days);
    from = days - day + 1;
    to = from + daysInMonth(year, month);
    return (first = firstOf(year, month));
  };
}

/** Makes a function that gives the first day of a period that holds a date; undefined for shorter periods and unknown words. */
export function truncatingDays(level: string): TruncateDays | undefined {
  switch (level.toUpperCase()) {
    case 'YEAR':
    case 'YYYY':
    case 'YY':
      return ofMonths((year) => daysFromCivil(year, 1, 1));
    case 'QUARTER':
      return ofMonths((year, month) => daysFromCivil(year, month - ((month - 1) % 3), 1));
    case 'MONTH':
    case 'MM':
    case 'MON':
      return ofMonths((year, month) => daysFromCivil(year, month, 1));
    case 'WEEK':
      return (days) => days - isoDayOfWeek(days) + 1;
    default:
      return undefined;
  }
}

export const trunc = defineScalar({
  name: 'trunc',
  group: 'date and time',
  description: 'The first day of the year, quarter, month or week of date.',
  parameters: ['date', 'fmt'],
  examples: [{ sql: "trunc('2009-02-12', 'MM')", result: '2009-02-01' }],
  args: [DAY, TEXT],
  returns: DATE,
  mayBeNull: true,
  code: ([, level]) => {
    const truncating = perArgument(level!, truncatingDays);
    const cut = (days: number, source: Uint8Array, start: number, end: number): number | null =>
      truncating(source, start, end)?.(days) ?? null;
    return bytes('value', cut, { mayBeNull: true });
  },
});

export const monthsBetween = defineScalar({
  name: 'months_between',
  group: 'date and time',
  description:
    'The months from timestamp2 to timestamp1; a month has 31 days, the result 8 digits unless roundOff is false.',
  parameters: ['timestamp1', 'timestamp2', 'roundOff?'],
  examples: [{ sql: "months_between('1997-02-28 10:30:00', '1996-10-30')", result: '3.94959677' }],
  args: [INSTANT, INSTANT, BOOL],
  required: 2,
  defaults: { 2: literalOf(true, BOOLEAN) },
  returns: DOUBLE,
  code: (_, context) => {
    const zone = timeZone(context.timeZone);
    return ofWords((a: Words, at: number, b: Words, bt: number, roundOff: boolean) => {
      const seconds = secondOfDay(a, at, zone) - secondOfDay(b, bt, zone);
      const months = monthsApart(dayOfInstant(a, at, zone), dayOfInstant(b, bt, zone), seconds);
      return roundOff ? Math.round(months * 1e8) / 1e8 : months;
    });
  },
});

/** The months between two days, and times of them that are so many seconds apart. */
function monthsApart(to: number, from: number, seconds: number): number {
  const [x, y] = [civilFromDays(to), civilFromDays(from)];
  const months = (x.year - y.year) * 12 + x.month - y.month;
  if (x.day === y.day || (isLast(to) && isLast(from))) return months;
  return months + ((x.day - y.day) * 86_400 + seconds) / (31 * 86_400);
}

/** Whether a day is the last of its month. */
const isLast = (days: number): boolean => civilFromDays(days + 1).day === 1;
