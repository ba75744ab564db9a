import type { CodeContext } from '../../codegen/code-context.ts';
import type { TextScratch } from '../../columnar/text-scratch.ts';
import { sameType, type DataType } from '../../types/data-type.ts';
import { textWriter } from '../../types/to-text.ts';
import { textPutter } from '../../formats/scalars/text-putter.ts';
import { longOfInt } from '../../types/exact-long.ts';
import type { CastMode } from '../expression.ts';
import type { ScalarCode } from '../define-function.ts';
import { bytes } from '../function-code.ts';
import { castOnWords } from './cast-on-words.ts';
import { loudFailure, SILENT, type CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';
import { textReader } from './from-text-bytes.ts';
import { listCast } from './list-cast.ts';
import { toBoolean } from './to-boolean.ts';
import { toDate } from './to-date.ts';
import { toDecimal } from './to-decimal.ts';
import { toFractional } from './to-fractional.ts';
import { toIntegral } from './to-integral.ts';
import { toCalendarInterval, toInterval } from './to-interval.ts';
import { toTimestamp, toTimestampNtz } from './to-timestamp.ts';

/** The code of a cast between types for which `canCast` holds. */
export function castCode(from: DataType, to: DataType, mode: CastMode, zoneId: string): ScalarCode {
  if (sameBytes(from, to)) return { form: 'bytes', gives: 'slice', kernel: wholeText };
  const put = to.kind === 'string' ? textPutter(from, zoneId) : undefined;
  if (put !== undefined) return bytes('text', put, { takesWords: true });
  const list = listCast(from, to, mode, (a, b) => castCode(a, b, mode, zoneId));
  if (list !== undefined) return list;
  if (from.kind === 'long' && to.kind === 'double') return NEAREST_DOUBLE;
  const inline = inlineCast(from, to);
  if (inline !== undefined) return { form: 'inline', inline: ([value], g) => inline(value!, g) };
  const convert = castKernel(from, to, mode, zoneId);
  const onWords = castOnWords(from, to, zoneId, convert, mode !== 'ansi');
  if (onWords !== undefined) return onWords;
  const read = from.kind === 'string' ? textReader(to, convert) : undefined;
  if (read !== undefined) return bytes('value', read, { mayBeNull: mode !== 'ansi' });
  return { form: 'kernel', kernel: convert };
}

const sameBytes = (from: DataType, to: DataType): boolean =>
  (from.kind === 'string' || from.kind === 'binary') && (to.kind === 'string' || to.kind === 'binary');

function wholeText(out: TextScratch, _: Uint8Array, start: number, end: number): void {
  out.from = start;
  out.to = end;
}

const NEAREST_DOUBLE: ScalarCode = {
  form: 'generate',
  generate([long], g) {
    const part = g.bound(g.expression(long!));
    return part.isNull === 'true' ? part : { code: part.code, isNull: part.isNull, value: g.nearestDouble(part) };
  },
};

/** Casts that cannot fail and cost no call. */
function inlineCast(from: DataType, to: DataType): ((value: string, g: CodeContext) => string) | undefined {
  if (sameType(from, to) && from.kind !== 'struct') return (value) => value;
  const small = from.kind === 'byte' || from.kind === 'short' || from.kind === 'integer';
  switch (to.kind) {
    case 'short':
      return from.kind === 'byte' ? (value) => value : undefined;
    case 'integer':
      return from.kind === 'byte' || from.kind === 'short' ? (value) => value : undefined;
    case 'long':
      return small ? (value, g) => `${g.constant(longOfInt)}(${value})` : undefined;
    case 'double':
      return small || from.kind === 'float' ? (value) => value : undefined;
    default:
      return undefined;
  }
}

/** The cast as a function; a null result means failure in `try` mode. */
export function castKernel(from: DataType, to: DataType, mode: CastMode, zoneId: string): Convert {
  const failure = mode === 'ansi' ? loudFailure(from, to) : SILENT;
  const convert = sameType(from, to) ? (value: unknown) => value : converter(from, to, mode, zoneId, failure);
  if (convert === undefined) throw new Error(`no cast from ${from.kind} to ${to.kind}`);
  return convert;
}

function converter(
  from: DataType,
  to: DataType,
  mode: CastMode,
  zoneId: string,
  failure: CastFailure,
): Convert | undefined {
  if (from.kind === 'void') return () => null;
  switch (to.kind) {
    case 'boolean':
      return toBoolean(from, failure);
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return toIntegral(from, to, failure);
    case 'float':
    case 'double':
      return toFractional(from, to, failure);
    case 'decimal':
      return toDecimal(from, to, failure);
    case 'string':
      return textWriter(from, zoneId);
    case 'binary':
      return (text: string) => utf8.encode(text);
    case 'date':
      return toDate(from, zoneId, failure);
    case 'timestamp':
      return toTimestamp(from, zoneId, failure);
    case 'timestamp_ntz':
      return toTimestampNtz(from, zoneId, failure);
    case 'year_month_interval':
    case 'day_time_interval':
      return toInterval(from, to, failure);
    case 'calendar_interval':
      return toCalendarInterval(from);
    case 'array':
    case 'map':
    case 'struct':
      return nested(from, to, mode, zoneId);
    default:
      return undefined;
  }
}

const utf8 = new TextEncoder();

function nested(from: DataType, to: DataType, mode: CastMode, zoneId: string): Convert | undefined {
  const part = (a: DataType, b: DataType): ((value: unknown) => unknown) => {
    const convert = castKernel(a, b, mode, zoneId) as (value: unknown) => unknown;
    return (value) => (value === null || value === undefined ? null : convert(value));
  };
  if (from.kind === 'array' && to.kind === 'array') {
    const element = part(from.element, to.element);
    return (items: unknown[]) => items.map(element);
  }
  if (from.kind === 'map' && to.kind === 'map') {
    const key = part(from.key, to.key);
    const value = part(from.value, to.value);
    return (entries: [unknown, unknown][]) => entries.map(([k, v]) => [key(k), value(v)]);
  }
  if (from.kind === 'struct' && to.kind === 'struct') {
    const fields = from.fields.map((f, i) => part(f.type, to.fields[i]!.type));
    return (values: unknown[]) => fields.map((convert, i) => convert(values[i]));
  }
  return undefined;
}
