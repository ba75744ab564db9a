import {
  array,
  BINARY,
  BOOLEAN,
  DATE,
  decimal,
  DOUBLE,
  field,
  LONG,
  map,
  STRING,
  struct,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VOID,
  type DataType,
  type StructType,
} from '../types/data-type.ts';
import { describedValue } from '../types/described-value.ts';
import { ArgumentError } from '../types/errors.ts';
import { COLUMN, DATA_FRAME, hasBrand } from './arguments/brand.ts';

/** The SQL type of a JavaScript value: whole numbers are BIGINT, others DOUBLE, a Date is a TIMESTAMP. */
export function typeOfUserValue(value: unknown): DataType {
  switch (typeof value) {
    case 'boolean':
      return BOOLEAN;
    case 'string':
      return STRING;
    case 'bigint':
      return LONG;
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? LONG : DOUBLE;
    case 'undefined':
      return VOID;
    case 'object':
      return value === null ? VOID : typeOfObject(value);
    default:
      throw unsupportedValue(value);
  }
}

/** The error of a value that no type of Spark's holds. */
export const unsupportedValue = (value: unknown, place = ''): ArgumentError =>
  new ArgumentError({
    condition: 'UNSUPPORTED_FEATURE.LITERAL_TYPE',
    sqlState: '0A000',
    message: `The feature is not supported: Literal for ${describedValue(value)}${place}.`,
    hint:
      typeof value === 'function'
        ? 'Lambdas over rows stand in filter, where, select and withColumn.'
        : 'Use a column, a text, a number, a boolean, a date, or arrays, Maps and plain objects of them.',
  });

function typeOfObject(value: object): DataType {
  if (hasBrand(value, COLUMN) || hasBrand(value, DATA_FRAME)) throw unsupportedValue(value);
  if (value instanceof Uint8Array) return BINARY;
  if (value instanceof Date) return TIMESTAMP;
  if ('unscaled' in value && 'scale' in value) {
    const digits = String(value.unscaled).replace('-', '').length;
    return decimal(Math.max(digits, Number(value.scale)), Number(value.scale));
  }
  if ('epochDay' in value) return DATE;
  if ('micros' in value && Object.keys(value).length === 1) return TIMESTAMP_NTZ;
  if (Array.isArray(value)) return array(commonTypeOfValues(value));
  if (value instanceof Map) return map(commonTypeOfValues([...value.keys()]), commonTypeOfValues([...value.values()]));
  return schemaOfRow(value as Record<string, unknown>);
}

const schemaOfRow = (row: Record<string, unknown>): StructType =>
  struct(Object.entries(row).map(([name, value]) => field(name, typeOfUserValue(value))));

/** The one type that all values have; nulls fit everywhere, whole numbers beside fractions are DOUBLE. */
export function commonTypeOfValues(values: readonly unknown[]): DataType {
  let common: DataType = VOID;
  for (const value of values) common = merged(common, typeOfUserValue(value));
  return common;
}

function merged(a: DataType, b: DataType): DataType {
  if (a.kind === 'void') return b;
  if (b.kind === 'void') return a;
  if (a.kind === 'struct' && b.kind === 'struct') {
    const names = [...new Set([...a.fields, ...b.fields].map((f) => f.name))];
    const typeIn = (s: StructType, name: string): DataType => s.fields.find((f) => f.name === name)?.type ?? VOID;
    return struct(names.map((name) => field(name, merged(typeIn(a, name), typeIn(b, name)))));
  }
  if (a.kind === 'array' && b.kind === 'array') return array(merged(a.element, b.element));
  if (a.kind === 'map' && b.kind === 'map') return map(merged(a.key, b.key), merged(a.value, b.value));
  if (a.kind === 'decimal' && b.kind === 'decimal') {
    const scale = Math.max(a.scale, b.scale);
    return decimal(Math.min(38, Math.max(a.precision - a.scale, b.precision - b.scale) + scale), scale);
  }
  if (a.kind === b.kind) return a;
  if ((a.kind === 'long' && b.kind === 'double') || (a.kind === 'double' && b.kind === 'long')) return DOUBLE;
  throw new ArgumentError({
    condition: 'CANNOT_MERGE_TYPE',
    message: `Values of the types ${a.kind} and ${b.kind} stand in one column.`,
    hint: 'Give the schema: session.createDataFrame(rows, "id BIGINT, name STRING").',
  });
}

/** The schema of rows without one: all names in order of first appearance. */
export function inferSchema(rows: readonly Record<string, unknown>[]): StructType {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return struct(
    [...names].map((name) => {
      const type = commonTypeOfValues(rows.map((row) => row[name]));
      return field(name, type.kind === 'void' ? STRING : type);
    }),
  );
}
