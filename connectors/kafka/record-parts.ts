import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { ReadContext } from '../../engine/spi/source.ts';
import { struct } from '../../engine/types/data-type.ts';
import type { FetchedRecords, TopicPartition } from './kafka-port.ts';
import { batchHeaders, CommittedOnly } from './record-batches.ts';
import { recordBlocks } from './record-block.ts';
import { kafkaSchema, kafkaRows } from './rows.ts';

/** Records of a partition with offsets in [from, to), as they were fetched, on their way to another thread. */
export interface RecordPart extends TopicPartition {
  readonly from: number;
  readonly to: number;
  /** One after another; the first and the last may hold records of other parts too. */
  readonly fetched: readonly Pick<FetchedRecords, 'bytes' | 'aborted'>[];
}

/** What the reader of parts must know of the whole. */
export interface CutRecords {
  readonly includeHeaders: boolean;
}

/** The rows of a part. */
export function* rowsOfPart(
  { includeHeaders }: CutRecords,
  { topic, partition, from, to, fetched }: RecordPart,
  { columns, blockRows }: Pick<ReadContext, 'columns' | 'blockRows'>,
): Generator<RecordBatch> {
  const all = kafkaSchema(includeHeaders);
  const schema = columns === null ? all : struct(columns.map((name) => all.fields.find((f) => f.name === name)!));
  let at = from;
  for (const { bytes, aborted } of fetched) {
    const headers = [...batchHeaders(bytes)];
    const filter = new CommittedOnly(aborted);
    const batches = headers.filter((batch) => filter.accepts(batch, bytes));
    for (const block of recordBlocks(bytes, batches, at, to, blockRows)) {
      yield kafkaRows(block, topic, partition, schema);
    }
    at = Math.max(at, headers.at(-1)?.endOffset ?? at);
  }
}
