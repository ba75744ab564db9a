import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type {
  CutBatch,
  MicroBatchSource,
  Offset,
  ReadContext,
  SourcePart,
  StreamContext,
} from '../../engine/spi/source.ts';
import { offsetWentBack, partitionsGone } from './data-loss.ts';
import { InitialOffsets } from './initial-offsets.ts';
import type { KafkaPort, TopicPartition } from './kafka-port.ts';
import { KafkaReader } from './kafka-reader.ts';
import { isGone } from './kafka-failures.ts';
import { OffsetFinder } from './offset-finder.ts';
import type { KafkaSourceOptions } from './options.ts';
import { RemadeTopics } from './remade-topics.ts';
import { kafkaSchema } from './rows.ts';
import { TopicNotes } from './topic-notes.ts';
import { limited, TopicOffsets } from './topic-offsets.ts';
import { TriggerPace } from './trigger-limits.ts';

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
  private readonly remade: RemadeTopics;
  private readonly pace: TriggerPace;
  private initial: TopicOffsets | null = null;
  private partitions: readonly TopicPartition[] = [];
  private lookedAt = -Infinity;
  private prepared: TopicOffsets | null = null;
  private latest: TopicOffsets | null = null;

  constructor(port: KafkaPort, options: KafkaSourceOptions, context: StreamContext, kept: InitialOffsets) {
    this.port = port;
    this.options = options;
    this.context = context;
    this.finder = new OffsetFinder(port, options.subscription);
    this.reader = new KafkaReader(port, kafkaSchema(options.includeHeaders), options.failOnDataLoss);
    this.kept = kept;
    this.pace = new TriggerPace(options.limits);
    const notes = new TopicNotes(context.fileSystem, context.notes);
    this.remade = new RemadeTopics(port, notes, options.failOnDataLoss, context.notice);
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
    const begin = await this.withNewPartitions(this.remade.begin(from), newest);
    const ends = this.checked(begin, newest);
    const { most } = this.options.limits;
    if (limitedByOptions && this.pace.puttingOff(ends.recordsSince(begin), this.context.clock.elapsed()))
      return from.toJson();
    const end = limitedByOptions && most !== null ? limited(begin, ends, most) : ends;
    return this.remade.note(from, begin, end).toJson();
  }

  private async newest(): Promise<TopicOffsets> {
    try {
      await this.lookForPartitions(false);
      return await this.finder.ends(this.partitions, 'latest');
    } catch (error) {
      if (this.partitions.length === 0 || !isGone(error)) throw error;
      if (this.options.failOnDataLoss) throw partitionsGone(this.partitions);
      await this.lookForPartitions(true);
      return this.finder.ends(this.partitions, 'latest');
    }
  }

  /** @param someGone leaves out topics that there are no longer */
  private async lookForPartitions(someGone: boolean): Promise<void> {
    const now = this.context.clock.elapsed();
    if (!someGone && now - this.lookedAt < PARTITIONS_EVERY_MS) return;
    const partitions = await this.finder.partitions(someGone);
    await this.remade.look([...new Set(partitions.map((p) => p.topic))]);
    this.partitions = partitions;
    this.lookedAt = now;
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
    const from = this.remade.rangeBegin(await this.from(start), to);
    yield* this.reader.read(await this.withNewPartitions(from, to), to, context, this.latest);
    await this.remade.checkRead(to.topics);
  }

  /** What is fetched here goes to the threads as it is: they unpack it. */
  async cut(start: Offset | null, end: Offset): Promise<CutBatch> {
    const to = TopicOffsets.fromJson(end);
    const from = start === null ? this.initial : TopicOffsets.fromJson(start);
    return {
      bytes: from === null ? 0 : to.recordsSince(from) * this.reader.likelyBytesPerRecord,
      parts: () => this.parts(start, to),
      seen: [],
    };
  }

  private async *parts(start: Offset | null, to: TopicOffsets): AsyncGenerator<SourcePart> {
    const from = this.remade.rangeBegin(await this.from(start), to);
    const { signal } = this.context;
    yield* this.reader.parts(await this.withNewPartitions(from, to), to, signal, this.latest);
    await this.remade.checkRead(to.topics);
  }

  /** Nothing is kept at the broker: the places are in the checkpoint. */
  async commit(): Promise<void> {}

  async stop(): Promise<void> {
    await this.port.close();
  }
}
