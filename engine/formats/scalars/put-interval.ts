import type { TextArena } from '../../columnar/text-arena.ts';
import type { DataType } from '../../types/data-type.ts';
import { exactOf } from '../../types/exact-long.ts';
import { longAt, wholeAt, type Words } from '../../types/int128.ts';
import { calendarIntervalToText, dayTimeToText, fieldRange } from '../../types/interval-text.ts';
import { putFraction, putWhole, putDigits } from './put-number.ts';

const [BLANK, MINUS, COLON] = [32, 45, 58];
const utf8 = new TextEncoder();
const BEGIN = utf8.encode("INTERVAL '");
/** A sign, a number of up to 15 digits, and the rest of a clock. */
const ROOM = 48;

type YearMonth = Extract<DataType, { kind: 'year_month_interval' }>;
type DayTime = Extract<DataType, { kind: 'day_time_interval' }>;

/** A function that appends `INTERVAL '1-2' YEAR TO MONTH` of a number of months. */
export function yearMonthPutter(type: YearMonth): (out: TextArena, months: number) => void {
  const end = utf8.encode(`' ${fieldRange(type)}`);
  return (out, months) => {
    out.putAll(BEGIN);
    out.reserve(ROOM);
    if (months < 0) out.arena[out.at++] = MINUS;
    const size = months < 0 ? -months : months;
    if (type.start === 'month') putDigits(out, size, 1);
    else {
      const years = Math.floor(size / 12);
      putDigits(out, years, 1);
      if (type.end === 'month') {
        out.arena[out.at++] = MINUS;
        putDigits(out, size - years * 12, 1);
      }
    }
    out.putAll(end);
  };
}

const FIELDS = ['day', 'hour', 'minute', 'second'];
const SIZES = [86_400e6, 3600e6, 60e6, 1e6];
const BEFORE = [0, BLANK, COLON, COLON];

/** A function that appends `INTERVAL '1 02:03:04.5' DAY TO SECOND` of microseconds given as words. */
export function dayTimePutter(type: DayTime): (out: TextArena, words: Words, at: number) => void {
  const [first, last] = [FIELDS.indexOf(type.start), FIELDS.indexOf(type.end)];
  const end = utf8.encode(`' ${fieldRange(type)}`);
  return (out, words, at) => {
    const micros = wholeAt(words, at);
    if (micros !== micros) {
      out.putText(dayTimeToText(longAt(words, at), type));
      return;
    }
    out.putAll(BEGIN);
    out.reserve(ROOM);
    if (micros < 0) out.arena[out.at++] = MINUS;
    let rest = micros < 0 ? -micros : micros;
    for (let i = first; i <= last; i++) {
      const count = Math.floor(rest / SIZES[i]!);
      rest -= count * SIZES[i]!;
      if (i > first) out.arena[out.at++] = BEFORE[i]!;
      putDigits(out, count, i === 0 ? 1 : 2);
    }
    if (last === 3) putFraction(out, rest);
    out.putAll(end);
  };
}

interface CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

const UNITS = ['years', 'months', 'days', 'hours', 'minutes'].map((unit) => utf8.encode(` ${unit} `));
const SECONDS = utf8.encode(' seconds ');

/** Appends `1 years 2 months 3 days 4 hours 5.5 seconds`. */
export function putCalendarInterval(out: TextArena, interval: CalendarInterval): void {
  const { months, days, micros } = interval;
  const x = exactOf(micros);
  if (x !== x || (months === 0 && days === 0 && x === 0)) {
    out.putText(calendarIntervalToText(interval));
    return;
  }
  const years = Math.trunc(months / 12);
  const hours = Math.trunc(x / SIZES[1]!);
  const behind = x - hours * SIZES[1]!;
  const minutes = Math.trunc(behind / SIZES[2]!);
  putCount(out, years, 0);
  putCount(out, months - years * 12, 1);
  putCount(out, days, 2);
  putCount(out, hours, 3);
  putCount(out, minutes, 4);
  const rest = behind - minutes * SIZES[2]!;
  if (rest !== 0) {
    const size = rest < 0 ? -rest : rest;
    const seconds = Math.floor(size / 1e6);
    out.reserve(ROOM);
    if (rest < 0) out.arena[out.at++] = MINUS;
    putDigits(out, seconds, 1);
    putFraction(out, size - seconds * 1e6);
    out.putAll(SECONDS);
  }
  // Each part ends with a blank.
  out.at--;
}

function putCount(out: TextArena, count: number, unit: number): void {
  if (count === 0) return;
  putWhole(out, count);
  out.putAll(UNITS[unit]!);
}
