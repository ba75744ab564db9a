import { scalarAt, type RecordBatch } from '../columnar/vector.ts';
import { jsonWriter } from '../formats/json/write-json.ts';
import { TextOptions } from '../formats/text-options.ts';
import { engineError, RuntimeError } from '../types/errors.ts';
import type { Origin } from '../types/origin.ts';

const LONGEST = 300;
const WITH_NULLS = new TextOptions([['ignoreNullFields', 'false']]);

/** The error of a row that cannot be computed, with the user's line that computes it and what was read of the row. */
export function rowFailure(error: unknown, origin: Origin | undefined, batch: RecordBatch, row: number): unknown {
  const known = engineError(error);
  if (known.phase !== 'runtime' && known === error) return error;
  if (known.input !== undefined) return error;
  return new RuntimeError({
    ...origin,
    ...known.detail(),
    input: `row ${rowText(batch.whole ?? batch, row)}`,
    cause: known.cause,
  });
}

/** What was read of a row, as JSON. */
export function rowText({ schema, columns }: RecordBatch, row: number): string {
  const values = columns.map((column) => scalarAt(column, row) ?? null);
  const text = jsonWriter(schema, WITH_NULLS, 'UTC')(values);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
