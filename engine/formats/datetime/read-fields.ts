import { daysFromCivil, daysInMonth } from '../../types/calendar.ts';
import { MONTHS, patternItems, WEEKDAYS, type PatternItem } from './datetime-pattern.ts';

/** Reads one item. @returns where it ends, -1 where it is written otherwise */
type ReadItem = (bytes: Uint8Array, at: number, end: number, fields: Float64Array) => number;

/** Where a letter's number is kept. */
const PLACES = 'yMdHhkKmsaS';
const MISSING = -1;
const [YEAR, MONTH, DAY, HOUR, CLOCK, LATE, HALF, MINUTE, SECOND, AFTERNOON, FRACTION] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
];
const LONGEST_YEAR = 10;
const MOST_FRACTION = 6;

/**
 * A function that reads the wall clock that a text shows, in microseconds since 1970, from its bytes; NaN for texts that
 * need a closer look, or do not fit.
 *
 * @returns undefined for a pattern that is more than numbers, names and text one after the other
 */
export function fieldReader(pattern: string): ((bytes: Uint8Array, start: number, end: number) => number) | undefined {
  const items = patternItems(pattern);
  const reads = items.map((item, i) => readItem(item, items[i + 1]));
  const letters = items.flatMap((item) => (item.kind === 'field' ? [item.letter] : []));
  if (new Set(letters).size < letters.length || reads.some((read) => read === undefined)) return undefined;
  const steps = reads as ReadItem[];
  const fields = new Float64Array(PLACES.length);
  return (bytes, start, end) => {
    fields.fill(MISSING);
    let at = start;
    for (const step of steps) {
      at = step(bytes, at, end, fields);
      if (at < 0) return NaN;
    }
    return at === end ? localOf(fields) : NaN;
  };
}

function readItem(item: PatternItem, next: PatternItem | undefined): ReadItem | undefined {
  if (item.kind === 'optional') return undefined;
  if (item.kind === 'text') return readText(item.text);
  const { letter, count } = item;
  switch (letter) {
    case 'y':
      if (count === 2) return then(readDigits(YEAR, 2, 2), (fields) => (fields[YEAR]! += 2000));
      return count === 4 ? readDigits(YEAR, 4, 4) : alone(readDigits(YEAR, count, LONGEST_YEAR), next);
    case 'M':
      if (count > 2) return readName(count === 3 ? short(MONTHS) : MONTHS, MONTH, 1);
      return count === 2 ? readDigits(MONTH, 2, 2) : alone(readDigits(MONTH, 1, 2), next);
    case 'E':
      return readName(count < 4 ? short(WEEKDAYS) : WEEKDAYS, null, 0);
    case 'a':
      return readName(['AM', 'PM'], AFTERNOON, 0);
    case 'S':
      if (count > MOST_FRACTION) return undefined;
      return count === 1 ? readFraction(1) : alone(readFraction(count), next);
    default: {
      const place = PLACES.indexOf(letter);
      if (place < 0) return undefined;
      return count === 1 ? alone(readDigits(place, 1, 2), next) : readDigits(place, count, count);
    }
  }
}

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));

const then =
  (read: ReadItem, change: (fields: Float64Array) => void): ReadItem =>
  (bytes, at, end, fields) => {
    const after = read(bytes, at, end, fields);
    if (after >= 0) change(fields);
    return after;
  };

/** A number of no fixed width is read to its end, unless more digits may follow that are not its own. */
function alone(read: ReadItem, next: PatternItem | undefined): ReadItem | undefined {
  if (next === undefined || (next.kind === 'text' && !/^\d/.test(next.text))) return read;
  return undefined;
}

function readText(text: string): ReadItem {
  const wanted = new TextEncoder().encode(text);
  return (bytes, at, end) => {
    if (end - at < wanted.length) return -1;
    for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return -1;
    return at + wanted.length;
  };
}

const readDigits =
  (place: number, least: number, most: number): ReadItem =>
  (bytes, at, end, fields) => {
    const last = Math.min(end, at + most);
    let n = 0;
    let i = at;
    for (; i < last; i++) {
      const digit = bytes[i]! - 48;
      if (digit < 0 || digit > 9) break;
      n = n * 10 + digit;
    }
    fields[place] = n;
    return i - at < least ? -1 : i;
  };

function readFraction(most: number): ReadItem {
  const read = readDigits(FRACTION, 1, most);
  return (bytes, at, end, fields) => {
    const after = read(bytes, at, end, fields);
    if (after >= 0) fields[FRACTION]! *= 10 ** (MOST_FRACTION - (after - at));
    return after;
  };
}

/** One of some names, in letters of any case. */
function readName(names: readonly string[], place: number | null, first: number): ReadItem {
  const all = names.map((name) => new TextEncoder().encode(name.toLowerCase()));
  return (bytes, at, end, fields) => {
    for (let k = 0; k < all.length; k++) {
      const name = all[k]!;
      if (end - at < name.length) continue;
      let i = 0;
      while (i < name.length && (bytes[at + i]! | 0x20) === name[i]) i++;
      if (i < name.length) continue;
      if (place !== null) fields[place] = k + first;
      return at + i;
    }
    return -1;
  };
}

/** Whole doubles up to here are exact, with room for a zone's offset. */
const EXACT = 9e15;

function localOf(fields: Float64Array): number {
  const year = fields[YEAR] === MISSING ? 1970 : fields[YEAR]!;
  const month = fields[MONTH] === MISSING ? 1 : fields[MONTH]!;
  const day = fields[DAY] === MISSING ? 1 : fields[DAY]!;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return NaN;
  const hour = hourOf(fields);
  const [minute, second] = [Math.max(0, fields[MINUTE]!), Math.max(0, fields[SECOND]!)];
  if (!(hour <= 23) || minute > 59 || second > 59) return NaN;
  const seconds = daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  const local = seconds * 1e6 + Math.max(0, fields[FRACTION]!);
  return local < EXACT && local > -EXACT ? local : NaN;
}

function hourOf(fields: Float64Array): number {
  const afternoon = fields[AFTERNOON] === 1 ? 12 : 0;
  const [clock, half, late] = [fields[CLOCK]!, fields[HALF]!, fields[LATE]!];
  if (clock !== MISSING) return clock < 1 || clock > 12 ? NaN : (clock % 12) + afternoon;
  if (half !== MISSING) return half > 11 ? NaN : half + afternoon;
  if (late !== MISSING && (late < 1 || late > 24)) return NaN;
  const hour = late !== MISSING ? late % 24 : fields[HOUR] === MISSING ? afternoon : fields[HOUR]!;
  return fields[AFTERNOON] === MISSING || hour > 11 === afternoon > 0 ? hour : NaN;
}
