import { struct, type DataType } from '../types/data-type.ts';
import type { Interner } from './interner.ts';
import { batchOf } from './vector-builder.ts';
import type { RecordBatch } from './vector.ts';

/** A batch of no rows with the given columns. */
export const emptyBatch = (
  columns: readonly { readonly name: string; readonly type: DataType; readonly nullable: boolean }[],
  interner: Interner,
): RecordBatch => batchOf(struct(columns.map(({ name, type, nullable }) => ({ name, type, nullable }))), [], interner);
