import type { DataType, DayTimeField } from './data-type.ts';
import { pad } from './calendar.ts';

type YearMonth = Extract<DataType, { kind: 'year_month_interval' }>;
type DayTime = Extract<DataType, { kind: 'day_time_interval' }>;

/** `INTERVAL '1-2' YEAR TO MONTH` of a number of months. */
export function yearMonthToText(months: number, type: YearMonth): string {
  return `INTERVAL '${yearMonthDigits(months, type)}' ${fieldRange(type)}`;
}

function yearMonthDigits(months: number, type: YearMonth): string {
  const sign = months < 0 ? '-' : '';
  const size = Math.abs(months);
  const years = Math.floor(size / 12);
  if (type.start === 'month') return `${sign}${size}`;
  return type.end === 'year' ? `${sign}${years}` : `${sign}${years}-${size % 12}`;
}

export const fieldRange = (type: { start: string; end: string }): string =>
  type.start === type.end ? type.start.toUpperCase() : `${type.start.toUpperCase()} TO ${type.end.toUpperCase()}`;

const FIELDS: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const SIZES: readonly bigint[] = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];
const SEPARATORS: readonly string[] = ['', ' ', ':', ':'];

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND` of microseconds. */
export function dayTimeToText(micros: bigint, type: DayTime): string {
  const from = FIELDS.indexOf(type.start);
  const to = FIELDS.indexOf(type.end);
  let rest = micros < 0n ? -micros : micros;
  let text = micros < 0n ? '-' : '';
  for (let i = from; i <= to; i++) {
    const count = rest / SIZES[i]!;
    rest %= SIZES[i]!;
    text +=
      i === from ? (i === 0 || from !== to ? firstField(count, i) : pad(count, 2)) : SEPARATORS[i]! + pad(count, 2);
    if (i === 3 && rest !== 0n) text += `.${pad(rest, 6).replace(/0+$/, '')}`;
  }
  return `INTERVAL '${text}' ${fieldRange(type)}`;
}

const firstField = (count: bigint, field: number): string => (field === 0 ? `${count}` : pad(count, 2));

/** Spark's text of a calendar interval: `1 years 2 months 3 days 4 hours 5.5 seconds`. */
export function calendarIntervalToText(interval: { months: number; days: number; micros: bigint }): string {
  const parts: string[] = [];
  const add = (count: number | bigint, unit: string): void => {
    if (Number(count) !== 0) parts.push(`${count} ${unit}`);
  };
  add(Math.trunc(interval.months / 12), 'years');
  add(interval.months % 12, 'months');
  add(interval.days, 'days');
  let rest = interval.micros;
  add(rest / 3_600_000_000n, 'hours');
  rest %= 3_600_000_000n;
  add(rest / 60_000_000n, 'minutes');
  rest %= 60_000_000n;
  if (rest !== 0n) {
    const size = rest < 0n ? -rest : rest;
    const fraction = pad(size % 1_000_000n, 6).replace(/0+$/, '');
    const sign = rest < 0n ? '-' : '';
    parts.push(`${sign}${size / 1_000_000n}${fraction === '' ? '' : `.${fraction}`} seconds`);
  }
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}
