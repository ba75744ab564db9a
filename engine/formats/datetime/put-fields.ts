import type { TextArena } from '../../columnar/text-arena.ts';
import { daysFromCivil, isoDayOfWeek } from '../../types/calendar.ts';
import { putDigits } from '../scalars/put-number.ts';
import { MONTHS, WEEKDAYS, type PatternItem } from './datetime-pattern.ts';

/** What a clock shows in the years 1 to 9999. */
export interface ClockFields {
  days: number;
  year: number;
  month: number;
  day: number;
  /** Of the day. */
  second: number;
  /** Of the second. */
  micros: number;
  /** Seconds that the zone is ahead of UTC. */
  offset: number;
}

type PutField = (out: TextArena, clock: ClockFields) => void;

/**
 * A function that appends what a clock shows, piece by piece, without a JavaScript string.
 *
 * @param zoneText the text of a letter that only the zone's offset decides; undefined for others
 * @returns undefined where a letter needs more than the clock and its offset
 */
export function clockPutter(items: readonly PatternItem[], zoneText: ZoneText): PutField | undefined {
  const puts = items.map((item) => putItem(item, zoneText));
  if (puts.some((put) => put === undefined)) return undefined;
  // Each call in the text has one target.
  const parameters = puts.map((_, i) => `put${i}`);
  const calls = parameters.map((name) => `${name}(out, clock);`).join(' ');
  return new Function(...parameters, `return (out, clock) => { ${calls} };`)(...puts) as PutField;
}

type ZoneText = (letter: string, count: number) => ((offset: number) => string) | undefined;

function putItem(item: PatternItem, zoneText: ZoneText): PutField | undefined {
  if (item.kind === 'optional') return clockPutter(item.items, zoneText);
  if (item.kind === 'text') return putText(item.text);
  return putLetter(item.letter, item.count) ?? putZone(zoneText(item.letter, item.count));
}

/** The text of an offset stays what it is until the clocks change. */
function putZone(textOf: ((offset: number) => string) | undefined): PutField | undefined {
  if (textOf === undefined) return undefined;
  let [known, bytes] = [NaN, new Uint8Array(0)];
  return (out, { offset }) => {
    if (offset !== known) {
      bytes = utf8.encode(textOf(offset));
      known = offset;
    }
    out.putAll(bytes);
  };
}

function putText(text: string): PutField {
  const bytes = utf8.encode(text);
  return (out) => out.putAll(bytes);
}

const utf8 = new TextEncoder();

const oneOf = (texts: readonly string[], index: (clock: ClockFields) => number): PutField => {
  const bytes = texts.map((text) => utf8.encode(text));
  return (out, clock) => out.putAll(bytes[index(clock)]!);
};

const ROOM = 16;

/** A number with at least `width` digits. */
const number =
  (width: number, value: (clock: ClockFields) => number): PutField =>
  (out, clock) => {
    out.reserve(ROOM);
    putDigits(out, value(clock), width);
  };

const hourOf = ({ second }: ClockFields): number => (second / 3600) | 0;
const quarterOf = ({ month }: ClockFields): number => ((month + 2) / 3) | 0;
const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const QUARTERS: readonly string[] = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'];

function putLetter(letter: string, count: number): PutField | undefined {
  switch (letter) {
    case 'G':
      return putText(count === 4 ? 'Anno Domini' : 'AD');
    case 'y':
      return number(count, ({ year }) => (count === 2 ? year % 100 : year));
    case 'M':
    case 'L':
      if (count <= 2) return number(count, ({ month }) => month);
      return oneOf(count === 3 ? short(MONTHS) : MONTHS, ({ month }) => month - 1);
    case 'd':
      return number(count, ({ day }) => day);
    case 'D':
      return number(count, ({ days, year }) => days - daysFromCivil(year, 1, 1) + 1);
    case 'E':
      return oneOf(count === 4 ? WEEKDAYS : short(WEEKDAYS), ({ days }) => isoDayOfWeek(days) - 1);
    case 'F':
      return number(1, ({ day }) => ((day - 1) % 7) + 1);
    case 'a':
      return oneOf(['AM', 'PM'], (clock) => (hourOf(clock) < 12 ? 0 : 1));
    case 'h':
      return number(count, (clock) => hourOf(clock) % 12 || 12);
    case 'H':
      return number(count, hourOf);
    case 'k':
      return number(count, (clock) => hourOf(clock) || 24);
    case 'K':
      return number(count, (clock) => hourOf(clock) % 12);
    case 'm':
      return number(count, ({ second }) => ((second / 60) | 0) % 60);
    case 's':
      return number(count, ({ second }) => second % 60);
    case 'S':
      return number(count, ({ micros }) =>
        count <= 6 ? (micros / 10 ** (6 - count)) | 0 : micros * 10 ** (count - 6),
      );
    case 'Q':
    case 'q':
      if (count <= 2) return number(count, quarterOf);
      return oneOf(count === 3 ? ['Q1', 'Q2', 'Q3', 'Q4'] : QUARTERS, (clock) => quarterOf(clock) - 1);
    default:
      return undefined;
  }
}
