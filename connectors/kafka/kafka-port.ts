/**
 * What the source and the sink need of a Kafka client: exact ranges, no consumer group. A second client library is a
 * second implementation of this interface.
 *
 * Offsets are counts of records and stay far below 2^53; they are plain numbers here and BIGINT in rows.
 */
export interface KafkaPort {
  /** All topics that this login can see. */
  topics(): Promise<ListedTopic[]>;
  /** The partitions of topics. @throws ExternalError when a topic does not exist */
  partitions(topics: readonly string[]): Promise<TopicPartition[]>;
  /** The ids of topics by their names: another id is another topic. Empty where brokers give none (before Kafka 2.8). */
  topicIds(topics: readonly string[]): Promise<TopicIds>;
  /** The offset of each place; null where no record is as late as a time. */
  offsets(places: readonly OffsetQuery[]): Promise<(number | null)[]>;
  /** Records from an offset on, as the broker stores them: at least one whole batch when there is one. */
  fetch(request: FetchRequest): Promise<FetchedRecords>;
  close(): Promise<void>;
}

export interface ListedTopic {
  readonly name: string;
  /** Kafka's own, such as `__consumer_offsets`. */
  readonly internal: boolean;
}

export type TopicIds = ReadonlyMap<string, string>;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface OffsetQuery extends TopicPartition {
  /** Milliseconds, or one of the two ends. */
  readonly at: number | 'earliest' | 'latest';
}

export interface FetchRequest extends TopicPartition {
  readonly offset: number;
  readonly maxBytes: number;
}

export interface FetchedRecords {
  /** The offset asked for is no longer, or not yet, there. */
  readonly outOfRange: boolean;
  /** Record batches, one after the other; the last one may be cut. */
  readonly bytes: Uint8Array;
  /** Transactions that were aborted, by their producer and first offset; empty when uncommitted records are wanted. */
  readonly aborted: readonly AbortedTransaction[];
}

export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}
