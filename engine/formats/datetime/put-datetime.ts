import type { TextArena } from '../../columnar/text-arena.ts';
import { civilFromDays, floorDiv } from '../../types/calendar.ts';
import { dayOfInstant, microsOfDay } from '../../types/instants-in-words.ts';
import { longAt, wholeAt, type Words } from '../../types/int128.ts';
import { timeZone, type TimeZone } from '../../types/time-zone.ts';
import { patternItems } from './datetime-pattern.ts';
import { fixedPattern, type FixedField, type FixedPattern } from './fixed-fields.ts';
import { datetimeFormatter, zoneText } from './format-datetime.ts';
import { clockPutter, type ClockFields } from './put-fields.ts';

/** A pattern that ends with the zone's offset, which is no field of one width. */
const OFFSET = 'XXX';

type PutInstant = (out: TextArena, a: Words, at: number) => void;

/** A function that appends instants by a pattern, on the wall clock of a zone. */
export function datetimePutter(pattern: string, zoneId: string): PutInstant {
  const format = datetimeFormatter(pattern, zoneId);
  const byText: PutInstant = (out, a, at) => out.putText(format(longAt(a, at)));
  const fixed = fixedPattern(pattern);
  const zone = timeZone(zoneId);
  if (fixed === undefined) {
    if (pattern.endsWith(OFFSET)) return withOffset(pattern, zoneId, byText);
    const put = clockPutter(patternItems(pattern), (letter, count) => zoneText(letter, count, zoneId));
    return put === undefined ? byText : fieldByField(put, zone, byText);
  }
  const put = fieldPutter(fixed);
  return (out, a, at) => {
    const { year, month, day } = civilFromDays(dayOfInstant(a, at, zone));
    if (year < 1 || year > 9999) {
      byText(out, a, at);
      return;
    }
    const ofDay = microsOfDay(a, at, zone);
    const second = (ofDay / 1e6) | 0;
    out.reserve(fixed.length);
    put(out.arena, out.at, year, month, day, second, ofDay - second * 1e6);
    out.at += fixed.length;
  };
}

/** The fields of a clock, one after the other; years with a sign of their own by text. */
function fieldByField(
  put: (out: TextArena, clock: ClockFields) => void,
  zone: TimeZone,
  byText: PutInstant,
): PutInstant {
  const clock: ClockFields = { days: NaN, year: 0, month: 0, day: 0, second: 0, micros: 0, offset: 0 };
  return (out, a, at) => {
    const days = dayOfInstant(a, at, zone);
    if (days !== clock.days) Object.assign(clock, civilFromDays(days), { days });
    if (clock.year < 1 || clock.year > 9999) {
      byText(out, a, at);
      return;
    }
    const ofDay = microsOfDay(a, at, zone);
    clock.second = (ofDay / 1e6) | 0;
    clock.micros = ofDay - clock.second * 1e6;
    clock.offset = offsetAt(a, at, zone);
    put(out, clock);
  };
}

/** Seconds that a zone is ahead of UTC. */
function offsetAt(a: Words, at: number, zone: TimeZone): number {
  const x = wholeAt(a, at);
  return zone.offsetAt(x === x ? Math.floor(x / 1e6) : Number(floorDiv(longAt(a, at), 1_000_000n)));
}

/** The offset's text stays what it is until the clocks change. */
function withOffset(pattern: string, zoneId: string, byText: PutInstant): PutInstant {
  const rest = pattern.slice(0, -OFFSET.length);
  if (rest.endsWith('X') || fixedPattern(rest) === undefined) return byText;
  const put = datetimePutter(rest, zoneId);
  const format = datetimeFormatter(OFFSET, zoneId);
  const zone = timeZone(zoneId);
  let known = NaN;
  let text = '';
  return (out, a, at) => {
    const offset = offsetAt(a, at, zone);
    if (offset !== known) {
      text = format(longAt(a, at));
      known = offset;
    }
    put(out, a, at);
    out.putText(text);
  };
}

type PutFields = (
  arena: Uint8Array,
  at: number,
  year: number,
  month: number,
  day: number,
  secondOfDay: number,
  micros: number,
) => void;

/** What each field shows, as JavaScript of whole numbers. */
const VALUES: Readonly<Record<string, string>> = {
  y: 'year',
  M: 'month',
  d: 'day',
  H: '((second / 3600) | 0)',
  m: '(((second / 60) | 0) % 60)',
  s: '(second % 60)',
};

/** The pattern as code: its places are known, so nothing is left to decide for a row. */
function fieldPutter({ fields, marks }: FixedPattern): PutFields {
  const statements = marks.map(({ at, byte }) => `a[at + ${at}] = ${byte};`);
  for (const field of fields) statements.push(putField(field));
  const parameters = ['a', 'at', 'year', 'month', 'day', 'second', 'micros'];
  return new Function(...parameters, `'use strict';\n${statements.join('\n')}`) as PutFields;
}

function putField({ letter, at, width }: FixedField): string {
  const digits = letter === 'S' ? Math.min(width, 6) : width;
  const value = letter === 'S' ? `((micros / ${10 ** (6 - digits)}) | 0)` : VALUES[letter]!;
  const name = `v${at}`;
  const lines = [`const ${name} = ${value};`];
  for (let k = 0; k < width; k++) {
    const unit = 10 ** (digits - 1 - k);
    const place = `a[at + ${at + k}]`;
    lines.push(k < digits ? `${place} = 48 + ((${name} / ${unit}) | 0) % 10;` : `${place} = 48;`);
  }
  return lines.join('\n');
}
