import { instantMicros } from './date-text.ts';
import { simpleString, type DataType } from './data-type.ts';
import { Decimal, fitsPrecision, rescale } from './decimal.ts';
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
      return (v) => decimalScalar(v, type.precision, type.scale);
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
        return has(v, 'micros') && typeof v.micros === 'bigint' ? v.micros : undefined;
      };
    case 'time':
      return (v) => (has(v, 'nanos') && typeof v.nanos === 'bigint' ? v.nanos : undefined);
    case 'year_month_interval':
      return (v) => (has(v, 'months') && typeof v.months === 'number' ? v.months : undefined);
    case 'day_time_interval':
      return (v) => (has(v, 'micros') && typeof v.micros === 'bigint' ? v.micros : undefined);
    case 'calendar_interval':
      return (v) => (has(v, 'months') && has(v, 'days') && has(v, 'micros') ? v : undefined);
    case 'variant':
      return () => undefined;
    case 'array': {
      const element = fromUserValue(type.element, zoneId);
      return (v) => (Array.isArray(v) || ArrayBuffer.isView(v) ? Array.from(v as unknown[], element) : undefined);
    }
    case 'map': {
      const key = fromUserValue(type.key, zoneId);
      const item = fromUserValue(type.value, zoneId);
      return (v) => {
        if (typeof v !== 'object' || v === null || Array.isArray(v)) return undefined;
        const entries = v instanceof Map ? [...v.entries()] : Object.entries(v);
        return entries.map(([k, x]) => [key(k), item(x)]);
      };
    }
    case 'struct': {
      const fields = type.fields.map((f) => ({ name: f.name, convert: fromUserValue(f.type, zoneId) }));
      return (v) => {
        if (typeof v !== 'object' || v === null) return undefined;
        if (Array.isArray(v)) return fields.map((f, i) => f.convert(v[i]));
        return fields.map((f) => f.convert(Object.hasOwn(v, f.name) ? (v as Record<string, unknown>)[f.name] : null));
      };
    }
  }
}

function has<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

function decimalScalar(value: unknown, precision: number, scale: number): bigint | undefined {
  let unscaled: bigint;
  if (typeof value === 'bigint') unscaled = rescale(value, 0, scale);
  else if (has(value, 'unscaled') && has(value, 'scale')) {
    unscaled = rescale(value.unscaled as bigint, value.scale as number, scale);
  } else if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) {
    try {
      const parsed = Decimal.parse(String(value));
      unscaled = rescale(parsed.unscaled, parsed.scale, scale);
    } catch {
      return undefined;
    }
  } else return undefined;
  return fitsPrecision(unscaled, precision) ? unscaled : undefined;
}

function dateScalar(value: unknown): number | undefined {
  if (typeof value === 'string') return parseIsoDate(value);
  if (has(value, 'epochDay') && typeof value.epochDay === 'number') return value.epochDay;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return Math.floor(value.getTime() / 86_400_000);
  return undefined;
}

/** A text without offset is a local time of the session's zone. */
function timestampScalar(value: unknown, zoneId: string): bigint | undefined {
  if (has(value, 'epochMicros') && typeof value.epochMicros === 'bigint') return value.epochMicros;
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
