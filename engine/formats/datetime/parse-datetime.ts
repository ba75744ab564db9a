import { civilFromDays, daysFromCivil, daysInMonth, isLeapYear } from '../../types/calendar.ts';
import { instantMicros } from '../../types/wall-clock.ts';
import { findTimeZone, timeZone } from '../../types/time-zone.ts';
import { MONTHS, patternItems, WEEKDAYS, type PatternItem } from './datetime-pattern.ts';

/** A function from texts to instants by a pattern; undefined when a text does not fit it. */
export function datetimeParser(pattern: string, zoneId: string): (text: string) => bigint | undefined {
  const local = localParser(pattern);
  const zone = timeZone(zoneId);
  return (text) => {
    const parsed = local(text);
    if (parsed === undefined) return undefined;
    if (typeof parsed.zone === 'number') return parsed.local - BigInt(parsed.zone) * 1_000_000n;
    if (parsed.zone === undefined) return instantMicros(parsed.local, zone);
    const named = findTimeZone(parsed.zone);
    return named === undefined ? undefined : instantMicros(parsed.local, named);
  };
}

export interface ParsedLocal {
  readonly local: bigint;
  /** The zone or offset (in seconds) in the text. */
  readonly zone: string | number | undefined;
}

/** The same on the wall clock. */
export function localParser(pattern: string): (text: string) => ParsedLocal | undefined {
  const letters: string[] = [];
  const source = sourceOf(patternItems(pattern), letters);
  const regex = new RegExp(`^${source}$`, 'iu');
  return (text) => {
    const match = regex.exec(text);
    if (match === null) return undefined;
    const fields = new Map<string, string>();
    for (let i = 0; i < letters.length; i++) {
      const value = match[i + 1];
      const letter = letters[i]!;
      if (value === undefined) continue;
      const known = fields.get(letter);
      if (known !== undefined && known !== value) return undefined;
      fields.set(letter, value);
    }
    return resolved(fields);
  };
}

function sourceOf(items: readonly PatternItem[], letters: string[]): string {
  return items
    .map((item) => {
      if (item.kind === 'text') return item.text.replace(/[\\^$.*+?()[\]{}|\/]/g, '\\$&');
      if (item.kind === 'optional') return `(?:${sourceOf(item.items, letters)})?`;
      letters.push(item.letter === 'y' && item.count === 2 ? 'yy' : item.letter === 'L' ? 'M' : item.letter);
      return `(${fieldSource(item.letter, item.count)})`;
    })
    .join('');
}

const names = (list: readonly string[], short: boolean): string =>
  list.map((name) => (short ? name.slice(0, 3) : name)).join('|');

function fieldSource(letter: string, count: number): string {
  switch (letter) {
    case 'G':
      return count === 4 ? 'Anno Domini|Before Christ' : 'AD|BC';
    case 'y':
      if (count === 2) return '\\d{2}';
      if (count === 4) return '-?\\d{4}|[+-]\\d{5,10}';
      return count === 1 ? '-?\\d{1,10}' : `\\d{${count},10}`;
    case 'M':
    case 'L':
      return count === 1 ? '\\d{1,2}' : count === 2 ? '\\d{2}' : names(MONTHS, count === 3);
    case 'E':
      return names(WEEKDAYS, count < 4);
    case 'a':
      return 'AM|PM';
    case 'S':
      return `\\d{1,${count}}`;
    case 'V':
    case 'z':
      return '[A-Za-z][A-Za-z0-9~/._+-]*(?::\\d\\d)?|[+-]\\d{2}:?\\d{2}';
    case 'O':
      return 'GMT(?:[+-]\\d{1,2}(?::\\d{2})?)?';
    case 'X':
      return `Z|${offsetSource(count)}`;
    case 'x':
      return offsetSource(count);
    case 'Z':
      return count === 4 ? 'GMT(?:[+-]\\d{2}:\\d{2})?' : count === 5 ? `Z|${offsetSource(3)}` : offsetSource(2);
    case 'Q':
    case 'q':
      return count <= 2 ? `\\d{${count}}` : 'Q[1-4]|[1-4](?:st|nd|rd|th) quarter';
    case 'D':
      return count === 1 ? '\\d{1,3}' : `\\d{${count},3}`;
    default:
      return count === 1 ? '\\d{1,2}' : `\\d{${count}}`;
  }
}

function offsetSource(count: number): string {
  if (count === 1) return '[+-]\\d{2}(?:\\d{2})?';
  if (count === 2 || count === 4) return '[+-]\\d{4}(?:\\d{2})?';
  return '[+-]\\d{2}:\\d{2}(?::\\d{2})?';
}

function resolved(fields: ReadonlyMap<string, string>): ParsedLocal | undefined {
  const number = (letter: string): number | undefined => {
    const value = fields.get(letter);
    return value === undefined ? undefined : Number(value);
  };
  const days = resolvedDays(fields, number);
  const seconds = resolvedSeconds(fields, number);
  if (days === undefined || seconds === undefined) return undefined;
  const fraction = BigInt((fields.get('S') ?? '').padEnd(6, '0').slice(0, 6));
  const local = (BigInt(days) * 86_400n + BigInt(seconds)) * 1_000_000n + fraction;
  return { local, zone: resolvedZone(fields) };
}

type NumberOf = (letter: string) => number | undefined;

function resolvedDays(fields: ReadonlyMap<string, string>, number: NumberOf): number | undefined {
  const short = number('yy');
  const era = fields.get('G')?.toLowerCase();
  let year = number('y') ?? (short === undefined ? 1970 : 2000 + short);
  if (era === 'bc' || era === 'before christ') year = 1 - year;
  else if (year <= 0 && era !== undefined) return undefined;
  const ofYear = number('D');
  if (ofYear !== undefined) {
    if (ofYear < 1 || ofYear > (isLeapYear(year) ? 366 : 365)) return undefined;
    const days = daysFromCivil(year, 1, 1) + ofYear - 1;
    const date = civilFromDays(days);
    return (monthOf(fields) ?? date.month) === date.month && (number('d') ?? date.day) === date.day ? days : undefined;
  }
  const month = monthOf(fields) ?? 1;
  const day = number('d') ?? 1;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

function monthOf(fields: ReadonlyMap<string, string>): number | undefined {
  const text = fields.get('M')?.toLowerCase();
  if (text === undefined || /^\d/.test(text)) return text === undefined ? undefined : Number(text);
  return MONTHS.findIndex((name) => name.toLowerCase().startsWith(text)) + 1;
}

function resolvedSeconds(fields: ReadonlyMap<string, string>, number: NumberOf): number | undefined {
  const ofDay = fields.get('a')?.toLowerCase();
  const pm = ofDay === 'pm';
  const clock = number('h');
  const half = number('K');
  const late = number('k');
  let hour = number('H') ?? (pm ? 12 : 0);
  if (clock !== undefined) {
    if (clock < 1 || clock > 12) return undefined;
    hour = (clock % 12) + (pm ? 12 : 0);
  } else if (half !== undefined) {
    if (half > 11) return undefined;
    hour = half + (pm ? 12 : 0);
  } else if (late !== undefined) {
    if (late < 1 || late > 24) return undefined;
    hour = late % 24;
  }
  if (ofDay !== undefined && pm !== hour > 11) return undefined;
  const minute = number('m') ?? 0;
  const second = number('s') ?? 0;
  return hour > 23 || minute > 59 || second > 59 ? undefined : hour * 3600 + minute * 60 + second;
}

function resolvedZone(fields: ReadonlyMap<string, string>): string | number | undefined {
  const offset = fields.get('X') ?? fields.get('x') ?? fields.get('Z') ?? fields.get('O');
  if (offset !== undefined) {
    const match = /^(?:GMT)?([+-])(\d{1,2}):?(\d{2})?:?(\d{2})?$/.exec(offset);
    if (match === null) return 0;
    const size = Number(match[2]) * 3600 + Number(match[3] ?? '0') * 60 + Number(match[4] ?? '0');
    return match[1] === '-' ? -size : size;
  }
  return fields.get('V') ?? fields.get('z');
}
