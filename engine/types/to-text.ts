import { decimalToText } from './decimal.ts';
import type { DataType } from './data-type.ts';
import { dateToText, localDateTimeToText, timeOfDayToText } from './date-text.ts';
import { localMicros } from './wall-clock.ts';
import { calendarIntervalToText, dayTimeToText, yearMonthToText } from './interval-text.ts';
import { doubleToText, floatToText } from './java-double.ts';
import { timeZone } from './time-zone.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A function from scalars (never null) to the text of `CAST(x AS STRING)`. */
export function textWriter(type: DataType, zoneId: string): (value: never) => string {
  return writer(type, zoneId, (v: Uint8Array) => utf8.decode(v), 'null');
}

/** A function from scalars to the text of a cell of `show()`: NULL in capitals, bytes in hexadecimal. */
export function cellWriter(type: DataType, zoneId: string): (value: unknown) => string {
  const write = writer(type, zoneId, hexBytes, 'NULL') as (value: unknown) => string;
  return (value) => (value === null ? 'NULL' : write(value));
}

/** The cast to STRING of one scalar; null stays null. */
export function scalarToText(value: unknown, type: DataType, zoneId: string): string | null {
  return value === null ? null : (textWriter(type, zoneId) as (v: unknown) => string)(value);
}

const hexBytes = (bytes: Uint8Array): string =>
  `[${Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}]`;

type Writer = (value: never) => string;

function writer(type: DataType, zoneId: string, bytes: Writer, nullText: string): Writer {
  const part = (t: DataType): ((value: unknown) => string) => {
    const write = writer(t, zoneId, bytes, nullText) as (value: unknown) => string;
    return (value) => (value === null ? nullText : write(value));
  };
  switch (type.kind) {
    case 'void':
      return () => nullText;
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'string':
      return String;
    case 'float':
      return floatToText;
    case 'double':
      return doubleToText;
    case 'decimal':
      return (value: bigint) => decimalToText(value, type.scale);
    case 'binary':
      return bytes;
    case 'date':
      return dateToText;
    case 'timestamp': {
      const zone = timeZone(zoneId);
      return (value: bigint) => localDateTimeToText(localMicros(value, zone));
    }
    case 'timestamp_ntz':
      return (value: bigint) => localDateTimeToText(value);
    case 'time':
      return (value: bigint) => timeOfDayToText(value / 1000n);
    case 'year_month_interval':
      return (value: number) => yearMonthToText(value, type);
    case 'day_time_interval':
      return (value: bigint) => dayTimeToText(value, type);
    case 'calendar_interval':
      return calendarIntervalToText;
    case 'variant':
      return (value: unknown) => String(value);
    case 'array': {
      const element = part(type.element);
      return (value: unknown[]) => `[${value.map(element).join(', ')}]`;
    }
    case 'struct': {
      const fields = type.fields.map((f) => part(f.type));
      return (value: unknown[]) => `{${fields.map((write, i) => write(value[i] ?? null)).join(', ')}}`;
    }
    case 'map': {
      const key = part(type.key);
      const item = part(type.value);
      return (value: [unknown, unknown][]) => `{${value.map(([k, v]) => `${key(k)} -> ${item(v)}`).join(', ')}}`;
    }
  }
}
