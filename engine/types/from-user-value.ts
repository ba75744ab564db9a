import { instantMicros } from './wall-clock.ts';
import { simpleString, type DataType } from './data-type.ts';
import { fittedDecimal, parseDecimal } from './decimal.ts';
import { describedValue } from './described-value.ts';
import { ArgumentError } from './errors.ts';
import { parseIsoDate, parseIsoDateTime } from './local-date.ts';
import { timeZone } from './time-zone.ts';

/** A function from values of user code (rows of `createDataFrame`, literals, results of a `udf`) to scalars of a type. */
export function fromUserValue(type: DataType, zoneId = 'UTC'): (value: unknown) => unknown {
  const convert = converter(type, zoneId);
  return (value) => {
    if (value === null || value === undefined) return null;
    const scalar = convert(value);
    if (scalar === undefined) refuse(value, type);
    return scalar;
  };
}

function refuse(value: unknown, type: DataType): never {
  throw new ArgumentError({
    condition: 'MILLRACE_VALUE_DOES_NOT_FIT_TYPE',
    message: `${shown(value)} does not fit the type ${simpleString(type)}.`,
    hint: 'Give a value of the column type, or another type in the schema.',
  });
}

function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `The value ${JSON.stringify(value)}`;
    case 'bigint':
      return `The value ${value}n`;
    case 'number':
    case 'boolean':
      return `The value ${value}`;
    default: {
      const described = describedValue(value);
      return described.charAt(0).toUpperCase() + described.slice(1);
    }
  }
}

type Convert = (value: unknown) => unknown;

const INT_LIMITS: Readonly<Record<string, number>> = { byte: 7, short: 15, integer: 31 };

function converter(type: DataType, zoneId: string): Convert {
  switch (type.kind) {
    case 'void':
      return () => undefined;
    case 'boolean':
      return (v) => (typeof v === 'boolean' ? v : undefined);
    case 'byte':
    case 'short':
    case 'integer': {
      const limit = 2 ** INT_LIMITS[type.kind]!;
      return (v) => {
        const n = typeof v === 'bigint' ? Number(v) : v;
        return typeof n === 'number' && Number.isInteger(n) && n >= -limit && n < limit ? n + 0 : undefined;
      };
    }
    case 'long':
      return (v) => {
        const n = typeof v === 'number' && Number.isSafeInteger(v) ? BigInt(v) : v;
        return typeof n === 'bigint' && BigInt.asIntN(64, n) === n ? n : undefined;
      };
    case 'float':
      return (v) => (typeof v === 'number' ? Math.fround(v) : undefined);
    case 'double':
      return (v) => (typeof v === 'number' ? v : undefined);
    case 'decimal':
      return (v) => {
        const number = decimalNumber(v);
        return number === undefined ? undefined : fittedDecimal(number, type);
      };
    case 'string':
      return (v) => (typeof v === 'string' ? v : undefined);
    case 'binary':
      return (v) => (v instanceof Uint8Array ? v : undefined);
    case 'date':
      return dateScalar;
    case 'timestamp':
      return (v) => timestampScalar(v, zoneId);
    case 'timestamp_ntz':
      return (v) => {
        if (typeof v === 'string') return parseIsoDateTime(v);
        return has(v, 'micros') ? long(v.micros) : undefined;
      };
    case 'time':
      return (v) => (has(v, 'nanos') && isTimeOfDay(v.nanos) ? v.nanos : undefined);
    case 'year_month_interval':
      return (v) => (has(v, 'months') ? int(v.months) : undefined);
    case 'day_time_interval':
      return (v) => (has(v, 'micros') ? long(v.micros) : undefined);
    case 'calendar_interval':
      return (v) => (has(v, 'months') && has(v, 'days') && has(v, 'micros') ? v : undefined);
    case 'variant':
      return () => undefined;
    case 'array': {
      const element = fromUserValue(type.element, zoneId);
      return (v) => (Array.isArray(v) || isTypedArray(v) ? Array.from(v as unknown[], element) : undefined);
    }
    case 'map': {
      const key = fromUserValue(type.key, zoneId);
      const item = fromUserValue(type.value, zoneId);
      return (v) => {
        const entries = v instanceof Map ? [...v.entries()] : isPlain(v) ? Object.entries(v) : undefined;
        return entries?.map(([k, x]) => [key(k) ?? refuse(k, type.key), item(x)]);
      };
    }
    case 'struct': {
      const fields = type.fields.map((f) => ({ name: f.name, convert: fromUserValue(f.type, zoneId) }));
      return (v) => {
        if (Array.isArray(v)) return v.length === fields.length ? fields.map((f, i) => f.convert(v[i])) : undefined;
        if (!isPlain(v)) return undefined;
        return fields.map((f) => f.convert(Object.hasOwn(v, f.name) ? (v as Record<string, unknown>)[f.name] : null));
      };
    }
  }
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

/** An object with values by name, of a class or of none: nothing that holds its values elsewhere. */
const isPlain = (value: unknown): value is object =>
  Object.prototype.toString.call(value) === '[object Object]' && !Array.isArray(value);

const isTypedArray = (value: unknown): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView);

const long = (value: unknown): bigint | undefined =>
  typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : undefined;

const int = (value: unknown): number | undefined =>
  typeof value === 'number' && (value | 0) === value ? value + 0 : undefined;

const isTimeOfDay = (value: unknown): value is bigint =>
  typeof value === 'bigint' && value >= 0n && value < 86_400_000_000_000n;

function decimalNumber(value: unknown): { readonly unscaled: bigint; readonly scale: number } | undefined {
  if (typeof value === 'bigint') return { unscaled: value, scale: 0 };
  if (typeof value === 'string' || typeof value === 'number') return parseDecimal(String(value));
  if (!has(value, 'unscaled') || !has(value, 'scale')) return undefined;
  const { unscaled, scale } = value;
  return typeof unscaled === 'bigint' && int(scale) !== undefined ? { unscaled, scale: scale as number } : undefined;
}

function dateScalar(value: unknown): number | undefined {
  if (typeof value === 'string') return parseIsoDate(value);
  if (has(value, 'epochDay')) return int(value.epochDay);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return Math.floor(value.getTime() / 86_400_000);
  return undefined;
}

/** A text without offset is a local time of the session's zone. */
function timestampScalar(value: unknown, zoneId: string): bigint | undefined {
  if (has(value, 'epochMicros')) return long(value.epochMicros);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : BigInt(value.getTime()) * 1000n;
  if (typeof value !== 'string') return undefined;
  const match = /^(.*?)(Z|[+-]\d{2}:?\d{2})?$/.exec(value.trim());
  const head = match?.[1] ?? '';
  const local = parseIsoDateTime(head) ?? dateMicros(head);
  return local === undefined ? undefined : instantMicros(local, timeZone(match?.[2] ?? zoneId));
}

function dateMicros(text: string): bigint | undefined {
  const days = parseIsoDate(text);
  return days === undefined ? undefined : BigInt(days) * 86_400_000_000n;
}
