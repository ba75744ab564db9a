import type { Kafka } from 'kafkajs';

/** The parts of kafkajs 2.2.4 below its consumers; the version is pinned, so their shape is too. */
export interface Cluster {
  connect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  addMultipleTargetTopics(topics: string[]): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
  findBroker(which: { nodeId: string }): Promise<Broker>;
  readonly brokerPool: { findConnectedBroker(): Promise<Broker> };
}

export interface Broker {
  readonly connectionPool: {
    getConnection(index: number): Promise<unknown>;
    send(request: unknown): Promise<unknown>;
  };
  readonly versions?: Record<number, { maxVersion: number }>;
  /** Of all topics when none is named. @throws when a topic that is named does not exist */
  metadata(topics: readonly string[]): Promise<{ topicMetadata: { topic: string; isInternal?: boolean }[] }>;
  listOffsets(request: {
    isolationLevel: number;
    topics: { topic: string; partitions: { partition: number; timestamp: number }[] }[];
  }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>;
}

/** A cluster object of a client. It never creates topics. */
export function clusterOf(client: Kafka): Cluster {
  const key = Object.getOwnPropertySymbols(client).find((s) => String(s).includes('createCluster'));
  if (key === undefined) throw new Error('This kafkajs has no createCluster: Millrace needs kafkajs 2.2.4 exactly.');
  // the types of kafkajs know nothing of its inner keys
  const make = (client as unknown as Record<symbol, (options: object) => Cluster>)[key]!;
  return make({ metadataMaxAge: 300_000, allowAutoTopicCreation: false });
}
