import { ArgumentError } from '../../engine/types/errors.ts';
import type { KafkaPort, OffsetQuery, TopicPartition } from './kafka-port.ts';
import type { Place, Subscription } from './options.ts';
import { TopicOffsets } from './topic-offsets.ts';

/** Finds partitions and the offsets of places. */
export class OffsetFinder {
  private readonly port: KafkaPort;
  private readonly subscription: Subscription;

  constructor(port: KafkaPort, subscription: Subscription) {
    this.port = port;
    this.subscription = subscription;
  }

  /** The partitions that the subscription names now. @param someGone leaves out topics that there are no longer */
  async partitions(someGone = false): Promise<TopicPartition[]> {
    const { subscription, port } = this;
    const existing = someGone ? new Set(await port.topics()) : null;
    const known = (names: Iterable<string>): string[] =>
      [...new Set(names)].filter((name) => existing?.has(name) ?? true).sort();
    if (subscription.kind === 'subscribe') return port.partitions(known(subscription.topics));
    if (subscription.kind === 'pattern') {
      const whole = new RegExp(`^(?:${subscription.pattern})$`);
      const topics = (await port.topics()).filter((topic) => whole.test(topic));
      return topics.length === 0 ? [] : port.partitions(topics);
    }
    const all = await port.partitions(known(subscription.partitions.keys()));
    const assigned = [...subscription.partitions].flatMap(([topic, own]) =>
      own.map((partition) => ({ topic, partition })),
    );
    const missing = assigned.find((a) => !all.some((p) => p.topic === a.topic && p.partition === a.partition));
    if (missing === undefined) return assigned;
    if (someGone) return all.filter((p) => subscription.partitions.get(p.topic)!.includes(p.partition));
    throw noSuchPartition(missing);
  }

  /** The offsets of one end of some partitions. */
  async ends(partitions: readonly TopicPartition[], at: 'earliest' | 'latest'): Promise<TopicOffsets> {
    return this.resolve(partitions.map((p) => ({ ...p, at })));
  }

  /** The offset of a place in each partition. */
  async place(place: Place, partitions: readonly TopicPartition[]): Promise<TopicOffsets> {
    switch (place.kind) {
      case 'time':
        return this.resolve(partitions.map((p) => ({ ...p, at: place.ms })));
      case 'times':
        checkComplete(place.times, partitions);
        return this.resolve(partitions.map((p) => ({ ...p, at: place.times.get(p)! })));
      case 'offsets': {
        checkComplete(place.offsets, partitions);
        const unknown = partitions.filter((p) => place.offsets.get(p)! < 0);
        const found = await this.resolve(
          unknown.map((p) => ({ ...p, at: place.offsets.get(p) === -2 ? ('earliest' as const) : ('latest' as const) })),
        );
        return TopicOffsets.of(partitions.map((p) => [p, found.get(p) ?? place.offsets.get(p)!] as const));
      }
      default:
        return this.ends(partitions, place.kind);
    }
  }

  private async resolve(queries: readonly OffsetQuery[]): Promise<TopicOffsets> {
    if (queries.length === 0) return TopicOffsets.of([]);
    const offsets = await this.port.offsets(queries);
    return TopicOffsets.of(queries.map(({ topic, partition }, i) => [{ topic, partition }, offsets[i]!] as const));
  }
}

/** As in Spark, offsets must be given for all partitions and no others. */
function checkComplete(given: TopicOffsets, partitions: readonly TopicPartition[]): void {
  const names = (list: readonly TopicPartition[]): string => list.map((p) => `${p.topic}-${p.partition}`).join(', ');
  const missing = partitions.filter((p) => given.get(p) === undefined);
  const extra = given
    .partitions()
    .filter((g) => !partitions.some((p) => p.topic === g.topic && p.partition === g.partition));
  if (missing.length === 0 && extra.length === 0) return;
  throw new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `If startingOffsets contains specific offsets, you must specify all TopicPartitions. Use -1 for latest, -2 for earliest. Specified: ${names(given.partitions())}; the topics have: ${names(partitions)}.`,
    hint: missing.length > 0 ? `Add ${names(missing)}.` : `Leave out ${names(extra)}.`,
  });
}

const noSuchPartition = ({ topic, partition }: TopicPartition): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `The option 'assign' names partition ${partition} of topic ${topic}, which does not exist.`,
    hint: 'Partitions are counted from 0.',
  });
