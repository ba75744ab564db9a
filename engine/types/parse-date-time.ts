import { daysFromCivil, daysInMonth, MICROS_PER_DAY } from './calendar.ts';
import { instantMicros, localMicros } from './wall-clock.ts';
import { findTimeZone, timeZone, type TimeZone } from './time-zone.ts';

const MAX_MICROS = 2n ** 63n - 1n;

/** Days of the texts that Spark's cast to DATE takes (`2024`, `2024-2`, `2024-02-29`, `2024-02-29T...`). */
export function parseDateText(text: string): number | undefined {
  const match = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s.exec(trimBlanks(text));
  return match === null ? undefined : civil(match[1]!, match[2], match[3]);
}

/** Spark trims all whitespace and control characters around what it casts. */
export const trimBlanks = (text: string): string => text.replace(/^[\x00-\x20\x7f]+|[\x00-\x20\x7f]+$/g, '');

function civil(year: string, month = '1', day = '1'): number | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return undefined;
  const days = daysFromCivil(y, m, d);
  return Math.abs(days) <= 2 ** 31 - 1 ? days : undefined;
}

export interface ParsedDateTime {
  /** Microseconds of the wall clock. */
  readonly local: bigint;
  /** The zone in the text, if any. */
  readonly zone: string | undefined;
  /** The text gave a time of day only. */
  readonly timeOnly: boolean;
}

const CLOCK = String.raw`(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?`;
const DATE_TIME = new RegExp(String.raw`^([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T]${CLOCK}(.*))?)?)?$`, 's');
const TIME_ONLY = new RegExp(String.raw`^T?(?=\d{1,2}:)${CLOCK}(.*)$|^T${CLOCK}(.*)$`, 's');

/** Reads the texts that Spark's cast to TIMESTAMP takes. */
export function parseDateTimeText(text: string): ParsedDateTime | undefined {
  const trimmed = trimBlanks(text);
  const full = DATE_TIME.exec(trimmed);
  if (full !== null) {
    const days = civil(full[1]!, full[2], full[3]);
    return days === undefined ? undefined : withClock(days, full.slice(4, 9), false);
  }
  const time = TIME_ONLY.exec(trimmed);
  if (time === null) return undefined;
  return withClock(0, time[1] === undefined ? time.slice(6, 11) : time.slice(1, 6), true);
}

function withClock(days: number, parts: (string | undefined)[], timeOnly: boolean): ParsedDateTime | undefined {
  const [hour = '0', minute = '0', second = '0', fraction = '', rest = ''] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = BigInt(days) * 86_400n + BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  const local = seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
  const zone = zoneText(rest);
  return zone === null ? undefined : { local, zone, timeOnly };
}

/** The zone at the end of a text: undefined when there is none, null when there is no such zone. */
function zoneText(rest: string): string | undefined | null {
  const text = rest.trim();
  if (text === '') return undefined;
  const padded = text.replace(/([+-])(\d):/, '$10$2:').replace(/([+-]\d\d):(\d)$/, '$1:0$2');
  return findTimeZone(padded) === undefined ? null : padded;
}

const two = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

const PLAIN_SHAPE = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?$/;

/** The common shape `2024-02-29T12:34:56.789Z` without the general pattern; undefined for all others. */
function plainMicros(text: string, zoneId: string): bigint | undefined {
  if (!PLAIN_SHAPE.test(text)) return undefined;
  const utc = text.charCodeAt(text.length - 1) === 90;
  if (!utc && zoneId !== 'UTC') return undefined;
  const [year, month, day] = [two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8)];
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  if (year > 2200 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  const end = utc ? text.length - 1 : text.length;
  let fraction = 0;
  for (let i = 20, unit = 100_000; i < end; i++, unit /= 10) fraction += (text.charCodeAt(i) - 48) * unit;
  return year < 1700 ? undefined : BigInt(seconds * 1_000_000 + fraction);
}

/** Microseconds of a text cast to TIMESTAMP in a session's zone; a time without a date is one of today's. */
export function parseTimestampText(text: string, zoneId: string): bigint | undefined {
  const plain = plainMicros(text, zoneId);
  if (plain !== undefined) return plain;
  const parsed = parseDateTimeText(text);
  if (parsed === undefined) return undefined;
  const zone = timeZone(parsed.zone ?? zoneId);
  const micros = instantMicros(parsed.timeOnly ? parsed.local + today(zone) : parsed.local, zone);
  return micros > MAX_MICROS || micros < -MAX_MICROS - 1n ? undefined : micros;
}

/** The beginning of the present day on a zone's wall clock, in microseconds. */
function today(zone: TimeZone): bigint {
  // eslint-disable-next-line no-restricted-properties -- Spark too takes the day of the machine here, not the batch's
  const now = localMicros(BigInt(Date.now()) * 1000n, zone);
  return now - (now % MICROS_PER_DAY);
}

/** Microseconds of a text cast to TIMESTAMP_NTZ: the zone is allowed and ignored. */
export function parseTimestampNtzText(text: string): bigint | undefined {
  const parsed = parseDateTimeText(text);
  if (parsed === undefined || parsed.timeOnly) return undefined;
  return parsed.local > MAX_MICROS || parsed.local < -MAX_MICROS - 1n ? undefined : parsed.local;
}
