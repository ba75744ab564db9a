/** Spark SQL's data types as plain data. */

export type DataType =
  | { readonly kind: 'void' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'byte' }
  | { readonly kind: 'short' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'long' }
  | { readonly kind: 'float' }
  | { readonly kind: 'double' }
  | DecimalType
  | { readonly kind: 'string' }
  | { readonly kind: 'binary' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'timestamp_ntz' }
  | { readonly kind: 'time'; readonly precision: number }
  | { readonly kind: 'year_month_interval'; readonly start: YearMonthField; readonly end: YearMonthField }
  | { readonly kind: 'day_time_interval'; readonly start: DayTimeField; readonly end: DayTimeField }
  | { readonly kind: 'calendar_interval' }
  | { readonly kind: 'variant' }
  | ArrayType
  | MapType
  | StructType;

export type YearMonthField = 'year' | 'month';
export type DayTimeField = 'day' | 'hour' | 'minute' | 'second';
export type TypeKind = DataType['kind'];

export interface DecimalType {
  readonly kind: 'decimal';
  /** Digits in all, 1 to 38. */
  readonly precision: number;
  /** Digits after the point, 0 to precision. */
  readonly scale: number;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: DataType;
  readonly containsNull: boolean;
}

export interface MapType {
  readonly kind: 'map';
  readonly key: DataType;
  readonly value: DataType;
  readonly valueContainsNull: boolean;
}

export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly StructField[];
}

export const VOID: DataType = { kind: 'void' };
export const BOOLEAN: DataType = { kind: 'boolean' };
export const BYTE: DataType = { kind: 'byte' };
export const SHORT: DataType = { kind: 'short' };
export const INTEGER: DataType = { kind: 'integer' };
export const LONG: DataType = { kind: 'long' };
export const FLOAT: DataType = { kind: 'float' };
export const DOUBLE: DataType = { kind: 'double' };
export const STRING: DataType = { kind: 'string' };
export const BINARY: DataType = { kind: 'binary' };
export const DATE: DataType = { kind: 'date' };
export const TIMESTAMP: DataType = { kind: 'timestamp' };
export const TIMESTAMP_NTZ: DataType = { kind: 'timestamp_ntz' };
export const CALENDAR_INTERVAL: DataType = { kind: 'calendar_interval' };
export const VARIANT: DataType = { kind: 'variant' };
export const DAY_TIME_INTERVAL: DataType = { kind: 'day_time_interval', start: 'day', end: 'second' };
export const YEAR_MONTH_INTERVAL: DataType = { kind: 'year_month_interval', start: 'year', end: 'month' };

export const decimal = (precision = 10, scale = 0): DecimalType => ({ kind: 'decimal', precision, scale });
export const array = (element: DataType, containsNull = true): ArrayType => ({ kind: 'array', element, containsNull });
export const map = (key: DataType, value: DataType, valueContainsNull = true): MapType => ({
  kind: 'map',
  key,
  value,
  valueContainsNull,
});
export const field = (name: string, type: DataType, nullable = true): StructField => ({ name, type, nullable });
export const struct = (fields: readonly StructField[]): StructType => ({ kind: 'struct', fields });

/** The type's name as `printSchema` and `schema.simpleString` write it. */
export function simpleString(type: DataType): string {
  switch (type.kind) {
    case 'byte':
      return 'tinyint';
    case 'short':
      return 'smallint';
    case 'integer':
      return 'int';
    case 'long':
      return 'bigint';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'time':
      return `time(${type.precision})`;
    case 'calendar_interval':
      return 'interval';
    case 'year_month_interval':
    case 'day_time_interval':
      return intervalName(type).toLowerCase();
    case 'array':
      return `array<${simpleString(type.element)}>`;
    case 'map':
      return `map<${simpleString(type.key)},${simpleString(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${simpleString(f.type)}`).join(',')}>`;
    default:
      return type.kind;
  }
}

/** The type as SQL text (`STRUCT<start: TIMESTAMP, end: TIMESTAMP>`), Spark's `DataType.sql`. */
export function sqlName(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `ARRAY<${sqlName(type.element)}>`;
    case 'map':
      return `MAP<${sqlName(type.key)}, ${sqlName(type.value)}>`;
    case 'struct':
      return `STRUCT<${type.fields
        .map((f) => `${quoteIfNeeded(f.name)}: ${sqlName(f.type)}${f.nullable ? '' : ' NOT NULL'}`)
        .join(', ')}>`;
    default:
      return simpleString(type).toUpperCase();
  }
}

/** An identifier in back ticks unless it is a plain word. */
export function quoteIfNeeded(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}

/** An identifier in back ticks, as Spark's messages show it. */
export const quoteIdentifier = (name: string): string => '`' + name.replaceAll('`', '``') + '`';

function intervalName(type: { readonly start: string; readonly end: string }): string {
  const { start, end } = type;
  return start === end ? `INTERVAL ${start.toUpperCase()}` : `INTERVAL ${start.toUpperCase()} TO ${end.toUpperCase()}`;
}

/** Whether two types are the same but for nullability. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'decimal':
      return b.kind === 'decimal' && a.precision === b.precision && a.scale === b.scale;
    case 'array':
      return b.kind === 'array' && sameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'struct':
      return (
        b.kind === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every((f, i) => f.name === b.fields[i]!.name && sameType(f.type, b.fields[i]!.type))
      );
    case 'year_month_interval':
    case 'day_time_interval':
      return b.kind === a.kind && a.start === b.start && a.end === b.end;
    case 'time':
      return b.kind === 'time' && a.precision === b.precision;
    default:
      return true;
  }
}

const INTEGRAL: ReadonlySet<TypeKind> = new Set(['byte', 'short', 'integer', 'long']);
const NUMERIC: ReadonlySet<TypeKind> = new Set(['byte', 'short', 'integer', 'long', 'float', 'double', 'decimal']);

export const isIntegral = (type: DataType): boolean => INTEGRAL.has(type.kind);
export const isNumeric = (type: DataType): boolean => NUMERIC.has(type.kind);
export const isTimestamp = (type: DataType): boolean => type.kind === 'timestamp' || type.kind === 'timestamp_ntz';

/** The same type in which every part may be null: what files and streams give. */
export function asNullable(type: DataType): DataType {
  switch (type.kind) {
    case 'array':
      return array(asNullable(type.element), true);
    case 'map':
      return map(asNullable(type.key), asNullable(type.value), true);
    case 'struct':
      return struct(type.fields.map((f) => ({ ...f, type: asNullable(f.type), nullable: true })));
    default:
      return type;
  }
}
