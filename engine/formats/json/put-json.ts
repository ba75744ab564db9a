import { isUtf8 } from 'node:buffer';
import type { TextArena } from '../../columnar/text-arena.ts';
import { decodeText } from '../../columnar/texts.ts';
import type { ArrayType, DataType, StructType } from '../../types/data-type.ts';
import { datetimePutter } from '../datetime/put-datetime.ts';
import type { FieldText, PutValue } from '../field-text.ts';
import { ofScalar, ofWords } from '../scalars/of-scalar.ts';
import { textPutter } from '../scalars/text-putter.ts';
import type { TextOptions } from '../text-options.ts';
import { quoted } from './json-cursor.ts';
import { jsonWriter } from './write-json.ts';

const [QUOTE, BACKSLASH, SPACE, LAST_ASCII] = [34, 92, 32, 127];
const [OPEN, CLOSE] = [123, 125];
const utf8 = new TextEncoder();

type Put<T = never> = (out: TextArena, value: T) => void;

/** Whether options shape the text as a whole, which is not written field by field then. */
const areShaped = (options: TextOptions): boolean =>
  ['pretty', 'sortKeys', 'writeNonAsciiCharacterAsCodePoint'].some((name) => options.flag(name, false));

/** A function that appends an array as JSON; undefined where options shape the text as a whole. */
export const jsonArrayText = (type: ArrayType, options: TextOptions, zone: string): PutValue | undefined =>
  areShaped(options) ? undefined : nestedPutter(type, options, zone);

/** How the fields of a struct stand in its JSON, a comma before each; undefined where options shape the text as a whole. */
export function jsonFieldTexts(type: StructType, options: TextOptions, zone: string): FieldText[] | undefined {
  if (areShaped(options)) return undefined;
  const ofNull = options.flag('ignoreNullFields', true) ? undefined : utf8.encode('null');
  return type.fields.map((f) => ({
    type: f.type,
    before: utf8.encode(`,${quoted(f.name)}:`),
    ofNull,
    put: jsonPutter(f.type, options, zone),
  }));
}

/** The comma before the first field becomes the brace. */
export function closeObject(out: TextArena, start: number): void {
  out.reserve(2);
  if (out.at === start) out.at++;
  out.arena[start] = OPEN;
  out.arena[out.at++] = CLOSE;
}

/** A function that appends a value, given as a `PutValue` is, as `jsonWriter` writes it. */
function jsonPutter(type: DataType, options: TextOptions, zone: string): PutValue {
  const write = jsonWriter(type, options, zone);
  const general = ofScalar(type, (out, value) => out.putText(write(value)));
  const put = textPutter(type, zone);
  switch (type.kind) {
    case 'string':
      return putQuoted;
    case 'float':
    case 'double': {
      const finite = put as Put<number>;
      return (out: TextArena, value: number) =>
        Number.isFinite(value) ? finite(out, value) : out.putText(write(value));
    }
    case 'array':
    case 'struct':
      return nestedPutter(type, options, zone);
    case 'date':
      return options.get('dateFormat') === undefined ? inQuotes(put!) : general;
    case 'timestamp':
      if (options.get('timestampFormat') !== undefined) return general;
      return inQuotes(datetimePutter("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", options.get('timeZone') ?? zone));
    case 'timestamp_ntz':
      if (options.get('timestampNTZFormat') !== undefined) return general;
      return inQuotes(datetimePutter("yyyy-MM-dd'T'HH:mm:ss.SSS", 'UTC'));
    case 'year_month_interval':
    case 'day_time_interval':
    case 'calendar_interval':
      return inQuotes(put!);
    default:
      return put ?? general;
  }
}

const [OPEN_LIST, CLOSE_LIST, COMMA] = [91, 93, 44];
const NULL = utf8.encode('null');

function putByte(out: TextArena, byte: number): void {
  out.reserve(1);
  out.arena[out.at++] = byte;
}

/** A function that appends a value that lies in another one: texts are JavaScript's there. */
function nestedPutter(type: DataType, options: TextOptions, zone: string): Put<never> {
  if (type.kind === 'string') return (out, value: string) => out.putText(quoted(value));
  if (type.kind === 'array') {
    const put = nestedPutter(type.element, options, zone) as Put<unknown>;
    return (out, items: readonly unknown[]) => {
      putByte(out, OPEN_LIST);
      for (let i = 0; i < items.length; i++) {
        if (i > 0) putByte(out, COMMA);
        if (items[i] === null) out.putAll(NULL);
        else put(out, items[i]);
      }
      putByte(out, CLOSE_LIST);
    };
  }
  if (type.kind !== 'struct') return ofWords(type, jsonPutter(type, options, zone)) as Put;
  const keepNulls = !options.flag('ignoreNullFields', true);
  const fields = type.fields.map((f) => ({
    before: utf8.encode(`,${quoted(f.name)}:`),
    put: nestedPutter(f.type, options, zone) as Put<unknown>,
  }));
  return (out, values: readonly unknown[]) => {
    const start = out.at;
    for (let i = 0; i < fields.length; i++) {
      const value = values[i] ?? null;
      if (value === null && !keepNulls) continue;
      out.putAll(fields[i]!.before);
      if (value === null) out.putAll(NULL);
      else fields[i]!.put(out, value);
    }
    closeObject(out, start);
  };
}

function inQuotes(put: PutValue): PutValue {
  const putAt = put as (out: TextArena, value: unknown, at?: number) => void;
  return (out: TextArena, value: unknown, at?: number) => {
    putByte(out, QUOTE);
    putAt(out, value, at);
    putByte(out, QUOTE);
  };
}

/** Appends a text as a JSON string: copied where nothing in it is escaped. */
function putQuoted(out: TextArena, source: Uint8Array, start: number, end: number): void {
  out.reserve(end - start + 2);
  const { arena } = out;
  let at = out.at;
  let all = 0;
  arena[at++] = QUOTE;
  for (let i = start; i < end; i++) {
    const byte = source[i]!;
    if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) {
      out.putText(quoted(decodeText(source, start, end)));
      return;
    }
    all |= byte;
    arena[at++] = byte;
  }
  if (all > LAST_ASCII && !isUtf8(source.subarray(start, end))) {
    out.putText(quoted(decodeText(source, start, end)));
    return;
  }
  arena[at++] = QUOTE;
  out.at = at;
}
