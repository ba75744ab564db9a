import type { DataType } from './data-type.ts';
import { Decimal } from './decimal.ts';
import { ArgumentError } from './errors.ts';
import { CalendarIntervalValue, DayTimeInterval, YearMonthInterval } from './interval.ts';
import { LocalDate } from './local-date.ts';
import { LocalDateTime } from './local-date-time.ts';
import { LocalTime } from './local-time.ts';
import { Timestamp } from './timestamp.ts';

export interface UserValueOptions {
  /** BIGINT as bigint; else as number, and an error for values that a number cannot hold. */
  readonly bigint?: boolean;
}

/** A function from scalars of a type to the values that user code sees. */
export function toUserValue(type: DataType, options: UserValueOptions = {}): (value: unknown) => unknown {
  const convert = converter(type, options) as (value: unknown) => unknown;
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function converter(type: DataType, options: UserValueOptions): (value: never) => unknown {
  switch (type.kind) {
    case 'void':
      return () => null;
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
    case 'string':
    case 'binary':
      return (value: unknown) => value;
    case 'long':
      return options.bigint === true ? (value: bigint) => value : safeNumber;
    case 'decimal':
      return (value: bigint) => new Decimal(value, type.scale);
    case 'date':
      return (value: number) => new LocalDate(value);
    case 'timestamp':
      return (value: bigint) => new Timestamp(value);
    case 'timestamp_ntz':
      return (value: bigint) => new LocalDateTime(value);
    case 'time':
      return (value: bigint) => new LocalTime(value);
    case 'year_month_interval':
      return (value: number) => new YearMonthInterval(value);
    case 'day_time_interval':
      return (value: bigint) => new DayTimeInterval(value);
    case 'calendar_interval':
      return (value: CalendarIntervalValue) => new CalendarIntervalValue(value.months, value.days, value.micros);
    case 'variant':
      return (value: unknown) => value;
    case 'array': {
      const element = toUserValue(type.element, options);
      return (value: unknown[]) => value.map(element);
    }
    case 'map': {
      const key = toUserValue(type.key, options);
      const item = toUserValue(type.value, options);
      return (value: [unknown, unknown][]) => new Map(value.map(([k, v]) => [key(k), item(v)]));
    }
    case 'struct': {
      const fields = type.fields.map((f) => ({ name: f.name, convert: toUserValue(f.type, options) }));
      return (value: unknown[]) => rowObject(fields, value);
    }
  }
}

/** Own properties only: a column may be called `__proto__`. */
function rowObject(
  fields: readonly { name: string; convert: (value: unknown) => unknown }[],
  values: unknown[],
): object {
  const row: Record<string, unknown> = {};
  fields.forEach(({ name, convert }, i) => {
    const value = convert(values[i]);
    if (name === '__proto__') {
      Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
    } else row[name] = value;
  });
  return row;
}

function safeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new ArgumentError({
      condition: 'MILLRACE_UNSAFE_BIGINT',
      message: `The BIGINT ${value} does not fit a JavaScript number exactly.`,
      hint: 'Use collect({ bigint: true }), or cast the column to STRING.',
    });
  }
  return number;
}
