import type { KafkaConfig } from 'kafkajs';
import type { Clock } from '../../engine/spi/runtime.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { FETCH_VERSION, fetchRequest, OFFSET_OUT_OF_RANGE, type FetchAnswer } from './fetch-request.ts';
import type { KafkaPort, FetchedRecords, FetchRequest, OffsetQuery, TopicPartition } from './kafka-port.ts';
import { kafkajsClient } from './kafkajs-client.ts';
import type { Broker, Cluster } from './kafkajs-internals.ts';
import { clusterOf } from './kafkajs-internals.ts';
import { failureOf, isTransient, isUnknownTopic, PartitionError } from './kafka-failures.ts';

export interface KafkajsPortOptions {
  readonly config: KafkaConfig;
  /** As the user wrote it, for errors. */
  readonly servers: string;
  /** Only records of committed transactions: ends are last stable offsets. */
  readonly committed: boolean;
  readonly clock: Clock;
}

/** How long a broker may be away: at first (a wrong address is the likely reason), and once it was there. */
const PATIENCE_MS = { first: 3_000, later: 18_000 };
const PAUSE_MS = 300;
const TIMES = { earliest: -2, latest: -1 };

/** Kafka through kafkajs 2.2.4, by its cluster and broker objects: its consumers need a group and read no exact ranges. */
export class KafkajsPort implements KafkaPort {
  private readonly options: KafkajsPortOptions;
  private readonly cluster: Cluster;
  private connected = false;
  private known: ReadonlySet<string> = new Set();
  /** The socket for fetches is opened by the first fetch of a broker: two at once would open two. */
  private readonly opening = new Map<Broker, Promise<unknown>>();

  constructor(options: KafkajsPortOptions) {
    this.options = options;
    const client = kafkajsClient({
      connectionTimeout: 2500,
      authenticationTimeout: 5000,
      requestTimeout: 10_000,
      ...options.config,
      retry: { retries: 1, initialRetryTime: 200, maxRetryTime: 1000 },
    });
    this.cluster = clusterOf(client);
  }

  topics(): Promise<string[]> {
    return this.persistently([], () => this.existing());
  }

  private async existing(): Promise<string[]> {
    const { topicMetadata } = await this.cluster.metadata({ topics: [] });
    return topicMetadata.map((t) => t.topic).sort();
  }

  partitions(topics: readonly string[]): Promise<TopicPartition[]> {
    return this.persistently(topics, async () => {
      await this.learn(topics, true);
      return topics.flatMap((topic) =>
        this.cluster
          .findTopicPartitionMetadata(topic)
          .map(({ partitionId }) => ({ topic, partition: partitionId }))
          .sort((a, b) => a.partition - b.partition),
      );
    });
  }

  offsets(places: readonly OffsetQuery[]): Promise<number[]> {
    const asked = [...new Set(places.map((p) => p.topic))];
    return this.persistently(asked, async () => {
      await this.learn(asked);
      const found = new Map<string, number>();
      for (const [nodeId, own] of this.byLeader(places)) {
        const broker = await this.cluster.findBroker({ nodeId });
        const topics = [...new Set(own.map((p) => p.topic))].map((topic) => ({
          topic,
          partitions: own
            .filter((p) => p.topic === topic)
            .map(({ partition, at }) => ({ partition, timestamp: typeof at === 'number' ? at : TIMES[at] })),
        }));
        const answer = await broker.listOffsets({ isolationLevel: this.options.committed ? 1 : 0, topics });
        for (const { topic, partitions } of answer.responses) {
          for (const { partition, offset } of partitions) found.set(`${topic}:${partition}`, Number(offset));
        }
      }
      const missing = places.filter((p) => (found.get(`${p.topic}:${p.partition}`) ?? -1) < 0);
      // Nothing is later than that time: the end.
      if (missing.some((p) => typeof p.at === 'number')) {
        const ends = await this.offsets(missing.map((p) => ({ ...p, at: 'latest' })));
        missing.forEach((p, i) => found.set(`${p.topic}:${p.partition}`, ends[i]!));
      }
      return places.map((p) => found.get(`${p.topic}:${p.partition}`)!);
    });
  }

  fetch(request: FetchRequest): Promise<FetchedRecords> {
    return this.persistently([request.topic], async () => {
      await this.learn([request.topic]);
      const [nodeId] = this.byLeader([request]).keys();
      const broker = await this.cluster.findBroker({ nodeId: nodeId! });
      await this.openForFetching(broker);
      const answer = (await broker.connectionPool.send(fetchRequest(request, this.options.committed))) as FetchAnswer;
      if (answer.errorCode !== 0 && answer.errorCode !== OFFSET_OUT_OF_RANGE)
        throw new PartitionError(request, answer.errorCode);
      return answer;
    });
  }

  async close(): Promise<void> {
    await this.cluster.disconnect().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    if (this.connected) return;
    await this.cluster.connect();
    this.connected = true;
  }

  /** Makes sure that the leaders of some topics are known, or looks again. */
  private async learn(topics: readonly string[], again = false): Promise<void> {
    const fresh = topics.filter((topic) => !this.known.has(topic));
    if (fresh.length > 0) {
      await this.cluster.addMultipleTargetTopics([...new Set(topics)]);
      this.known = new Set([...this.known, ...fresh]);
    } else if (again) await this.cluster.refreshMetadata();
  }

  private byLeader<T extends TopicPartition>(places: readonly T[]): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const place of places) {
      const [leader] = Object.keys(this.cluster.findLeaderForPartitions(place.topic, [place.partition]));
      if (leader === undefined) throw new PartitionError(place, PartitionError.UNKNOWN);
      const group = groups.get(leader);
      if (group === undefined) groups.set(leader, [place]);
      else group.push(place);
    }
    return groups;
  }

  private async openForFetching(broker: Broker): Promise<void> {
    const before = this.opening.get(broker) ?? Promise.resolve();
    const next = before.catch(() => undefined).then(() => broker.connectionPool.getConnection(1));
    this.opening.set(broker, next);
    await next;
    const newest = broker.versions?.[1]?.maxVersion ?? 0;
    if (newest < FETCH_VERSION)
      throw new ExternalError({
        condition: 'KAFKA_BROKER_TOO_OLD',
        message: `The broker at ${this.options.servers} knows fetch requests up to version ${newest}; Millrace needs ${FETCH_VERSION}.`,
        hint: 'Use Kafka 2.3 or newer.',
      });
  }

  private async missing(topics: readonly string[]): Promise<readonly string[]> {
    const existing = new Set(await this.existing());
    return topics.filter((topic) => !existing.has(topic));
  }

  /** Tries again while the broker is away or its partitions move; gives up with the address and the cure. */
  private async persistently<T>(topics: readonly string[], work: () => Promise<T>): Promise<T> {
    const { clock, servers } = this.options;
    const patience = this.connected ? PATIENCE_MS.later : PATIENCE_MS.first;
    const started = clock.elapsed();
    for (;;) {
      try {
        await this.connect();
        return await work();
      } catch (error) {
        if (!isTransient(error) || clock.elapsed() - started > patience)
          throw failureOf(error, servers, isUnknownTopic(error) ? await this.missing(topics) : topics);
        await clock.sleepUntil(clock.now() + PAUSE_MS);
        if (this.connected) await this.cluster.refreshMetadata().catch(() => undefined);
      }
    }
  }
}
