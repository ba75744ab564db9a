import { daysFromCivil } from './calendar.ts';
import { ArgumentError } from './errors.ts';

/**
 * Offsets of a time zone from UTC, in seconds. Intl knows the rules but answers slowly, so each year's changes are
 * found once and kept.
 */
export interface TimeZone {
  readonly id: string;
  /** The offset at an instant (seconds since 1970). */
  offsetAt(epochSeconds: number): number;
  /** The instant of a local time: the earlier offset in an overlap, moved forward by the length of a gap, as Java does. */
  instantOf(localSeconds: number): number;
}

const known = new Map<string, TimeZone | null>();

/** The zone of an id (region, `UTC`, `GMT+2`, `+02:00`, `Z`), undefined when there is none. */
export function findTimeZone(id: string): TimeZone | undefined {
  let zone = known.get(id);
  if (zone === undefined) {
    zone = makeZone(id) ?? null;
    known.set(id, zone);
  }
  return zone ?? undefined;
}

/** The zone of an id. @throws ArgumentError INVALID_TIMEZONE */
export function timeZone(id: string): TimeZone {
  const zone = findTimeZone(id);
  if (zone === undefined) throw unknownZone(id);
  return zone;
}

function makeZone(id: string): TimeZone | undefined {
  const offset = fixedOffset(id);
  if (offset !== undefined) return fixedZone(id, offset);
  if (/^(?:UTC|GMT|UT)?[+-]/.test(id)) return undefined;
  try {
    return regionZone(SHORT_IDS[id] ?? id);
  } catch {
    return undefined;
  }
}

/** Java's three-letter ids, which Intl does not know or reads otherwise. */
const SHORT_IDS: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};

/** Seconds of an id that is an offset: `Z`, `+2`, `+02:00`, `UTC+2`, `GMT-03:30`, `+02:00:30`. */
export function fixedOffset(id: string): number | undefined {
  if (id === 'Z' || id === 'UTC' || id === 'GMT' || id === 'UT') return 0;
  const match = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{1,2})(?::?(\d{1,2}))?)?$/.exec(id);
  if (match === null) return undefined;
  const [, sign, hours, minutes = '0', seconds = '0'] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (Number(minutes) > 59 || Number(seconds) > 59 || total > 18 * 3600) return undefined;
  return sign === '-' ? -total : total;
}

const fixedZone = (id: string, offset: number): TimeZone => ({
  id,
  offsetAt: () => offset,
  instantOf: (local) => local - offset,
});

/** One change of offset. */
interface Change {
  readonly at: number;
  readonly after: number;
}

interface YearOfOffsets {
  readonly before: number;
  readonly changes: readonly Change[];
}

/** Times of 1900 to 2100 in spans of so many seconds: most have one offset from beginning to end. */
const SPAN = 1 << 20;
const SPANS_FROM = -2_208_988_800;
const SPANS = Math.ceil((4_102_444_800 - SPANS_FROM) / SPAN);
const [UNKNOWN, SEVERAL] = [0x7fffffff, 0x7ffffffe];

function regionZone(id: string): TimeZone {
  const ask = offsetReader(id);
  const years = new Map<number, YearOfOffsets>();
  const spans = new Int32Array(SPANS).fill(UNKNOWN);
  const yearAt = (epochSeconds: number): YearOfOffsets => {
    const year = new Date(epochSeconds * 1000).getUTCFullYear();
    let entry = years.get(year);
    if (entry === undefined) {
      entry = changesOf(year, ask);
      years.set(year, entry);
    }
    return entry;
  };
  // Times come nearly in order: the stretch of the last answer answers most.
  let [from, to, known] = [Infinity, -Infinity, 0];
  const lookUp = (epochSeconds: number): number => {
    const entry = yearAt(epochSeconds);
    const year = new Date(epochSeconds * 1000).getUTCFullYear();
    from = daysFromCivil(year, 1, 1) * 86_400;
    to = daysFromCivil(year + 1, 1, 1) * 86_400;
    known = entry.before;
    for (const change of entry.changes) {
      if (epochSeconds < change.at) {
        to = change.at;
        break;
      }
      from = change.at;
      known = change.after;
    }
    return known;
  };
  const fill = (span: number): void => {
    const start = SPANS_FROM + span * SPAN;
    const end = start + SPAN;
    const changes = [...yearAt(start).changes, ...yearAt(end).changes];
    const inside = changes.some(({ at }) => at > start && at < end);
    spans[span] = inside || lookUp(end - 1) !== lookUp(start) ? SEVERAL : known;
  };
  const offsetAt = (epochSeconds: number): number => {
    if (epochSeconds >= from && epochSeconds < to) return known;
    const place = (epochSeconds - SPANS_FROM) / SPAN;
    if (place >= 0 && place < SPANS) {
      const span = place | 0;
      if (spans[span] === UNKNOWN) fill(span);
      const offset = spans[span]!;
      if (offset !== SEVERAL) return offset;
    }
    return lookUp(clamp(epochSeconds));
  };
  const instantOf = (local: number): number => {
    const earlier = offsetAt(local - 86_400);
    const later = offsetAt(local + 86_400);
    if (earlier === later) {
      const middle = offsetAt(local - earlier);
      if (middle === earlier) return local - earlier;
    }
    const candidate = local - earlier;
    if (offsetAt(candidate) === earlier) return candidate;
    if (offsetAt(local - later) === later) return local - later;
    return candidate;
  };
  return { id, offsetAt, instantOf };
}

/** What a JS Date can hold. */
const clamp = (epochSeconds: number): number => Math.min(Math.max(Math.floor(epochSeconds), -8.63e12), 8.63e12);

function changesOf(year: number, ask: (epochSeconds: number) => number): YearOfOffsets {
  const start = daysFromCivil(year, 1, 1) * 86_400;
  const end = daysFromCivil(year + 1, 1, 1) * 86_400;
  const step = 30 * 86_400;
  const changes: Change[] = [];
  const before = ask(start);
  let offset = before;
  let from = start;
  while (from < end) {
    const to = Math.min(from + step, end - 1);
    const reached = ask(to);
    if (reached !== offset) changes.push({ at: bisect(from, to, offset, ask), after: reached });
    offset = reached;
    from = from + step;
  }
  return { before, changes };
}

function bisect(low: number, high: number, offset: number, ask: (epochSeconds: number) => number): number {
  let from = low;
  let to = high;
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (ask(middle) === offset) from = middle;
    else to = middle;
  }
  return to;
}

function offsetReader(id: string): (epochSeconds: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: id,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  // Intl writes the Julian calendar before 1582: a date of the same weekday cycle 400 years later has no LMT, so the
  // first known offset of the zone stands for all earlier years, as in Java.
  const earliest = daysFromCivil(1700, 1, 1) * 86_400;
  return (epochSeconds) => {
    const at = Math.max(epochSeconds, earliest);
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(new Date(at * 1000))) parts[type] = value;
    const days = daysFromCivil(Number(parts['year']), Number(parts['month']), Number(parts['day']));
    const local = days * 86_400 + Number(parts['hour']) * 3600 + Number(parts['minute']) * 60 + Number(parts['second']);
    return local - at;
  };
}

const unknownZone = (id: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_TIMEZONE',
    sqlState: '22009',
    message: `The timezone: ${id} is invalid. The timezone must be either a region-based zone ID or a zone offset.`,
    hint: "For example 'Europe/Lisbon', 'UTC' or '+01:00'.",
  });
