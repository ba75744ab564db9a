import type { RecordBatch } from '../../engine/columnar/vector.ts';
import {
  defineSource,
  type ConnectorContext,
  type MicroBatchSource,
  type Offset,
  type ReadContext,
  type StreamReader,
} from '../../engine/spi/source.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { positiveLong } from './options.ts';
import { longRows } from './source.ts';

/** The same rows in every run: each trigger gives one batch of so many rows. */
export const rateMicroBatch = defineSource({
  name: 'rate-micro-batch',
  description: 'a fixed number of rows (timestamp, value) in each batch, the same in every run',
  options: [
    { name: 'rowsPerBatch', description: 'rows of each batch', required: true },
    { name: 'startTimestamp', description: 'event time of the first batch, milliseconds', default: '0' },
    { name: 'advanceMillisPerBatch', description: 'event time between two batches, milliseconds', default: '1000' },
    { name: 'numPartitions', description: 'of Spark; named in progress, the rows are the same', default: '1' },
  ],
  userSchema: 'refused',
  stream: async (context) => new RatePerBatchReader(context),
});

// a type, not an interface: only that is known to hold nothing but JSON
type BatchOffset = {
  readonly offset: number;
  readonly timestamp: number;
};

class RatePerBatchReader implements StreamReader, MicroBatchSource {
  readonly schema = parseSchema('timestamp TIMESTAMP, value BIGINT');
  readonly description: string;
  private readonly rows: number;
  private readonly startMs: number;
  private readonly advanceMs: number;

  constructor(context: ConnectorContext) {
    this.rows = positiveLong(context.options, 'rowsPerBatch', null);
    this.startMs = positiveLong(context.options, 'startTimestamp', 0, 0);
    this.advanceMs = positiveLong(context.options, 'advanceMillisPerBatch', 1000, 0);
    const partitions = positiveLong(context.options, 'numPartitions', 1);
    this.description = `RatePerMicroBatchStream[rowsPerBatch=${this.rows}, numPartitions=${partitions}, startTimestamp=${this.startMs}, advanceMsPerBatch=${this.advanceMs}]`;
  }

  async open(): Promise<MicroBatchSource> {
    return this;
  }

  private first(): { offset: number; timestamp: number } {
    return { offset: 0, timestamp: this.startMs };
  }

  async latestOffset(start: Offset | null): Promise<Offset> {
    const from = (start as BatchOffset | null) ?? this.first();
    return { offset: from.offset + this.rows, timestamp: from.timestamp + this.advanceMs };
  }

  async *read(start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch> {
    const from = (start as BatchOffset | null) ?? this.first();
    yield* longRows(from.offset, (end as BatchOffset).offset, () => from.timestamp, context);
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}
}
