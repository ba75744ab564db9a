import {
  civilFromDays,
  daysFromCivil,
  floorDiv,
  floorMod,
  isoDayOfWeek,
  MICROS_PER_DAY,
  pad,
} from '../../types/calendar.ts';
import { exactOf } from '../../types/exact-long.ts';
import { timeZone } from '../../types/time-zone.ts';
import { MONTHS, patternItems, WEEKDAYS, type PatternItem } from './datetime-pattern.ts';

/** A function from instants to text by a pattern, on the wall clock of a zone. */
export function datetimeFormatter(pattern: string, zoneId: string): (micros: bigint) => string {
  const items = patternItems(pattern);
  const zone = timeZone(zoneId);
  return (micros) => {
    const exact = exactOf(micros);
    const offset = zone.offsetAt(exact === exact ? Math.floor(exact / 1e6) : Number(floorDiv(micros, 1_000_000n)));
    const parts = exact === exact ? partsOf(exact + offset * 1e6) : lateParts(micros + BigInt(offset) * 1_000_000n);
    return written(items, parts, { offset, zoneId, micros });
  };
}

interface Parts {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
}

interface Place {
  readonly offset: number;
  readonly zoneId: string;
  readonly micros: bigint;
}

const DAY = Number(MICROS_PER_DAY);

/** @param local within 2^53 */
function partsOf(local: number): Parts {
  const days = Math.floor(local / DAY);
  return partsOfDay(days, local - days * DAY);
}

const lateParts = (local: bigint): Parts =>
  partsOfDay(Number(floorDiv(local, MICROS_PER_DAY)), Number(floorMod(local, MICROS_PER_DAY)));

function partsOfDay(days: number, ofDay: number): Parts {
  const seconds = Math.floor(ofDay / 1e6);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const { year, month, day } = civilFromDays(days);
  return { days, year, month, day, hour, minute, second: seconds % 60, micros: ofDay % 1_000_000 };
}

function written(items: readonly PatternItem[], parts: Parts, place: Place): string {
  let text = '';
  for (const item of items) {
    if (item.kind === 'text') text += item.text;
    else if (item.kind === 'optional') text += written(item.items, parts, place);
    else text += field(item.letter, item.count, parts, place);
  }
  return text;
}

function field(letter: string, count: number, p: Parts, place: Place): string {
  switch (letter) {
    case 'G':
      return count === 4 ? (p.year > 0 ? 'Anno Domini' : 'Before Christ') : p.year > 0 ? 'AD' : 'BC';
    case 'y':
      return year(p.year > 0 ? p.year : 1 - p.year, count);
    case 'M':
    case 'L':
      return named(MONTHS[p.month - 1]!, p.month, count);
    case 'd':
      return pad(p.day, count);
    case 'D':
      return pad(p.days - daysFromCivil(p.year, 1, 1) + 1, count);
    case 'E': {
      const name = WEEKDAYS[isoDayOfWeek(p.days) - 1]!;
      return count === 4 ? name : name.slice(0, 3);
    }
    case 'F':
      return String(((p.day - 1) % 7) + 1);
    case 'a':
      return p.hour < 12 ? 'AM' : 'PM';
    case 'h':
      return pad(p.hour % 12 === 0 ? 12 : p.hour % 12, count);
    case 'H':
      return pad(p.hour, count);
    case 'k':
      return pad(p.hour === 0 ? 24 : p.hour, count);
    case 'K':
      return pad(p.hour % 12, count);
    case 'm':
      return pad(p.minute, count);
    case 's':
      return pad(p.second, count);
    case 'S':
      return pad(p.micros * 1000, 9).slice(0, count);
    case 'Q':
    case 'q':
      return quarter(Math.floor((p.month - 1) / 3) + 1, count);
    default: {
      const ofOffset = zoneText(letter, count, place.zoneId);
      if (ofOffset !== undefined) return ofOffset(place.offset);
      return letter === 'z' ? zoneName(place, count === 4) : '';
    }
  }
}

/** The text of a letter that the zone and its offset decide, undefined for other letters. */
export function zoneText(letter: string, count: number, zoneId: string): ((offset: number) => string) | undefined {
  switch (letter) {
    case 'V':
      return () => zoneId;
    case 'z':
      if (zoneId === 'UTC') return () => utcName(count === 4);
      if (/^[+-]/.test(zoneId)) return () => zoneId;
      return count === 4 ? undefined : knownNames(zoneId);
    case 'O':
      return (offset) => gmtOffset(offset, count === 4);
    case 'X':
      return (offset) => (offset === 0 ? 'Z' : offsetText(offset, count));
    case 'x':
      return (offset) => offsetText(offset, count);
    case 'Z':
      if (count === 4) return (offset) => gmtOffset(offset, true);
      return (offset) => (count < 5 ? offsetText(offset, 2) : offset === 0 ? 'Z' : offsetText(offset, 5));
    default:
      return undefined;
  }
}

const utcName = (long: boolean): string => (long ? 'Coordinated Universal Time' : 'UTC');

function year(n: number, count: number): string {
  if (count === 2) return pad(n % 100, 2);
  return count >= 4 && n > 9999 && count === 4 ? `+${n}` : pad(n, count);
}

function named(name: string, n: number, count: number): string {
  if (count <= 2) return pad(n, count);
  return count === 3 ? name.slice(0, 3) : name;
}

const ORDINALS: readonly string[] = ['1st', '2nd', '3rd', '4th'];

function quarter(n: number, count: number): string {
  if (count <= 2) return pad(n, count);
  return count === 3 ? `Q${n}` : `${ORDINALS[n - 1]} quarter`;
}

function offsetText(offset: number, count: number): string {
  const size = Math.abs(offset);
  const sign = offset < 0 ? '-' : '+';
  const [h, m, s] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  const separator = count === 3 || count === 5 ? ':' : '';
  if (count === 1) return `${sign}${pad(h, 2)}${m === 0 ? '' : pad(m, 2)}`;
  const seconds = count >= 4 && s !== 0 ? `${separator}${pad(s, 2)}` : '';
  return `${sign}${pad(h, 2)}${separator}${pad(m, 2)}${seconds}`;
}

function gmtOffset(offset: number, long: boolean): string {
  if (offset === 0) return 'GMT';
  if (long) return `GMT${offsetText(offset, 3)}`;
  const size = Math.abs(offset);
  const minutes = Math.floor(size / 60) % 60;
  return `GMT${offset < 0 ? '-' : '+'}${Math.floor(size / 3600)}${minutes === 0 ? '' : `:${pad(minutes, 2)}`}`;
}

function zoneName(place: Place, long: boolean): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: place.zoneId, timeZoneName: long ? 'long' : 'short' });
  const at = new Date(Number(floorDiv(place.micros, 1000n)));
  return format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? place.zoneId;
}

/** The short names of a zone that Intl does not know, by the offset. */
function knownNames(zoneId: string): ((offset: number) => string) | undefined {
  const known = ZONE_NAMES.find(([zones]) => zones.includes(zoneId));
  if (known === undefined) return undefined;
  const winter = timeZone(zoneId).offsetAt(WINTER);
  return (offset) => (offset === winter ? known[1] : known[2]);
}

/** An instant of standard time in the zones below: 2024-01-15. In the south it is summer then. */
const WINTER = 1705276800;

const words = (text: string): readonly string[] => text.split(' ');

/** Short names that Java knows and Intl does not: zones, standard time, summer time. */
const ZONE_NAMES: readonly (readonly [readonly string[], string, string])[] = [
  [words('Europe/Lisbon Atlantic/Madeira Atlantic/Canary Atlantic/Faroe WET'), 'WET', 'WEST'],
  [words('Europe/London GB'), 'GMT', 'BST'],
  [words('Europe/Dublin'), 'GMT', 'IST'],
  [
    words(
      'Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Brussels Europe/Amsterdam Europe/Vienna Europe/Zurich Europe/Stockholm Europe/Oslo Europe/Copenhagen Europe/Prague Europe/Warsaw Europe/Budapest Europe/Belgrade Europe/Luxembourg Europe/Monaco Europe/Malta CET',
    ),
    'CET',
    'CEST',
  ],
  [
    words(
      'Europe/Athens Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Bucharest Europe/Sofia Europe/Riga Europe/Vilnius Europe/Tallinn EET',
    ),
    'EET',
    'EEST',
  ],
  [words('Europe/Moscow'), 'MSK', 'MSD'],
  [words('America/Sao_Paulo'), 'BRT', 'BRST'],
  [words('Atlantic/Azores'), 'AZOT', 'AZOST'],
  [words('America/Argentina/Buenos_Aires America/Buenos_Aires'), 'ART', 'ARST'],
  [words('Asia/Tokyo Japan'), 'JST', 'JDT'],
  [words('Asia/Seoul'), 'KST', 'KDT'],
  [words('Asia/Shanghai'), 'CST', 'CDT'],
  [words('Asia/Kolkata Asia/Calcutta'), 'IST', 'IST'],
  [words('Asia/Singapore'), 'SGT', 'SGT'],
  [words('Asia/Hong_Kong'), 'HKT', 'HKST'],
  [words('Australia/Sydney Australia/Melbourne'), 'AEDT', 'AEST'],
];
