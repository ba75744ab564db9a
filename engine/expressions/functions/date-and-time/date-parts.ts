import { civilFromDays, daysFromCivil, isoDayOfWeek } from '../../../types/calendar.ts';
import { timeZone } from '../../../types/time-zone.ts';
import { secondOfDay } from '../../../types/instants-in-words.ts';
import type { Words } from '../../../types/int128.ts';
import { INTEGER, STRING, type DataType } from '../../../types/data-type.ts';
import { MONTHS, WEEKDAYS } from '../../../formats/datetime/datetime-pattern.ts';
import type { ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel, ofWords } from '../../function-code.ts';
import { anyOf, DAY, INSTANT, WALL_CLOCK } from '../../type-pattern.ts';

export const dayOfYear = (days: number): number => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1;

/** The year and number of the ISO week. */
export function isoWeek(days: number): { year: number; week: number } {
  const thursday = days - isoDayOfWeek(days) + 4;
  const { year } = civilFromDays(thursday);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

const ofDate = (
  name: string,
  aliases: readonly string[],
  f: (days: number) => number | string,
  description: string,
  example: string,
  result: string,
  returns: DataType = INTEGER,
): ScalarFunction =>
  defineScalar({
    name,
    ...(aliases.length === 0 ? {} : { aliases }),
    group: 'date and time',
    description,
    parameters: ['date'],
    examples: [{ sql: example, result }],
    args: [DAY],
    returns,
    code: kernel(f),
  });

/** Parts of a date. */
export const dateParts: readonly ScalarFunction[] = [
  ofDate('year', [], (d) => civilFromDays(d).year, 'The year of a date.', "year('2016-07-30')", '2016'),
  ofDate(
    'quarter',
    [],
    (d) => Math.floor((civilFromDays(d).month - 1) / 3) + 1,
    'The quarter of a date.',
    "quarter('2016-08-31')",
    '3',
  ),
  ofDate('month', [], (d) => civilFromDays(d).month, 'The month of a date.', "month('2016-07-30')", '7'),
  ofDate('dayofmonth', ['day'], (d) => civilFromDays(d).day, 'The day of the month.', "dayofmonth('2009-07-30')", '30'),
  ofDate('dayofyear', [], dayOfYear, 'The day of the year.', "dayofyear('2016-04-09')", '100'),
  ofDate(
    'dayofweek',
    [],
    (d) => (isoDayOfWeek(d) % 7) + 1,
    'The day of the week, 1 for Sunday.',
    "dayofweek('2009-07-30')",
    '5',
  ),
  ofDate('weekday', [], (d) => isoDayOfWeek(d) - 1, 'The day of the week, 0 for Monday.', "weekday('2009-07-30')", '3'),
  ofDate('weekofyear', [], (d) => isoWeek(d).week, 'The ISO week of the year.', "weekofyear('2008-02-20')", '8'),
  ofDate(
    'dayname',
    [],
    (d) => WEEKDAYS[isoDayOfWeek(d) - 1]!.slice(0, 3),
    'The short name of the day of the week.',
    "dayname('2008-02-20')",
    'Wed',
    STRING,
  ),
  ofDate(
    'monthname',
    [],
    (d) => MONTHS[civilFromDays(d).month - 1]!.slice(0, 3),
    'The short name of the month.',
    "monthname('2008-02-20')",
    'Feb',
    STRING,
  ),
  ofDate('unix_date', [], (d) => d, 'Days since 1970-01-01.', "unix_date(DATE '1970-01-02')", '1'),
];

const ofTime = (
  name: string,
  f: (second: number) => number,
  description: string,
  example: string,
  result: string,
): ScalarFunction =>
  defineScalar({
    name,
    group: 'date and time',
    description,
    parameters: ['timestamp'],
    examples: [{ sql: example, result }],
    args: [anyOf(INSTANT, WALL_CLOCK)],
    returns: INTEGER,
    code: ([arg], context) => {
      const zone = timeZone(arg!.type.kind === 'timestamp_ntz' ? 'UTC' : context.timeZone);
      return ofWords((a: Words, at: number) => f(secondOfDay(a, at, zone)));
    },
  });

/** Parts of the time of day. */
export const timeParts: readonly ScalarFunction[] = [
  ofTime('hour', (s) => Math.floor(s / 3600), 'The hour of a timestamp.', "hour('2009-07-30 12:58:59')", '12'),
  ofTime('minute', (s) => Math.floor(s / 60) % 60, 'The minute of a timestamp.', "minute('2009-07-30 12:58:59')", '58'),
  ofTime('second', (s) => s % 60, 'The second of a timestamp.', "second('2009-07-30 12:58:59')", '59'),
];
