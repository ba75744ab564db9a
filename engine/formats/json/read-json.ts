import { fromBase64 } from '../../types/base64.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { fittedDecimal, parseDecimal } from '../../types/decimal.ts';
import { longOf } from '../../types/exact-long.ts';
import { parseDateText, parseDateTimeText, parseTimestampText } from '../../types/parse-date-time.ts';
import { floorDiv, MICROS_PER_DAY } from '../../types/calendar.ts';
import { intervalOfFields, parseIntervalText } from '../../types/parse-interval.ts';
import { JsonCursor, JsonSyntaxError } from './json-cursor.ts';
import type { TextOptions } from '../text-options.ts';
import { datetimeParser, localParser } from '../datetime/parse-datetime.ts';

/** Reads the value at a cursor as a scalar; undefined when the value does not fit the type. */
type Read = (cursor: JsonCursor) => unknown;

export interface JsonRecord {
  readonly value: unknown;
  /** The text is no JSON, or some part of it does not fit its type. */
  readonly bad: boolean;
}

/** A function from JSON texts to values of a type, made once for a schema. */
export function jsonReader(type: DataType, options: TextOptions, zone: string): (text: string) => JsonRecord {
  const syntax = options.jsonSyntax;
  const read = reader(type, { options, zone, exact: false });
  return (text) => {
    const cursor = new JsonCursor(text, syntax);
    try {
      const value = read(cursor);
      return value === undefined ? { value: null, bad: true } : { value, bad: state.takeBad() };
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      state.takeBad();
      return { value: null, bad: true };
    }
  };
}

export interface JsonRows {
  readonly rows: readonly unknown[][];
  /** The text is no JSON, or some part of a row does not fit its type. */
  readonly bad: boolean;
}

/**
 * A function from the lines of a file to rows: an object is one, an array of objects several. What follows the value in its
 * line is left unread; a line that is no JSON is one row of nulls.
 */
export function jsonRowsReader(type: StructType, options: TextOptions, zone: string): (line: string) => JsonRows {
  const syntax = options.jsonSyntax;
  const read = structReader(type, { options, zone, exact: true });
  return (line) => {
    const cursor = new JsonCursor(line, syntax);
    if (line.charCodeAt(0) === BYTE_ORDER_MARK) cursor.at = 1;
    const rows: unknown[][] = [];
    const row = (): void => {
      if (cursor.peek() !== 123) cursor.fail();
      rows.push(read(cursor) as unknown[]);
    };
    try {
      if (cursor.peek() === 91) cursor.array(row);
      else row();
      return { rows, bad: state.takeBad() };
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      state.takeBad();
      return { rows: [type.fields.map(() => null)], bad: true };
    }
  };
}

const BYTE_ORDER_MARK = 0xfeff;

interface Setting {
  readonly options: TextOptions;
  readonly zone: string;
  /** Whether what is no text keeps its spelling as a STRING: files do so, functions write it anew. */
  readonly exact: boolean;
}

/** Whether a part was bad; the rest of its record is kept. */
class PartState {
  private bad = false;

  mark(): void {
    this.bad = true;
  }

  takeBad(): boolean {
    const { bad } = this;
    this.bad = false;
    return bad;
  }
}

const state = new PartState();

/** Passes over a value that does not fit. */
function refuse(cursor: JsonCursor): undefined {
  cursor.skip();
  return undefined;
}

/** A value of a struct's field: null when absent, JSON's null or bad. */
function part(read: Read, cursor: JsonCursor): unknown {
  if (cursor.word('null')) return null;
  const value = read(cursor);
  if (value !== undefined) return value;
  state.mark();
  return null;
}

function reader(type: DataType, setting: Setting): Read {
  switch (type.kind) {
    case 'boolean':
      return (c) => (c.word('true') ? true : c.word('false') ? false : refuse(c));
    case 'byte':
    case 'short':
    case 'integer':
      return whole({ byte: 8, short: 16, integer: 32 }[type.kind], Number);
    case 'long':
      return whole(64, (n) => n);
    case 'float':
      return fraction(Math.fround);
    case 'double':
      return fraction((x) => x);
    case 'decimal':
      return (c) => {
        const text = c.startsString() ? c.string() : (c.number() ?? undefined);
        const parsed = text === undefined ? undefined : parseDecimal(text.trim());
        if (parsed === undefined) return text === undefined ? refuse(c) : undefined;
        return fittedDecimal(parsed, type);
      };
    case 'string':
      return (c) => (c.startsString() ? c.string() : setting.exact ? c.raw() : c.copy());
    case 'binary':
      return fromText((text) => fromBase64(text));
    case 'date':
      return dateReader(setting);
    case 'timestamp':
      return timestampReader(setting);
    case 'timestamp_ntz': {
      const pattern = setting.options.get('timestampNTZFormat');
      const parse = pattern === undefined ? parseDateTimeText : localParser(pattern);
      return fromText((text) => parse(text)?.local);
    }
    case 'calendar_interval':
      return fromText(parseIntervalText);
    case 'year_month_interval':
    case 'day_time_interval':
      return fromText((text) => intervalOfFields(text, type));
    case 'array':
      return arrayReader(reader(type.element, setting));
    case 'map':
      return mapReader(reader(type.value, setting));
    case 'struct':
      return structReader(type, setting);
    default:
      return refuse;
  }
}

const fromText =
  (f: (text: string) => unknown): Read =>
  (c) =>
    c.startsString() ? f(c.string()) : refuse(c);

function whole(bits: number, store: (n: bigint) => unknown): Read {
  return (c) => {
    if (c.startsString()) {
      c.string();
      return undefined;
    }
    const small = c.smallWhole();
    if (small === small) {
      if (bits === 64) return longOf(small);
      return small >= -(2 ** (bits - 1)) && small < 2 ** (bits - 1) ? small : undefined;
    }
    const text = c.number();
    if (text === undefined) return refuse(c);
    if (!/^-?\d+$/.test(text)) return undefined;
    const n = BigInt(text);
    return BigInt.asIntN(bits, n) === n ? store(n) : undefined;
  };
}

const NON_NUMERIC: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  '+Infinity': Infinity,
  '-Infinity': -Infinity,
  '+INF': Infinity,
  '-INF': -Infinity,
};

function fraction(round: (x: number) => number): Read {
  return (c) => {
    const text = c.startsString() ? c.string() : undefined;
    if (text !== undefined) return c.syntax.nonNumericNumbers ? NON_NUMERIC[text] : undefined;
    const number = c.number();
    if (number === undefined) return refuse(c);
    return number === 'INF' ? Infinity : (NON_NUMERIC[number] ?? round(Number(number)));
  };
}

function dateReader({ options }: Setting): Read {
  const pattern = options.get('dateFormat');
  const parser = pattern === undefined ? undefined : datetimeParser(pattern, 'UTC');
  const fallback = options.flag('enableDateTimeParsingFallback', false);
  return (c) => {
    if (!c.startsString()) return refuse(c);
    const text = c.string();
    if (parser === undefined) return parseDateText(text);
    const micros = parser(text);
    if (micros === undefined) return fallback ? parseDateText(text) : undefined;
    return Number(floorDiv(micros, MICROS_PER_DAY));
  };
}

function timestampReader({ options, zone }: Setting): Read {
  const pattern = options.get('timestampFormat');
  const inZone = options.get('timeZone') ?? zone;
  const parser = pattern === undefined ? undefined : datetimeParser(pattern, inZone);
  const fallback = parser === undefined || options.flag('enableDateTimeParsingFallback', false);
  return (c) => {
    if (c.startsString()) {
      const text = c.string();
      return parser?.(text) ?? (fallback ? parseTimestampText(text, inZone) : undefined);
    }
    const number = c.number();
    if (number === undefined) return refuse(c);
    return /^-?\d+$/.test(number) ? BigInt.asIntN(64, BigInt(number) * 1_000_000n) : undefined;
  };
}

function arrayReader(element: Read): Read {
  return (c) => {
    if (c.peek() !== 91) return refuse(c);
    const items: unknown[] = [];
    let bad = false;
    c.array(() => {
      const value = c.word('null') ? null : element(c);
      if (value === undefined) bad = true;
      items.push(value);
    });
    return bad ? undefined : items;
  };
}

function mapReader(value: Read): Read {
  return (c) => {
    if (c.peek() !== 123) return refuse(c);
    const entries: [string, unknown][] = [];
    let bad = false;
    c.object((name) => {
      const item = c.word('null') ? null : value(c);
      if (item === undefined) bad = true;
      entries.push([name, item]);
    });
    return bad ? undefined : entries;
  };
}

function structReader(type: StructType, setting: Setting): Read {
  const places = new Map(type.fields.map((f, i) => [f.name, i]));
  const readers = type.fields.map((f) => reader(f.type, setting));
  return (c) => {
    if (c.peek() !== 123) return refuse(c);
    const values: unknown[] = new Array<unknown>(readers.length).fill(null);
    c.object((name) => {
      const place = places.get(name);
      if (place === undefined) c.skip();
      else values[place] = part(readers[place]!, c);
    });
    return values;
  };
}
