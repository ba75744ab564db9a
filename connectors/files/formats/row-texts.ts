import { TextArena } from '../../../engine/columnar/text-arena.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../../../engine/columnar/vector.ts';

/** Bytes of a value and what stands around it, by and large. */
const VALUE_BYTES = 16;

/** The rows of batches as text, made batch by batch: no arena holds more than one. */
export function textOfRows(
  batches: readonly RecordBatch[],
  put: (out: TextArena, batch: RecordBatch) => void,
): Uint8Array {
  const parts = batches
    .filter(({ length }) => length > 0)
    .map((batch) => {
      const out = new TextArena(batch.length * (batch.columns.length * VALUE_BYTES + 1));
      put(out, batch);
      return out.arena.subarray(0, out.at);
    });
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** Appends the rows of a batch by a function that makes the text of one, a line each. */
export function putTexts(out: TextArena, { columns, length }: RecordBatch, write: (row: Scalar[]) => string): void {
  for (let row = 0; row < length; row++) out.putText(`${write(columns.map((column) => scalarAt(column, row)))}\n`);
}
