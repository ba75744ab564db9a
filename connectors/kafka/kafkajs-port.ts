import type { Kafka } from 'kafkajs';
import { ExternalError } from '../../engine/types/errors.ts';
import { BrokerLink, type LinkOptions } from './broker-link.ts';
import { FETCH_VERSION, fetchRequest, OFFSET_OUT_OF_RANGE, type FetchAnswer } from './fetch-request.ts';
import type {
  KafkaPort,
  FetchedRecords,
  FetchRequest,
  ListedTopic,
  OffsetQuery,
  TopicIds,
  TopicPartition,
} from './kafka-port.ts';
import type { Broker, Cluster } from './kafkajs-internals.ts';
import { clusterOf } from './kafkajs-internals.ts';
import { failureOf, isUnknownTopic, PartitionError } from './kafka-failures.ts';
import type { FetchSettings } from './fetch-settings.ts';
import { longerPatience } from './patience.ts';
import { checkSums } from './record-checksums.ts';
import { METADATA_VERSION, topicIdsRequest } from './topic-ids-request.ts';

export interface KafkajsPortOptions extends LinkOptions {
  /** Only records of committed transactions: ends are last stable offsets. */
  readonly committed: boolean;
  readonly fetch: FetchSettings;
}

const TIMES = { earliest: -2, latest: -1 };
const API_FETCH = 1;
const API_METADATA = 3;
/** A fetch that lasts longer asks for less the next time. */
const SLOW_MS = 5_000;
const LEAST_BYTES = 64 << 10;
const FIRST_BYTES = 256 << 10;

/** Kafka through kafkajs 2.2.4, by its cluster and broker objects: its consumers need a group and read no exact ranges. */
export class KafkajsPort implements KafkaPort {
  private readonly options: KafkajsPortOptions;
  private readonly link: BrokerLink<ClusterClient>;
  /** A slow or broken connection gets through small answers only. */
  private fetchBytes = FIRST_BYTES;

  constructor(options: KafkajsPortOptions) {
    this.options = options;
    this.link = new BrokerLink(options, (kafka) => new ClusterClient(kafka, options.servers));
  }

  topics(): Promise<ListedTopic[]> {
    return this.ask([], (client) => client.existing());
  }

  partitions(topics: readonly string[]): Promise<TopicPartition[]> {
    return this.ask(topics, async (client) => {
      await client.learn(topics, true);
      return topics.flatMap((topic) =>
        client.cluster
          .findTopicPartitionMetadata(topic)
          .map(({ partitionId }) => ({ topic, partition: partitionId }))
          .sort((a, b) => a.partition - b.partition),
      );
    });
  }

  topicIds(topics: readonly string[]): Promise<TopicIds> {
    return this.ask(topics, async (client) => {
      await client.learn(topics);
      const broker = await client.anyBroker();
      if ((broker.versions?.[API_METADATA]?.maxVersion ?? 0) < METADATA_VERSION) return new Map();
      return (await broker.connectionPool.send(topicIdsRequest(topics))) as TopicIds;
    });
  }

  offsets(places: readonly OffsetQuery[]): Promise<(number | null)[]> {
    const asked = [...new Set(places.map((p) => p.topic))];
    const isolationLevel = this.options.committed ? 1 : 0;
    return this.ask(asked, async (client) => {
      await client.learn(asked);
      const found = new Map<string, number>();
      for (const [nodeId, own] of client.byLeader(places)) {
        const broker = await client.cluster.findBroker({ nodeId });
        const topics = [...new Set(own.map((p) => p.topic))].map((topic) => ({
          topic,
          partitions: own
            .filter((p) => p.topic === topic)
            .map(({ partition, at }) => ({ partition, timestamp: typeof at === 'number' ? at : TIMES[at] })),
        }));
        const answer = await broker.listOffsets({ isolationLevel, topics });
        for (const { topic, partitions } of answer.responses) {
          for (const { partition, offset } of partitions) found.set(`${topic}:${partition}`, Number(offset));
        }
      }
      return places.map((p) => {
        const offset = found.get(`${p.topic}:${p.partition}`)!;
        return offset < 0 ? null : offset;
      });
    });
  }

  fetch(request: FetchRequest): Promise<FetchedRecords> {
    const { clock, committed, fetch } = this.options;
    return this.ask([request.topic], async (client) => {
      const maxBytes = Math.min(request.maxBytes, this.fetchBytes, fetch.mostBytes);
      this.fetchBytes = Math.max(LEAST_BYTES, maxBytes / 2);
      const started = clock.elapsed();
      await client.learn([request.topic]);
      const [nodeId] = client.byLeader([request]).keys();
      const broker = await client.cluster.findBroker({ nodeId: nodeId! });
      await client.openForFetching(broker);
      const answer = (await broker.connectionPool.send(
        fetchRequest({ ...request, maxBytes }, committed, fetch),
      )) as FetchAnswer;
      // It came through: the next one may be as large, or larger again.
      if (clock.elapsed() - started < SLOW_MS) this.fetchBytes = maxBytes * 2;
      if (answer.errorCode === PartitionError.UNKNOWN) await client.checkExists(request.topic);
      if (answer.errorCode !== 0 && answer.errorCode !== OFFSET_OUT_OF_RANGE)
        throw new PartitionError(request, answer.errorCode);
      if (fetch.checkCrcs) checkSums(answer.bytes, request);
      return answer;
    });
  }

  async close(): Promise<void> {
    this.link.close();
  }

  private ask<T>(topics: readonly string[], work: (client: ClusterClient) => Promise<T>): Promise<T> {
    const { servers } = this.options;
    return this.link.ask(work, async (error, tried) => {
      const missing = isUnknownTopic(error) ? await this.missing(topics) : topics;
      return failureOf(error, servers, missing, tried, longerPatience('source'));
    });
  }

  private async missing(topics: readonly string[]): Promise<readonly string[]> {
    const existing = new Set((await this.topics()).map(({ name }) => name));
    return topics.filter((topic) => !existing.has(topic));
  }
}

/** What is known of the brokers through one connection to them. */
class ClusterClient {
  readonly cluster: Cluster;
  private readonly servers: string;
  private known: ReadonlySet<string> = new Set();
  /** The socket for fetches is opened by the first fetch of a broker: two at once would open two. */
  private readonly opening = new Map<Broker, Promise<unknown>>();

  constructor(kafka: Kafka, servers: string) {
    this.cluster = clusterOf(kafka);
    this.servers = servers;
  }

  connect(): Promise<void> {
    return this.cluster.connect();
  }

  async existing(): Promise<ListedTopic[]> {
    const { topicMetadata } = await (await this.anyBroker()).metadata([]);
    return topicMetadata
      .map(({ topic, isInternal }) => ({ name: topic, internal: isInternal === true }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws the error of kafkajs when there is no such topic */
  async checkExists(topic: string): Promise<void> {
    await (await this.anyBroker()).metadata([topic]);
  }

  /** Makes sure that the leaders of some topics are known, or looks again. */
  async learn(topics: readonly string[], again = false): Promise<void> {
    const fresh = topics.filter((topic) => !this.known.has(topic));
    if (fresh.length > 0) {
      await this.cluster.addMultipleTargetTopics([...new Set(topics)]);
      this.known = new Set([...this.known, ...fresh]);
    } else if (again) await this.cluster.refreshMetadata();
  }

  anyBroker(): Promise<Broker> {
    return this.cluster.brokerPool.findConnectedBroker();
  }

  byLeader<T extends TopicPartition>(places: readonly T[]): Map<string, T[]> {
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

  async openForFetching(broker: Broker): Promise<void> {
    const before = this.opening.get(broker) ?? Promise.resolve();
    const next = before.catch(() => undefined).then(() => broker.connectionPool.getConnection(1));
    this.opening.set(broker, next);
    await next;
    const newest = broker.versions?.[API_FETCH]?.maxVersion ?? 0;
    if (newest < FETCH_VERSION)
      throw new ExternalError({
        condition: 'KAFKA_BROKER_TOO_OLD',
        message: `The broker at ${this.servers} knows fetch requests up to version ${newest}; Millrace needs ${FETCH_VERSION}.`,
        hint: 'Use Kafka 2.3 or newer.',
      });
  }
}
