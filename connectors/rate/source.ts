import { BatchBuilder } from '../../engine/columnar/vector-builder.ts';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import {
  defineSource,
  type ConnectorContext,
  type MicroBatchSource,
  type Offset,
  type ReadContext,
  type StreamContext,
  type StreamReader,
} from '../../engine/spi/source.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { positiveLong, durationSeconds } from './options.ts';

const SCHEMA = parseSchema('timestamp TIMESTAMP, value BIGINT');

/** Counts up at a steady pace: the source to try things with. */
export const rate = defineSource({
  name: 'rate',
  description: 'rows (timestamp, value) at a steady pace',
  options: [
    { name: 'rowsPerSecond', description: 'rows a second', default: '1' },
    { name: 'rampUpTime', description: 'time in which the pace grows to rowsPerSecond', default: '0s' },
    { name: 'numPartitions', description: 'of Spark; named in progress, the rows are the same', default: 'default' },
  ],
  userSchema: 'refused',
  stream: async (context) => new RateReader(context),
});

class RateReader implements StreamReader {
  readonly schema = SCHEMA;
  readonly description: string;
  private readonly rowsPerSecond: number;
  private readonly rampUpSeconds: number;

  constructor(context: ConnectorContext) {
    this.rowsPerSecond = positiveLong(context.options, 'rowsPerSecond', 1);
    this.rampUpSeconds = durationSeconds(context.options, 'rampUpTime', 0);
    const partitions = positiveLong(context.options, 'numPartitions', 0);
    this.description = `RateStreamV2[rowsPerSecond=${this.rowsPerSecond}, rampUpTimeSeconds=${this.rampUpSeconds}, numPartitions=${partitions || 'default'}]`;
  }

  async open(context: StreamContext): Promise<MicroBatchSource> {
    return new RateStream(context, this.rowsPerSecond, this.rampUpSeconds);
  }
}

/** An offset is a number of seconds since the start; the start is kept in the checkpoint. */
class RateStream implements MicroBatchSource {
  private readonly context: StreamContext;
  private readonly rowsPerSecond: number;
  private readonly rampUpSeconds: number;
  private readonly startMs: number;
  private preparedEnd: number | null = null;

  constructor(context: StreamContext, rowsPerSecond: number, rampUpSeconds: number) {
    this.context = context;
    this.rowsPerSecond = rowsPerSecond;
    this.rampUpSeconds = rampUpSeconds;
    this.startMs = this.creationTime();
  }

  private creationTime(): number {
    const { log, clock } = this.context;
    const noted = log.entries.find(({ name }) => name === '0');
    if (noted === undefined) {
      const now = clock.now();
      log.add('0', `v1\n${now}`);
      return now;
    }
    const [version, millis] = noted.text.split('\n');
    if (version === 'v1' && /^\d+$/.test(millis ?? '')) return Number(millis);
    throw new ExternalError({
      condition: 'CHECKPOINT_FILE_CORRUPT',
      message: `The file ${log.directory}/0 of the checkpoint does not hold the time at which the query began.`,
      hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
    });
  }

  private seconds(): number {
    return Math.max(0, Math.floor((this.context.clock.now() - this.startMs) / 1000));
  }

  async latestOffset(start: Offset | null): Promise<Offset | null> {
    const end = this.preparedEnd ?? this.seconds();
    return end <= Number(start ?? 0) ? start : end;
  }

  async prepareForAvailableNow(): Promise<void> {
    this.preparedEnd = this.seconds();
  }

  async reportLatest(): Promise<Offset> {
    return this.seconds();
  }

  rowsBetween(start: Offset | null, end: Offset): number {
    return this.valueAt(Number(end)) - this.valueAt(Number(start ?? 0));
  }

  /** The first value of a second: the pace grows linearly through the ramp-up. */
  private valueAt(second: number): number {
    const { rowsPerSecond, rampUpSeconds } = this;
    const delta = rampUpSeconds === 0 ? rowsPerSecond : Math.floor(rowsPerSecond / (rampUpSeconds + 1));
    if (second <= rampUpSeconds) return (second * (second + 1) * delta) / 2;
    const ramped = (rampUpSeconds * (rampUpSeconds + 1) * delta) / 2;
    return ramped + (second - rampUpSeconds) * rowsPerSecond;
  }

  async *read(start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch> {
    const from = this.valueAt(Number(start ?? 0));
    const to = this.valueAt(Number(end));
    const fromMs = this.startMs + Number(start ?? 0) * 1000;
    const stepMs = to > from ? ((Number(end) - Number(start ?? 0)) * 1000) / (to - from) : 0;
    yield* longRows(from, to, (value) => fromMs + Math.round((value - from) * stepMs), context);
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}
}

/** Blocks of (timestamp, value) for the values [from, to). */
export function* longRows(
  from: number,
  to: number,
  millisOf: (value: number) => number,
  context: ReadContext,
): Generator<RecordBatch> {
  const wanted = context.columns ?? SCHEMA.fields.map((f) => f.name);
  const schema = { kind: 'struct' as const, fields: wanted.map((name) => SCHEMA.fields.find((f) => f.name === name)!) };
  for (let at = from; at < to; at += context.blockRows) {
    const length = Math.min(context.blockRows, to - at);
    const builder = new BatchBuilder(schema, length);
    for (let value = at; value < at + length; value++) {
      builder.append(wanted.map((name) => (name === 'value' ? BigInt(value) : BigInt(millisOf(value)) * 1000n)));
    }
    yield builder.finish();
  }
}
