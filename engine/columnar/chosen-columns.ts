import { struct } from '../types/data-type.ts';
import type { RecordBatch } from './vector.ts';

/** A batch with some of its columns, by their places and in that order; null for all. Shares its memory, and knows the others. */
export const chosenColumns = (batch: RecordBatch, places: readonly number[] | null): RecordBatch =>
  places === null ? batch : { ...atPlaces(batch, places), whole: batch };

/** A batch without some of its columns. */
export const withoutColumns = (batch: RecordBatch, gone: readonly number[]): RecordBatch =>
  atPlaces(batch, [...batch.columns.keys()].filter((at) => !gone.includes(at))); // prettier-ignore

const atPlaces = ({ schema, columns, length }: RecordBatch, places: readonly number[]): RecordBatch => ({
  schema: struct(places.map((at) => schema.fields[at]!)),
  columns: places.map((at) => columns[at]!),
  length,
});
