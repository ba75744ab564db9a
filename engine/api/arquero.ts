import type { ColumnTable } from 'arquero';
import { scalarAt, type RecordBatch } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import { toUserValue } from '../types/to-user-value.ts';

/** Whether a value is an Arquero table, of whichever copy of Arquero. */
export function isArqueroTable(value: unknown): value is ColumnTable {
  try {
    const { columnNames, objects } = value as ColumnTable;
    return typeof columnNames === 'function' && typeof objects === 'function';
  } catch {
    // null, or a proxy that throws
    return false;
  }
}

/** The rows of an Arquero table. */
export const arqueroRows = (table: ColumnTable): unknown[] => table.objects() as unknown[];

/** An Arquero table over the columns of a result; numbers stay in the arrays they are in. */
export async function toArqueroTable(batches: readonly RecordBatch[], schema: StructType): Promise<ColumnTable> {
  const { table } = await import('arquero');
  const columns = schema.fields.map((f, i): [string, ArrayLike<unknown>] => {
    const vectors = batches.map((b) => b.columns[i]!);
    const only = vectors.length === 1 ? vectors[0]! : undefined;
    if (
      only !== undefined &&
      only.valid === null &&
      (only.layout === 'i32' || only.layout === 'f64') &&
      f.type.kind !== 'date'
    ) {
      return [f.name, only.data.subarray(0, batches[0]!.length)];
    }
    const value = toUserValue(f.type);
    const values: unknown[] = [];
    for (const batch of batches) {
      for (let row = 0; row < batch.length; row++) values.push(value(scalarAt(batch.columns[i]!, row)));
    }
    return [f.name, values];
  });
  return table(columns as never);
}
