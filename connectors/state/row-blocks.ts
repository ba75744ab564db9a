import { batchOf } from '../../engine/columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../../engine/columnar/vector.ts';
import type { ReadContext } from '../../engine/spi/source.ts';
import { struct, type StructType } from '../../engine/types/data-type.ts';

/** Rows in blocks, with the columns that somebody reads. */
export async function* rowBlocks(
  schema: StructType,
  rows: Iterable<readonly Scalar[]> | AsyncIterable<readonly Scalar[]>,
  { columns, blockRows, limit, signal }: ReadContext,
): AsyncGenerator<RecordBatch> {
  const names = columns ?? schema.fields.map(({ name }) => name);
  const places = names.map((name) => schema.fields.findIndex((field) => field.name === name));
  const wanted = struct(places.map((place) => schema.fields[place]!));
  let block: Scalar[][] = [];
  let given = 0;
  for await (const row of rows) {
    if (given >= limit) break;
    given++;
    block.push(places.map((place) => row[place]));
    if (block.length < blockRows) continue;
    signal.throwIfAborted();
    yield batchOf(wanted, block);
    block = [];
  }
  if (block.length > 0) yield batchOf(wanted, block);
}
