import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { MicroBatchSource, Offset, ReadContext, StreamContext } from '../../engine/spi/source.ts';
import { offsetWentBack, partitionsGone } from './data-loss.ts';
import { InitialOffsets } from './initial-offsets.ts';
import type { KafkaPort, TopicPartition } from './kafka-port.ts';
import { KafkaReader } from './kafka-reader.ts';
import { OffsetFinder } from './offset-finder.ts';
import type { KafkaSourceOptions } from './options.ts';
import { kafkaSchema } from './rows.ts';
import { limited, TopicOffsets } from './topic-offsets.ts';

/** How often partitions that were added are looked for. */
const PARTITIONS_EVERY_MS = 1000;

/** A running query's view of its topics: places are offsets of each partition, the end exclusive. */
export class KafkaStream implements MicroBatchSource {
  private readonly port: KafkaPort;
  private readonly options: KafkaSourceOptions;
  private readonly context: StreamContext;
  private readonly finder: OffsetFinder;
  private readonly reader: KafkaReader;
  private readonly kept: InitialOffsets;
  private initial: TopicOffsets | null = null;
  private partitions: readonly TopicPartition[] = [];
  private lookedAt = -Infinity;
  private prepared: TopicOffsets | null = null;
  private latest: TopicOffsets | null = null;

  constructor(port: KafkaPort, options: KafkaSourceOptions, context: StreamContext) {
    this.port = port;
    this.options = options;
    this.context = context;
    this.finder = new OffsetFinder(port, options.subscription);
    this.reader = new KafkaReader(port, kafkaSchema(options.includeHeaders), options.failOnDataLoss);
    this.kept = new InitialOffsets(context.log);
  }

  /** Where the query began: resolved once in the life of a checkpoint. */
  private async beginning(): Promise<TopicOffsets> {
    this.initial ??= this.kept.read();
    if (this.initial === null) {
      this.initial = await this.finder.place(this.options.starting, await this.finder.partitions());
      this.kept.write(this.initial);
    }
    return this.initial;
  }

  private async from(start: Offset | null): Promise<TopicOffsets> {
    return start === null ? this.beginning() : TopicOffsets.fromJson(start);
  }

  async latestOffset(start: Offset | null, limitedByOptions: boolean): Promise<Offset> {
    const from = await this.from(start);
    const newest = this.prepared ?? (await this.newest());
    this.latest = newest;
    const known = await this.withNewPartitions(from, newest);
    const end = this.checked(known, newest);
    const most = this.options.maxOffsetsPerTrigger;
    return (limitedByOptions && most !== null ? limited(known, end, most) : end).toJson();
  }

  private async newest(): Promise<TopicOffsets> {
    const now = this.context.clock.elapsed();
    if (now - this.lookedAt >= PARTITIONS_EVERY_MS) {
      this.partitions = await this.finder.partitions();
      this.lookedAt = now;
    }
    return this.finder.ends(this.partitions, 'latest');
  }

  /** Partitions that came later are read from their beginning. */
  private async withNewPartitions(from: TopicOffsets, newest: TopicOffsets): Promise<TopicOffsets> {
    const added = newest.partitions().filter((p) => from.get(p) === undefined);
    if (added.length === 0) return from;
    const begin = await this.finder.ends(added, 'earliest');
    return TopicOffsets.of([...from.partitions(), ...added].map((p) => [p, from.get(p) ?? begin.get(p)!] as const));
  }

  /** A stream only goes forward. */
  private checked(from: TopicOffsets, newest: TopicOffsets): TopicOffsets {
    const gone = from.partitions().filter((p) => newest.get(p) === undefined);
    if (gone.length > 0 && this.options.failOnDataLoss) throw partitionsGone(gone);
    return newest.map((place, offset) => {
      const before = from.get(place) ?? 0;
      if (offset < before && this.options.failOnDataLoss) throw offsetWentBack(place, before, offset);
      return offset;
    });
  }

  async prepareForAvailableNow(): Promise<void> {
    await this.beginning();
    this.prepared = await this.newest();
  }

  async reportLatest(): Promise<Offset | null> {
    return this.latest?.toJson() ?? null;
  }

  rowsBetween(start: Offset | null, end: Offset): number | null {
    const from = start === null ? this.initial : TopicOffsets.fromJson(start);
    return from === null ? null : TopicOffsets.fromJson(end).recordsSince(from);
  }

  async *read(start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch> {
    const to = TopicOffsets.fromJson(end);
    yield* this.reader.read(await this.withNewPartitions(await this.from(start), to), to, context);
  }

  /** Nothing is kept at the broker: the places are in the checkpoint. */
  async commit(): Promise<void> {}

  async stop(): Promise<void> {
    await this.port.close();
  }
}
