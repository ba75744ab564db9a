import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { ReadContext, SourcePart } from '../../engine/spi/source.ts';
import { struct, type StructType } from '../../engine/types/data-type.ts';
import { dataLoss, nothingThere, partitionsGone } from './data-loss.ts';
import { isGone } from './kafka-failures.ts';
import type { FetchedRecords, KafkaPort, TopicPartition } from './kafka-port.ts';
import { batchHeaders, CommittedOnly, type BatchHeader } from './record-batches.ts';
import { recordBlocks } from './record-block.ts';
import type { FetchedPiece, RecordPart } from './record-parts.ts';
import { kafkaRows } from './rows.ts';
import type { TopicOffsets } from './topic-offsets.ts';

const FETCH_BYTES = 4 << 20;
/** Beyond what a range is likely to need: record batches come as a whole. */
const SPARE_BYTES = 64 << 10;
const EMPTY_ANSWERS = 20;
/** Records of a part: about as much as a fetch has. */
const PART_RECORDS = 1 << 15;
const UNKNOWN_RECORD_BYTES = 100;

/** Records of a partition with offsets in [start, end). */
export interface PartitionRange extends TopicPartition {
  readonly start: number;
  readonly end: number;
}

/** Reads exact ranges: the same rows in the same order whenever it is asked. */
export class KafkaReader {
  private readonly port: KafkaPort;
  private readonly schema: StructType;
  private readonly failOnDataLoss: boolean;
  /** Of the records fetched last; nothing is known before the first. */
  private bytesPerRecord = Infinity;
  private ahead: Ahead | null = null;

  constructor(port: KafkaPort, schema: StructType, failOnDataLoss: boolean) {
    this.port = port;
    this.schema = schema;
    this.failOnDataLoss = failOnDataLoss;
  }

  /**
   * Partition after partition, each in the order of its offsets. The broker is asked for the next partition's first records
   * while those of this one are taken, and after the last for those that the next range is likely to begin with.
   *
   * @param newest how far the partitions reach beyond the range, null when nothing will be read after it
   */
  async *read(
    start: TopicOffsets,
    end: TopicOffsets,
    context: ReadContext,
    newest: TopicOffsets | null,
  ): AsyncIterable<RecordBatch> {
    for (const { range, first } of this.ranges(start, end, newest)) yield* this.readRange(range, first, context);
  }

  /**
   * What the broker sent of the same ranges, in parts for other threads. Where parts begin depends on the ranges alone, so
   * that what is made of them is the same each time.
   */
  async *parts(
    start: TopicOffsets,
    end: TopicOffsets,
    signal: AbortSignal,
    newest: TopicOffsets | null,
  ): AsyncGenerator<SourcePart> {
    for (const { range, first } of this.ranges(start, end, newest)) yield* this.partsOfRange(range, first, signal);
  }

  private async *partsOfRange(
    range: PartitionRange,
    first: Promise<Fetched>,
    signal: AbortSignal,
  ): AsyncGenerator<SourcePart> {
    const { topic, partition, end } = range;
    let coming = first;
    let last: Fetched | null = null;
    for (let from = range.start; from < end; from += PART_RECORDS) {
      const to = Math.min(end, from + PART_RECORDS);
      // What was fetched for the part before may go on into this one.
      const fetched = last === null || last.next <= from ? [] : [cutOut(last, from, to)];
      while ((last?.next ?? from) < to) {
        signal.throwIfAborted();
        const at: number = last?.next ?? from;
        last = await coming;
        if (last.next < end) coming = quietly(this.fetchFrom(range, last.next));
        fetched.push(cutOut(last, at, to));
      }
      const place: RecordPart = { topic, partition, to, fetched };
      yield { place, bytes: fetched.reduce((sum, { bytes }) => sum + bytes.length, 0) };
    }
  }

  /** How much a record is, about, as far as it is known. */
  get likelyBytesPerRecord(): number {
    return Number.isFinite(this.bytesPerRecord) ? this.bytesPerRecord : UNKNOWN_RECORD_BYTES;
  }

  /** The ranges in their order, and what was asked for of their first records. */
  private *ranges(
    start: TopicOffsets,
    end: TopicOffsets,
    newest: TopicOffsets | null,
  ): Generator<{ readonly range: PartitionRange; readonly first: Promise<Fetched> }> {
    const ranges = end
      .partitions()
      .map((place) => ({ ...place, start: start.get(place) ?? 0, end: end.get(place)! }))
      .filter((range) => range.end > range.start);
    let next = ranges[0] === undefined ? null : this.takeAhead(ranges[0]);
    for (const [i, range] of ranges.entries()) {
      const first = next!;
      const following = ranges[i + 1];
      if (following !== undefined) next = this.begin(following);
      else this.readAhead(ranges[0]!, newest);
      yield { range, first };
    }
  }

  private begin(range: PartitionRange): Promise<Fetched> {
    return quietly(this.fetchFrom(range, range.start));
  }

  /** What was fetched ahead, if it is the beginning of this range. */
  private takeAhead(range: PartitionRange): Promise<Fetched> {
    const { ahead } = this;
    this.ahead = null;
    if (ahead === null || ahead.topic !== range.topic) return this.begin(range);
    if (ahead.partition !== range.partition || ahead.start !== range.start) return this.begin(range);
    // What failed then is asked for again now: only now somebody wants it.
    return quietly(ahead.fetched.catch(() => this.fetchFrom(range, range.start)));
  }

  /** Asks for as much after a range as the range had. */
  private readAhead(range: PartitionRange, newest: TopicOffsets | null): void {
    const start = range.end;
    const end = Math.min(newest?.get(range) ?? 0, start + range.end - range.start);
    if (end <= start) return;
    const { topic, partition } = range;
    this.ahead = { topic, partition, start, fetched: this.begin({ topic, partition, start, end }) };
  }

  private async *readRange(
    range: PartitionRange,
    first: Promise<Fetched>,
    context: ReadContext,
  ): AsyncIterable<RecordBatch> {
    const wanted = context.columns?.map((name) => this.schema.fields.find((f) => f.name === name)!);
    const schema = wanted === undefined ? this.schema : struct(wanted);
    let at = range.start;
    let coming: Promise<Fetched> = first;
    while (at < range.end) {
      context.signal.throwIfAborted();
      const { records, batches, next } = await coming;
      if (next < range.end) coming = quietly(this.fetchFrom(range, next));
      for (const block of recordBlocks(records.bytes, batches, at, range.end, context.blockRows)) {
        yield kafkaRows(block, range.topic, range.partition, schema);
      }
      at = next;
    }
  }

  /** The batches from an offset on, and the offset after them. */
  private async fetchFrom(range: PartitionRange, offset: number): Promise<Fetched> {
    for (let empty = 0; empty < EMPTY_ANSWERS; empty++) {
      const records = await this.fetchOnce(range, offset);
      if (records === null) return nothing(range.end);
      if (records.outOfRange) return this.skipLost(range, offset);
      const all = [...batchHeaders(records.bytes)];
      if (all.length === 0) continue;
      const filter = new CommittedOnly(records.aborted);
      const batches = all.filter((batch) => filter.accepts(batch, records.bytes));
      const next = all.at(-1)!.endOffset;
      this.bytesPerRecord = records.bytes.length / (next - all[0]!.baseOffset);
      return { records, batches, next };
    }
    throw nothingThere(range, offset);
  }

  /** Null when the topic is gone and data may be lost. */
  private async fetchOnce(range: PartitionRange, offset: number): Promise<FetchedRecords | null> {
    try {
      const likely = Math.ceil((range.end - offset) * this.bytesPerRecord) + SPARE_BYTES;
      return await this.port.fetch({ ...range, offset, maxBytes: Math.min(FETCH_BYTES, likely) });
    } catch (error) {
      if (!isGone(error)) throw error;
      if (this.failOnDataLoss) throw partitionsGone([range]);
      return null;
    }
  }

  /** Records that are gone: an error, or the first offset that is still there. */
  private async skipLost(range: PartitionRange, offset: number): Promise<Fetched> {
    const [earliest] = await this.port.offsets([{ ...range, at: 'earliest' }]);
    if (this.failOnDataLoss || earliest == null) throw dataLoss(range, offset, earliest ?? 0);
    const next = earliest > offset ? Math.min(earliest, range.end) : range.end;
    return nothing(next);
  }
}

/** A copy of the batches with offsets in [from, to): all that was fetched would cross with a view of it. */
function cutOut({ records: { bytes }, batches }: Fetched, from: number, to: number): FetchedPiece {
  const own = batches.filter((batch) => batch.endOffset > from && batch.baseOffset < to);
  const begin = own[0]?.start ?? 0;
  return {
    from,
    bytes: new Uint8Array(bytes.subarray(begin, own.at(-1)?.end ?? 0)),
    batches: own.map((batch) => ({ ...batch, start: batch.start - begin, end: batch.end - begin })),
  };
}

/** No records up to an offset. */
const nothing = (next: number): Fetched => ({
  records: { outOfRange: true, bytes: new Uint8Array(0), aborted: [] },
  batches: [],
  next,
});

interface Fetched {
  readonly records: FetchedRecords;
  readonly batches: readonly BatchHeader[];
  readonly next: number;
}

/** Records of a partition that nobody has asked for yet. */
interface Ahead extends TopicPartition {
  readonly start: number;
  readonly fetched: Promise<Fetched>;
}

/** Something that was begun ahead may never be waited for: its failure is told to who waits, and to nobody else. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
