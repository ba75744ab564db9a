import { scalarAt, type RecordBatch } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import { toUserValue, type UserValueOptions } from '../types/to-user-value.ts';

/** A row as user code sees it: a plain object by column name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the types of a row's values are known to the engine only
export type Row = Record<string, any>; // values have the types of the query, which a program may not know

export type CollectOptions = UserValueOptions;

/** Appends the rows of a batch as plain objects. */
export function userRows(batch: RecordBatch, schema: StructType, options: CollectOptions, into: Row[]): void {
  const columns = schema.fields.map((f, i) => ({
    name: f.name,
    vector: batch.columns[i]!,
    value: toUserValue(f.type, options),
  }));
  for (let row = 0; row < batch.length; row++) {
    const out: Row = {};
    for (const { name, vector, value } of columns) setField(out, name, value(scalarAt(vector, row)));
    into.push(out);
  }
}

/** Column names come from the data: `__proto__` must become a field like any other. */
function setField(row: Row, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
  else row[name] = value;
}
