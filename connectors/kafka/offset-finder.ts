import type { KafkaPort, OffsetQuery, TopicPartition } from './kafka-port.ts';
import { noOffsetAt } from './data-loss.ts';
import type { Subscription } from './options.ts';
import { EARLIEST, type Place } from './places.ts';
import { refusedOption } from './refused-option.ts';
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
    const existing = someGone ? new Set((await port.topics()).map(({ name }) => name)) : null;
    const known = (names: Iterable<string>): string[] =>
      [...new Set(names)].filter((name) => existing?.has(name) ?? true).sort();
    if (subscription.kind === 'subscribe') return port.partitions(known(subscription.topics));
    if (subscription.kind === 'pattern') {
      const topics = (await port.topics())
        .filter(({ name, internal }) => !internal && subscription.regex.test(name))
        .map(({ name }) => name);
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
        return this.atTimes(
          partitions.map((p) => ({ ...p, at: place.ms })),
          place.otherwise,
        );
      case 'times':
        checkComplete(place, place.times, partitions);
        return this.atTimes(
          partitions.map((p) => ({ ...p, at: place.times.get(p)! })),
          place.otherwise,
        );
      case 'offsets': {
        const { offsets } = place;
        checkComplete(place, offsets, partitions);
        const unknown = partitions.filter((p) => offsets.get(p)! < 0);
        const found = await this.resolve(
          unknown.map((p) => ({ ...p, at: offsets.get(p) === EARLIEST ? ('earliest' as const) : ('latest' as const) })),
        );
        return TopicOffsets.of(partitions.map((p) => [p, found.get(p) ?? offsets.get(p)!] as const));
      }
      default:
        return this.ends(partitions, place.kind);
    }
  }

  private async resolve(queries: readonly (TopicPartition & { at: 'earliest' | 'latest' })[]): Promise<TopicOffsets> {
    const offsets = await this.asked(queries);
    return TopicOffsets.of(queries.map(({ topic, partition }, i) => [{ topic, partition }, offsets[i]!] as const));
  }

  /** Where nothing is later than a time: the end, or an error. */
  private async atTimes(
    queries: readonly (TopicPartition & { at: number })[],
    otherwise: 'error' | 'latest',
  ): Promise<TopicOffsets> {
    const offsets = await this.asked(queries);
    const without = queries.filter((_, i) => offsets[i] === null);
    if (without.length > 0 && otherwise === 'error') throw noOffsetAt(without[0]!, without[0]!.at);
    const ends = await this.ends(without, 'latest');
    return TopicOffsets.of(queries.map((p, i) => [p, offsets[i] ?? ends.get(p)!] as const));
  }

  private async asked(queries: readonly OffsetQuery[]): Promise<readonly (number | null)[]> {
    return queries.length === 0 ? [] : this.port.offsets(queries);
  }
}

/** As in Spark, offsets must be given for all partitions and no others. */
function checkComplete({ kind, option }: Place, given: TopicOffsets, partitions: readonly TopicPartition[]): void {
  const names = (list: readonly TopicPartition[]): string => list.map((p) => `${p.topic}-${p.partition}`).join(', ');
  const missing = partitions.filter((p) => given.get(p) === undefined);
  const extra = given
    .partitions()
    .filter((g) => !partitions.some((p) => p.topic === g.topic && p.partition === g.partition));
  if (missing.length === 0 && extra.length === 0) return;
  const ends = kind === 'offsets' ? ' Use -1 for latest, -2 for earliest.' : '';
  throw refusedOption(
    `If ${option} contains specific offsets, you must specify all TopicPartitions.${ends} Specified: ${names(given.partitions())}; the topics have: ${names(partitions)}`,
    missing.length > 0 ? `Add ${names(missing)}.` : `Leave out ${names(extra)}.`,
    kind === 'offsets'
      ? 'KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED'
      : 'KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED',
  );
}

const noSuchPartition = ({ topic, partition }: TopicPartition): Error =>
  refusedOption(
    `The option 'assign' names partition ${partition} of topic ${topic}, which does not exist`,
    'Partitions are counted from 0.',
  );
