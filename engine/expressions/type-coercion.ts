import {
  array,
  decimal,
  DOUBLE,
  isIntegral,
  isNumeric,
  LONG,
  map,
  sameType,
  struct,
  VOID,
  type DataType,
  type DayTimeField,
  type DecimalType,
  type StructField,
  type YearMonthField,
} from '../types/data-type.ts';
import type { TypePattern } from './type-pattern.ts';

/** Spark's rules (ANSI) for the type that two or more operands share, and for what a parameter makes of an argument. */

const PRECEDENCE: readonly string[] = ['byte', 'short', 'integer', 'long', 'float', 'double'];
const DAY_TIME: readonly DayTimeField[] = ['day', 'hour', 'minute', 'second'];
const YEAR_MONTH: readonly YearMonthField[] = ['year', 'month'];

/** The decimal that holds every value of an integral type. */
export function decimalFor(type: DataType): DecimalType {
  switch (type.kind) {
    case 'byte':
      return decimal(3, 0);
    case 'short':
      return decimal(5, 0);
    case 'integer':
      return decimal(10, 0);
    case 'long':
      return decimal(20, 0);
    case 'float':
      return decimal(14, 7);
    case 'double':
      return decimal(30, 15);
    case 'decimal':
      return type;
    default:
      return decimal(38, 18);
  }
}

/** A decimal of at most 38 digits; scale gives way, but not below 6, when there are more. */
export function adjustedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= 38) return decimal(precision, scale);
  if (scale < 0) return decimal(38, scale);
  const whole = precision - scale;
  return decimal(38, Math.max(38 - whole, Math.min(scale, 6)));
}

/** A decimal cut to 38 digits, its whole part first. */
export const boundedDecimal = (precision: number, scale: number): DecimalType =>
  decimal(Math.min(precision, 38), Math.min(scale, 38));

/** The decimal that holds all values of two: when there is none within 38 digits, the scale gives way. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  if (whole + scale <= 38) return decimal(whole + scale, scale);
  return decimal(38, Math.max(0, 38 - whole));
}

const holds = (wide: DecimalType, narrow: DecimalType): boolean =>
  wide.precision - wide.scale >= narrow.precision - narrow.scale && wide.scale >= narrow.scale;

type Common = (a: DataType, b: DataType) => DataType | undefined;

/** The narrowest type both promote to without a text being read as something else. */
export function tightestCommonType(a: DataType, b: DataType): DataType | undefined {
  if (sameType(a, b)) return complexCommonType(a, b, tightestCommonType) ?? a;
  if (a.kind === 'void') return b;
  if (b.kind === 'void') return a;
  if (isIntegral(a) && b.kind === 'decimal' && holds(b, decimalFor(a))) return b;
  if (isIntegral(b) && a.kind === 'decimal' && holds(a, decimalFor(b))) return a;
  if (isNumeric(a) && isNumeric(b) && a.kind !== 'decimal' && b.kind !== 'decimal') {
    const index = Math.max(PRECEDENCE.indexOf(a.kind), PRECEDENCE.indexOf(b.kind));
    const wider = PRECEDENCE[index]!;
    return wider === 'float' ? DOUBLE : ({ kind: wider } as DataType);
  }
  const datetime = ['date', 'timestamp_ntz', 'timestamp'];
  const [i, j] = [datetime.indexOf(a.kind), datetime.indexOf(b.kind)];
  if (i >= 0 && j >= 0) return i > j ? a : b;
  if (a.kind === 'day_time_interval' && b.kind === 'day_time_interval') {
    const [start, end] = spanOf(DAY_TIME, a, b);
    return { kind: 'day_time_interval', start, end };
  }
  if (a.kind === 'year_month_interval' && b.kind === 'year_month_interval') {
    const [start, end] = spanOf(YEAR_MONTH, a, b);
    return { kind: 'year_month_interval', start, end };
  }
  return complexCommonType(a, b, tightestCommonType);
}

function spanOf<F>(order: readonly F[], a: { start: F; end: F }, b: { start: F; end: F }): [F, F] {
  const start = Math.min(order.indexOf(a.start), order.indexOf(b.start));
  const end = Math.max(order.indexOf(a.end), order.indexOf(b.end));
  return [order[start]!, order[end]!];
}

function complexCommonType(a: DataType, b: DataType, common: Common): DataType | undefined {
  if (a.kind === 'array' && b.kind === 'array') {
    const element = common(a.element, b.element);
    const containsNull =
      a.containsNull || b.containsNull || forcesNull(a.element, element) || forcesNull(b.element, element);
    return element === undefined ? undefined : array(element, containsNull);
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = common(a.key, b.key);
    const value = common(a.value, b.value);
    if (key === undefined || value === undefined || forcesNull(a.key, key) || forcesNull(b.key, key)) return undefined;
    return map(key, value, a.valueContainsNull || b.valueContainsNull);
  }
  if (a.kind === 'struct' && b.kind === 'struct') {
    if (a.fields.length !== b.fields.length) return undefined;
    const fields = a.fields.map((f, i) => {
      const g = b.fields[i]!;
      const type = f.name.toLowerCase() === g.name.toLowerCase() ? common(f.type, g.type) : undefined;
      return type === undefined ? undefined : { name: f.name, type, nullable: f.nullable || g.nullable };
    });
    return fields.every((f) => f !== undefined) ? struct(fields as StructField[]) : undefined;
  }
  return undefined;
}

const forcesNull = (from: DataType, to: DataType | undefined): boolean => from.kind === 'void' && to?.kind !== 'void';

/** The type of `coalesce`, `case`, `in`, `array`, ...: a text beside another type is read as that type. */
export function commonType(a: DataType, b: DataType): DataType | undefined {
  return (
    tightestCommonType(a, b) ?? decimalCommonType(a, b) ?? textCommonType(a, b) ?? complexCommonType(a, b, commonType)
  );
}

/** The common type of all, VOID of none. */
export function commonTypeOf(types: readonly DataType[]): DataType | undefined {
  return types.reduce<DataType | undefined>((a, b) => (a === undefined ? undefined : commonType(a, b)), VOID);
}

function decimalCommonType(a: DataType, b: DataType): DataType | undefined {
  if (a.kind !== 'decimal' && b.kind !== 'decimal') return undefined;
  if (!isNumeric(a) || !isNumeric(b)) return undefined;
  const fractional = [a, b].some((t) => t.kind === 'float' || t.kind === 'double');
  return fractional ? DOUBLE : widerDecimal(decimalFor(a), decimalFor(b));
}

/** What a text beside another type becomes. */
export function textCommonType(a: DataType, b: DataType): DataType | undefined {
  if (b.kind === 'string') return a.kind === 'string' ? a : textCommonType(b, a);
  if (a.kind !== 'string') return undefined;
  if (b.kind === 'void') return a;
  if (isIntegral(b)) return LONG;
  if (isNumeric(b)) return DOUBLE;
  return TEXT_READS.has(b.kind) ? b : undefined;
}

const TEXT_READS: ReadonlySet<string> = new Set([
  'boolean', 'binary', 'date', 'timestamp', 'timestamp_ntz', 'time', 'variant',
]); // prettier-ignore

const ATOMIC: ReadonlySet<string> = new Set([
  'boolean', 'byte', 'short', 'integer', 'long', 'float', 'double', 'decimal', 'string', 'binary', 'date', 'timestamp',
  'timestamp_ntz', 'time', 'year_month_interval', 'day_time_interval', 'variant',
]); // prettier-ignore

const DATETIME: ReadonlySet<string> = new Set(['date', 'timestamp', 'timestamp_ntz', 'time']);

/** Whether a value may be stored in a column of another type (Spark's ANSI store assignment). */
export function canStoreAs(from: DataType, to: DataType): boolean {
  if (sameType(from, to) || from.kind === 'void') return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (to.kind === 'string') return ATOMIC.has(from.kind) || from.kind === 'calendar_interval';
  if (DATETIME.has(from.kind) && DATETIME.has(to.kind)) return true;
  if (from.kind === 'array' && to.kind === 'array') {
    return (to.containsNull || !from.containsNull) && canStoreAs(from.element, to.element);
  }
  if (from.kind === 'map' && to.kind === 'map') return canStoreAs(from.key, to.key) && canStoreAs(from.value, to.value);
  if (from.kind === 'struct' && to.kind === 'struct') {
    return (
      from.fields.length === to.fields.length && from.fields.every((f, i) => canStoreAs(f.type, to.fields[i]!.type))
    );
  }
  return false;
}

/** The type to which an argument is cast so that a parameter takes it; undefined when it does not. */
export function implicitTarget(from: DataType, to: TypePattern): DataType | undefined {
  if (to.accepts(from)) return from;
  if (to.excludes?.(from) === true) return undefined;
  if (to.family === 'decimal' && isNumeric(from)) return decimalFor(from);
  if (from.kind === 'string' && to.concrete?.kind === 'string') return undefined;
  if (to.family === 'integral' && isNumeric(from)) return undefined;
  if (to.choices !== undefined) {
    for (const choice of to.choices) {
      const target = implicitTarget(from, choice);
      if (target !== undefined) return target;
    }
    return undefined;
  }
  const concrete = to.concrete ?? VOID;
  if (from.kind === 'string' && ATOMIC.has(concrete.kind) && to.family !== 'integral') return concrete;
  if (to.family === 'array' && from.kind === 'array') {
    const element = implicitTarget(from.element, to.element!);
    return element === undefined ? undefined : array(element, true);
  }
  return canStoreAs(from, concrete) ? concrete : undefined;
}
