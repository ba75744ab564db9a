import { batchOf } from '../columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import { fromUserValue } from '../types/from-user-value.ts';

/** One row of user values as scalars: an object by name, an array by position, or a bare value for a single column. */
export function rowScalars(
  row: unknown,
  schema: StructType,
  converters: readonly ((value: unknown) => Scalar)[],
): Scalar[] {
  if (Array.isArray(row)) return converters.map((convert, i) => convert(row[i]));
  if (typeof row === 'object' && row !== null && isRecord(row)) {
    return schema.fields.map((f, i) => converters[i]!(Object.hasOwn(row, f.name) ? row[f.name] : null));
  }
  return converters.map((convert, i) => convert(i === 0 ? row : null));
}

const isRecord = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Rows of user values as a batch. */
export function localBatch(rows: readonly unknown[], schema: StructType, timeZone: string): RecordBatch {
  const converters = schema.fields.map((f) => fromUserValue(f.type, timeZone));
  return batchOf(
    schema,
    rows.map((row) => rowScalars(row, schema, converters)),
  );
}
