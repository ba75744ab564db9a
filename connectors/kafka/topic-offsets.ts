import type { JsonValue } from '../../engine/spi/view-port.ts';
import type { TopicPartition } from './kafka-port.ts';

/** An offset for each partition, topics and partitions in order: the one text for one place. */
export class TopicOffsets {
  private readonly byTopic = new Map<string, Map<number, number>>();

  static of(entries: Iterable<readonly [TopicPartition, number]>): TopicOffsets {
    const sorted = [...entries].sort(
      ([a], [b]) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0) || a.partition - b.partition,
    );
    const offsets = new TopicOffsets();
    for (const [{ topic, partition }, offset] of sorted) {
      let own = offsets.byTopic.get(topic);
      if (own === undefined) offsets.byTopic.set(topic, (own = new Map()));
      own.set(partition, offset);
    }
    return offsets;
  }

  /** `{"orders":{"0":123}}` @throws Error when the value has another shape */
  static fromJson(json: JsonValue): TopicOffsets {
    const entries: [TopicPartition, number][] = [];
    for (const [topic, partitions] of entriesOf(json)) {
      for (const [partition, offset] of entriesOf(partitions)) {
        if (typeof offset !== 'number' || !/^\d+$/.test(partition) || !Number.isSafeInteger(offset))
          throw new Error(`${topic}-${partition}`);
        entries.push([{ topic, partition: Number(partition) }, offset]);
      }
    }
    return TopicOffsets.of(entries);
  }

  toJson(): JsonValue {
    return Object.fromEntries(
      [...this.byTopic].map(([topic, own]) => [topic, Object.fromEntries([...own].map(([p, o]) => [String(p), o]))]),
    );
  }

  get({ topic, partition }: TopicPartition): number | undefined {
    return this.byTopic.get(topic)?.get(partition);
  }

  partitions(): TopicPartition[] {
    return [...this.byTopic].flatMap(([topic, own]) => [...own.keys()].map((partition) => ({ topic, partition })));
  }

  get topics(): string[] {
    return [...this.byTopic.keys()];
  }

  /** The offsets of one topic by partition, null when it has none. */
  own(topic: string): Readonly<Record<string, number>> | null {
    const own = this.byTopic.get(topic);
    return own === undefined ? null : Object.fromEntries([...own].map(([p, o]) => [String(p), o]));
  }

  without(topics: ReadonlySet<string>): TopicOffsets {
    return TopicOffsets.of(this.entries().filter(([{ topic }]) => !topics.has(topic)));
  }

  with(topic: string, own: Readonly<Record<string, number>>): TopicOffsets {
    const added = Object.entries(own).map(([p, offset]) => [{ topic, partition: Number(p) }, offset] as const);
    return TopicOffsets.of([...this.entries(), ...added]);
  }

  /** Ends one record earlier in a partition of a topic where that is not before its beginning. */
  oneLess(topic: string, begin: TopicOffsets): TopicOffsets {
    const place = this.partitions().find((p) => p.topic === topic && this.get(p)! > (begin.get(p) ?? 0));
    return place === undefined ? this : this.map((p, offset) => (samePlace(p, place) ? offset - 1 : offset));
  }

  private entries(): (readonly [TopicPartition, number])[] {
    return this.partitions().map((p) => [p, this.get(p)!] as const);
  }

  /** The same partitions with other offsets. */
  map(change: (place: TopicPartition, offset: number) => number): TopicOffsets {
    return TopicOffsets.of(this.partitions().map((p) => [p, change(p, this.get(p)!)] as const));
  }

  /** Records from `start` on; partitions that `start` does not know count from their beginning. */
  recordsSince(start: TopicOffsets): number {
    return this.partitions().reduce((n, p) => n + Math.max(0, this.get(p)! - (start.get(p) ?? 0)), 0);
  }
}

function entriesOf(json: JsonValue): [string, JsonValue][] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Error('no object');
  return Object.entries(json);
}

const samePlace = (a: TopicPartition, b: TopicPartition): boolean => a.topic === b.topic && a.partition === b.partition;

/** As much of (start, end] as a batch may take, each partition by its share of what waits, as Spark shares it out. */
export function limited(start: TopicOffsets, end: TopicOffsets, most: number): TopicOffsets {
  const total = end.recordsSince(start);
  if (total <= most) return end;
  return end.map((place, latest) => {
    const from = start.get(place) ?? 0;
    const share = (most * Math.max(0, latest - from)) / total;
    return Math.min(latest, from + (share < 1 ? Math.ceil(share) : Math.floor(share)));
  });
}
