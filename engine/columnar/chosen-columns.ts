import { struct } from '../types/data-type.ts';
import type { RecordBatch } from './vector.ts';

/** A batch with some of its columns, by their places and in that order; null for all. Shares its memory,
 * and knows the others. */
export const chosenColumns = (batch: RecordBatch, places: readonly number[] | null): RecordBatch =>
  places === null
    ? batch
    : {
        schema: struct(places.map((at) => batch.schema.fields[at]!)),
        columns: places.map((at) => batch.columns[at]!),
        length: batch.length,
        whole: batch,
      };
