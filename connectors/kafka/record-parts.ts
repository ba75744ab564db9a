import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { ReadContext } from '../../engine/spi/source.ts';
import { struct } from '../../engine/types/data-type.ts';
import type { TopicPartition } from './kafka-port.ts';
import type { BatchHeader } from './record-batches.ts';
import { recordBlocks } from './record-block.ts';
import { kafkaSchema, kafkaRows } from './rows.ts';

/** Record batches as they were fetched, of which records with offsets from one on count. */
export interface FetchedPiece {
  readonly from: number;
  readonly bytes: Uint8Array;
  readonly batches: readonly BatchHeader[];
}

/** Records of a partition with offsets below one, on their way to another thread. */
export interface RecordPart extends TopicPartition {
  readonly to: number;
  /** One after another. */
  readonly fetched: readonly FetchedPiece[];
}

/** What the reader of parts must know of the whole. */
export interface CutRecords {
  readonly includeHeaders: boolean;
}

/** The rows of a part. */
export function* rowsOfPart(
  { includeHeaders }: CutRecords,
  { topic, partition, to, fetched }: RecordPart,
  { columns, blockRows }: Pick<ReadContext, 'columns' | 'blockRows'>,
): Generator<RecordBatch> {
  const all = kafkaSchema(includeHeaders);
  const schema = columns === null ? all : struct(columns.map((name) => all.fields.find((f) => f.name === name)!));
  for (const { from, bytes, batches } of fetched) {
    for (const block of recordBlocks(bytes, batches, from, to, blockRows)) {
      yield kafkaRows(block, topic, partition, schema);
    }
  }
}
