import { struct, type DataType } from '../types/data-type.ts';
import { batchOf } from './vector-builder.ts';
import type { RecordBatch } from './vector.ts';

/** A batch of no rows with the given columns. */
export const emptyBatch = (
  columns: readonly { readonly name: string; readonly type: DataType; readonly nullable: boolean }[],
): RecordBatch => batchOf(struct(columns.map(({ name, type, nullable }) => ({ name, type, nullable }))), []);
