import { ExternalError } from '../../engine/types/errors.ts';
import type { TopicPartition } from './kafka-port.ts';

const CURE =
  'Some data may have been lost because they are not available in Kafka any more; either the data was aged out by Kafka or the topic may have been deleted before all the data in the topic was processed. To let the query go on with what is there, set the source option "failOnDataLoss" to "false".';

/** Records that a query has to read are not in Kafka any more. */
export const dataLoss = ({ topic, partition }: TopicPartition, wanted: number, earliest: number): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_DATA_LOSS.START_OFFSET_RESET',
    sqlState: '22000',
    message: `Partition ${topic}-${partition} no longer has offset ${wanted}; it begins at ${earliest}.`,
    hint: CURE,
  });

/** A partition ends before a place where the query has been. */
export const offsetWentBack = ({ topic, partition }: TopicPartition, before: number, now: number): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED',
    sqlState: '22000',
    message: `Partition ${topic}-${partition} offset was changed from ${before} to ${now}: the topic was deleted and made again.`,
    hint: CURE,
  });

/** A topic has another id than the one that the query has read: its offsets mean other records. */
export const topicRemade = (topics: readonly string[]): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_DATA_LOSS.TOPIC_RECREATED',
    sqlState: '22000',
    message: `${topics.length === 1 ? 'The topic' : 'The topics'} ${topics.join(', ')} ${topics.length === 1 ? 'was' : 'were'} deleted and made again since the query read from there.`,
    hint: `${CURE} It then reads the new topic from its beginning.`,
  });

export const partitionsGone = (gone: readonly TopicPartition[]): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_DATA_LOSS.PARTITIONS_DELETED',
    sqlState: '22000',
    message: `Partitions ${gone.map((p) => `${p.topic}-${p.partition}`).join(', ')} have been deleted.`,
    hint: CURE,
  });

export const nothingThere = ({ topic, partition }: TopicPartition, offset: number): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_NO_RECORDS',
    message: `Partition ${topic}-${partition} gives no records from offset ${offset} on, though it should have some.`,
    hint: 'Look into the log of the broker that leads the partition.',
  });

/** No record of a partition is as late as a starting time. */
export const noOffsetAt = ({ topic, partition }: TopicPartition, ms: number): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_NO_OFFSET_FOR_TIMESTAMP',
    message: `No offset matched from request of topic-partition ${topic}-${partition} and timestamp ${ms}: it has no record at or after ${new Date(ms).toISOString()}.`,
    hint: 'Choose an earlier time, or set startingOffsetsByTimestampStrategy to latest to begin at the end of such partitions.',
  });

/** A batch that would end before it begins. */
export const startAfterEnd = ({ topic, partition }: TopicPartition, start: number, end: number): ExternalError =>
  new ExternalError({
    condition: 'RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET',
    message: `The resolved start offset ${start} is greater than the resolved end offset ${end} for topic ${topic} partition ${partition}.`,
    hint: 'Choose an earlier start or a later end: see the options whose names begin with starting and ending.',
  });

/** A batch is to read on behind the last record of a partition. */
export const endNotThere = ({ topic, partition }: TopicPartition, end: number, latest: number): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE',
    sqlState: '22000',
    message: `Could not read records up to offset ${end} for topic partition ${topic}-${partition}: it ends at ${latest}.`,
    hint: `Name an earlier offset in endingOffsets, or -1 for the end. ${CURE}`,
  });
