import { fromBase64, toBase64 } from './base64.ts';
import type { DataType } from './data-type.ts';
import { dateToText } from './date-text.ts';
import { decimalToText, parseDecimal, rescale } from './decimal.ts';
import { parseIsoDate, parseIsoDateTime } from './local-date.ts';
import { isoMicros } from './timestamp.ts';
import { pad } from './calendar.ts';

/**
 * Scalars as JSON that loses nothing: BIGINT and DECIMAL as strings, instants as ISO text with six digits. The encoding
 * of checkpoints, live views and recorded answers.
 */
export function toJsonValue(value: unknown, type: DataType): unknown {
  return value === null || value === undefined ? null : (encoder(type) as (value: unknown) => unknown)(value);
}

/** The scalar of such JSON. */
export function fromJsonValue(json: unknown, type: DataType): unknown {
  return json === null || json === undefined ? null : (decoder(type) as (value: unknown) => unknown)(json);
}

/** One row (scalars of a struct's fields) as a list. */
export const toJsonRow = (row: readonly unknown[], types: readonly DataType[]): unknown[] =>
  types.map((type, i) => toJsonValue(row[i], type));

function encoder(type: DataType): (value: never) => unknown {
  switch (type.kind) {
    case 'void':
      return () => null;
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'string':
    case 'year_month_interval':
      return (value: unknown) => value;
    case 'long':
    case 'day_time_interval':
      return (value: bigint) => value.toString();
    case 'float':
    case 'double':
      return (value: number) => (Number.isFinite(value) ? value : String(value));
    case 'decimal':
      return (value: bigint) => decimalToText(value, type.scale);
    case 'binary':
      return toBase64;
    case 'date':
      return dateToText;
    case 'timestamp':
      return (value: bigint) => `${isoMicros(value)}Z`;
    case 'timestamp_ntz':
      return isoMicros;
    case 'time':
      return timeText;
    case 'calendar_interval':
      return (v: { months: number; days: number; micros: bigint }) => ({
        months: v.months,
        days: v.days,
        micros: v.micros.toString(),
      });
    case 'variant':
      return (value: unknown) => ({ variant: String(value) });
    case 'array':
      return (value: unknown[]) => value.map((item) => toJsonValue(item, type.element));
    case 'struct':
      return (value: unknown[]) => type.fields.map((f, i) => toJsonValue(value[i], f.type));
    case 'map':
      return (value: [unknown, unknown][]) =>
        value.map(([k, v]) => [toJsonValue(k, type.key), toJsonValue(v, type.value)]);
  }
}

function decoder(type: DataType): (json: never) => unknown {
  switch (type.kind) {
    case 'void':
      return () => null;
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'string':
    case 'year_month_interval':
      return (json: unknown) => json;
    case 'long':
    case 'day_time_interval':
      return (json: string) => BigInt(json);
    case 'float':
      return (json: number | string) => Math.fround(Number(json));
    case 'double':
      return (json: number | string) => Number(json);
    case 'decimal':
      return (json: string) => {
        const parsed = parseDecimal(json)!;
        return rescale(parsed.unscaled, parsed.scale, type.scale);
      };
    case 'binary':
      return fromBase64;
    case 'date':
      return (json: string) => known(parseIsoDate(json), json);
    case 'timestamp':
      return (json: string) => known(parseIsoDateTime(json.replace(/Z$/, '')), json);
    case 'timestamp_ntz':
      return (json: string) => known(parseIsoDateTime(json), json);
    case 'time':
      return timeNanos;
    case 'calendar_interval':
      return (v: { months: number; days: number; micros: string }) => ({ ...v, micros: BigInt(v.micros) });
    case 'variant':
      return (json: { variant: string }) => json.variant;
    case 'array':
      return (json: unknown[]) => json.map((item) => fromJsonValue(item, type.element));
    case 'struct':
      return (json: unknown[]) => type.fields.map((f, i) => fromJsonValue(json[i], f.type));
    case 'map':
      return (json: [unknown, unknown][]) =>
        json.map(([k, v]) => [fromJsonValue(k, type.key), fromJsonValue(v, type.value)]);
  }
}

function known<T>(value: T | undefined, json: unknown): T {
  if (value === undefined) throw new RangeError(`not a value of its type: ${JSON.stringify(json)}`);
  return value;
}

function timeText(nanos: bigint): string {
  const seconds = Number(nanos / 1_000_000_000n);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => pad(n, 2));
  return `${clock.join(':')}.${pad(nanos % 1_000_000_000n, 9)}`;
}

function timeNanos(json: string): bigint {
  const match = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/.exec(json);
  if (match === null) throw new RangeError(`not a time: ${json}`);
  const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
  return BigInt(seconds) * 1_000_000_000n + BigInt((match[4] ?? '').padEnd(9, '0'));
}
