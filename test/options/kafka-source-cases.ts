import { REFUSED_SETTINGS } from '../../connectors/kafka/refused-settings.ts';
import { ALL, at, sasl, T0, times } from './kafka-at-hand.ts';
import { batch, both, jaas, login, nobody, REFUSED, stream, type Case } from './kafka-cases.ts';

const SASL_CASES: Readonly<Record<string, readonly Case[]>> = {
  'kafka.security.protocol': [
    both(login({ 'kafka.sasl.jaas.config': jaas('u1', 'p1') }), 'other 0:0'),
    both({ 'kafka.security.protocol': 'TLS' }, REFUSED),
  ],
  'kafka.sasl.mechanism': [
    both(login({ 'kafka.sasl.mechanism': 'SCRAM-SHA-256', 'kafka.sasl.jaas.config': jaas('u2', 'p2') }), 'other 0:0'),
    both(login({ 'kafka.sasl.mechanism': 'GSSAPI', 'kafka.sasl.jaas.config': jaas('u2', 'p2') }), REFUSED),
    both(
      { 'kafka.sasl.mechanism': 'PLAIN' },
      ALL,
      /while kafka.security.protocol is PLAINTEXT: kafka.sasl.mechanism\./,
    ),
  ],
  'kafka.sasl.jaas.config': [
    both(login({ 'kafka.sasl.jaas.config': jaas('u1', 'no') }), /^KAFKA_AUTHENTICATION_FAILED/),
  ],
  'kafka.sasl.username': [
    both(login({ 'kafka.sasl.username': 'no', 'kafka.sasl.jaas.config': jaas('u1', 'p1') }), /^KAFKA_AUTH/),
  ],
  'kafka.sasl.password': [
    both(login({ 'kafka.sasl.password': 'p1', 'kafka.sasl.jaas.config': jaas('u1', 'no') }), 'other 0:0'),
  ],
};
/** By option of a read: what it makes of one. */
export const SOURCE: Readonly<Record<string, readonly Case[]>> = {
  'kafka.bootstrap.servers': [
    both(nobody({ 'fetchOffset.numRetries': '0' }), /^KAFKA_BROKER_UNREACHABLE: .*127\.0\.0\.1:1:/),
    both({ 'kafka.bootstrap.servers': '$NOBODY,$BROKER', subscribe: '$OTHER' }, 'other 0:0'),
    both({ 'kafka.bootstrap.servers': 'nowhere' }, REFUSED),
  ],
  subscribe: [both({ subscribe: '$TOPIC, $OTHER,' }, `${ALL} other 0:0`), both({ subscribe: ' , ' }, REFUSED)],
  subscribePattern: [
    // As in Spark it is enough that it is found somewhere, and Java's syntax holds.
    both({ subscribePattern: 'ptions-$ID' }, `${ALL} other 0:0`),
    both({ subscribePattern: '^options-$ID$' }, ALL),
    both({ subscribePattern: '(?i)OPTIONS-$ID-\\p{Alpha}++$' }, 'other 0:0'),
    both({ subscribePattern: '\\Qoptions-$ID\\E-' }, 'other 0:0'),
    both({ subscribePattern: 'options-(' }, REFUSED),
  ],
  assign: [both({ assign: '{"$TOPIC":[1]}' }, '1:0,1,2,3'), both({ assign: '$TOPIC-1' }, REFUSED)],
  startingOffsets: [
    both({ startingOffsets: times(4, -2) }, '0:4,5 1:0,1,2,3'),
    stream({ startingOffsets: times(4, -1) }, '0:4,5'),
    stream({ startingOffsets: 'LATEST' }, ''),
    batch(
      { startingOffsets: times(4, -1) },
      /^INVALID_OPTION: startingOffsets for options-.*-1 can't be latest for batch/,
    ),
    batch({ startingOffsets: 'latest' }, REFUSED),
    batch({ startingOffsets: times(7, 0) }, /^RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET: .* 7 .* 6 /),
    stream({ startingOffsets: times(7, 0) }, /^KAFKA_DATA_LOSS\.PARTITION_OFFSET_CHANGED/),
    both({ startingOffsets: times(-3, 0) }, REFUSED),
    both({ startingOffsets: '{"$TOPIC":{"0":1}}' }, /^KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED/),
    both({ startingOffsets: 'yesterday' }, REFUSED),
  ],
  startingOffsetsByTimestamp: [
    both({ startingOffsetsByTimestamp: times(T0 + 31, T0 + 5), startingOffsets: times(1, 1) }, '0:4,5 1:0,1,2,3'),
    both({ startingOffsetsByTimestamp: times(-2, -2) }, ALL),
    both(
      { startingOffsetsByTimestamp: `{"$TOPIC":{"0":${T0}}}` },
      /^KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED: .*startingOffsetsByT/,
    ),
    both({ startingOffsetsByTimestamp: at(0) }, REFUSED),
  ],
  startingTimestamp: [
    both({ startingTimestamp: ` ${at(30)}`, startingOffsetsByTimestamp: times(T0, T0) }, '0:3,4,5 1:3'),
    ...['', '-1', '1e3', '0x10', 'now'].map((startingTimestamp) => both({ startingTimestamp }, REFUSED)),
  ],
  startingOffsetsByTimestampStrategy: [
    both({ startingTimestamp: at(40) }, /^KAFKA_NO_OFFSET_FOR_TIMESTAMP: .*options-.*-1 .*1700000000040/),
    both({ startingTimestamp: at(40), startingOffsetsByTimestampStrategy: 'LATEST' }, '0:4,5'),
    both({ startingOffsetsByTimestamp: times(T0 + 99, T0), startingOffsetsByTimestampStrategy: 'latest' }, '1:0,1,2,3'),
    both(
      { startingOffsetsByTimestamp: times(T0 + 99, T0), startingOffsetsByTimestampStrategy: 'error' },
      /^KAFKA_NO_OFFSET/,
    ),
    both({ startingOffsetsByTimestampStrategy: 'earliest' }, REFUSED),
  ],
  endingOffsets: [
    batch({ endingOffsets: times(2, -1) }, '0:0,1 1:0,1,2,3'),
    batch({ endingOffsets: times(2, -2) }, /^INVALID_OPTION: ending offset for options-.*-1 can't be earliest/),
    batch({ endingOffsets: 'earliest' }, REFUSED),
    batch({ endingOffsets: times(9, 4) }, /^KAFKA_DATA_LOSS\.COULD_NOT_READ_OFFSET_RANGE: .* 9 .*-0: it ends at 6/),
    batch({ endingOffsets: times(9, 2), failOnDataLoss: 'false' }, '0:0,1,2,3,4,5 1:0,1'),
    batch(
      { startingOffsets: times(3, 0), endingOffsets: times(2, 4) },
      /^UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET/,
    ),
    batch({ startingOffsets: times(3, 0), endingOffsets: '{"$TOPIC":{"0":4}}' }, /^MISMATCHED_TOPIC_PARTITIONS/),
    stream({ endingOffsets: 'latest' }, /^INVALID_OPTION: The option 'endingOffsets'/),
  ],
  endingOffsetsByTimestamp: [
    batch({ endingOffsetsByTimestamp: times(T0 + 20, T0 + 99), endingOffsets: 'latest' }, '0:0,1 1:0,1,2,3'),
    batch(
      { startingOffsetsByTimestamp: times(T0 + 9, T0), endingOffsetsByTimestamp: times(T0 + 5, T0) },
      /^UNRESOLVED_START_TIMESTAMP/,
    ),
    stream({ endingOffsetsByTimestamp: times(T0, T0) }, /^INVALID_OPTION: The option 'endingOffsetsByTimestamp'/),
  ],
  endingTimestamp: [
    batch({ endingTimestamp: at(25), endingOffsetsByTimestamp: times(T0, T0) }, '0:0,1,2 1:0,1'),
    stream({ endingTimestamp: at(25) }, /^INVALID_OPTION: The option 'endingTimestamp'/),
  ],
  failOnDataLoss: [
    both({ subscribe: '$GONE', startingOffsets: '{"$GONE":{"0":1}}' }, /^KAFKA_DATA_LOSS\.START_OFFSET_RESET/),
    both({ subscribe: '$GONE', startingOffsets: '{"$GONE":{"0":1}}', failOnDataLoss: 'False' }, '0:3,4,5'),
    both({ failOnDataLoss: 'no' }, REFUSED),
  ],
  maxOffsetsPerTrigger: [
    stream({ maxOffsetsPerTrigger: '5' }, '0:0,1,2 1:0,1'),
    batch({ maxOffsetsPerTrigger: '5' }, ALL, /maxOffsetsPerTrigger .* a batch read takes all at once/),
    both({ maxOffsetsPerTrigger: '0' }, REFUSED),
  ],
  // What they do to a stream is shown below: it takes more than one batch.
  minOffsetsPerTrigger: [
    batch({ minOffsetsPerTrigger: '5' }, ALL, /minOffsetsPerTrigger .* a batch read takes all at once/),
    both({ minOffsetsPerTrigger: '6', maxOffsetsPerTrigger: '5' }, /^INVALID_OPTION: .*minOffsetsPerTrigger \(6\)/),
    both({ minOffsetsPerTrigger: 'few' }, REFUSED),
  ],
  maxTriggerDelay: [
    batch({ maxTriggerDelay: '5m' }, ALL, /maxTriggerDelay .* a batch read takes all at once/),
    ...['soon', '2 seconds', '-1s', '5y', ''].map((maxTriggerDelay) => both({ maxTriggerDelay }, REFUSED)),
  ],
  includeHeaders: [both({ includeHeaders: 'true' }, `${ALL} headers`), both({ includeHeaders: 'yes' }, REFUSED)],
  minPartitions: [
    both({ minPartitions: '8' }, ALL, /minPartitions has no effect here and is kept for Spark: one thread/),
    both({ minPartitions: '0' }, REFUSED),
  ],
  maxRecordsPerPartition: [
    both(
      { maxRecordsPerPartition: '8' },
      ALL,
      /maxRecordsPerPartition has no effect here and is kept for Spark: one thread/,
    ),
    both({ maxRecordsPerPartition: '0' }, REFUSED),
  ],
  groupIdPrefix: [both({ groupIdPrefix: 'mine' }, ALL, /groupIdPrefix has no effect here .*: no consumer group/)],
  'kafka.group.id': [
    both({ 'kafka.group.id': 'mine' }, ALL, /kept for Spark: kafka\.group\.id \(no consumer group is made\)\./),
  ],
  'fetchOffset.numRetries': [
    both(nobody({ 'fetchOffset.numRetries': '2', 'fetchOffset.retryIntervalMs': '1' }), /given up after 3 tries/),
    both({ 'fetchOffset.numRetries': '-1' }, REFUSED),
  ],
  'fetchOffset.retryIntervalMs': [
    both(
      nobody({ 'fetchOffset.numRetries': '1', 'fetchOffset.retryIntervalMs': '400' }),
      /2 tries in (0\.[4-9]|[1-9]).* s/,
    ),
    both({ 'fetchOffset.retryIntervalMs': '1s' }, REFUSED),
  ],
  'kafkaConsumer.pollTimeoutMs': [
    both(nobody({ 'kafkaConsumer.pollTimeoutMs': '1' }), /given up after 1 tries/),
    both({ 'kafkaConsumer.pollTimeoutMs': '0' }, REFUSED),
  ],
  'kafka.request.timeout.ms': [
    both(
      { 'kafka.bootstrap.servers': '$SILENT', 'fetchOffset.numRetries': '0', 'kafka.request.timeout.ms': '300' },
      /no answer within 0\.[3-9] s/,
    ),
    both({ 'kafka.request.timeout.ms': 'long' }, REFUSED),
  ],
  'kafka.isolation.level': [
    both({ subscribe: '$ABORTED' }, '0:0,2'),
    both({ subscribe: '$ABORTED', 'kafka.isolation.level': 'read_committed' }, '0:0'),
    both({ 'kafka.isolation.level': 'READ_COMMITTED' }, REFUSED),
  ],
  'kafka.': [
    both(
      { 'kafka.Max.Poll.Records': '1' },
      ALL,
      /kept for Spark: kafka\.max\.poll\.records \(rows are handed on in blocks/,
    ),
    both({ 'kafka.retries': '1' }, ALL, /kept for Spark: kafka\.retries \(it is of Kafka's producers\)\./),
    both(
      { 'kafka.isolation.levle': 'read_committed' },
      ALL,
      /^kafka\.isolation\.levle is no setting of Kafka\. Did you mean kafka\.isolation\.level\? It has no effect, as in Spark\.$/,
    ),
    ...Object.keys(REFUSED_SETTINGS).map((name) =>
      both({ [`kafka.${name}`]: 'x' }, `INVALID_OPTION: Kafka option '${name}' is not supported.`),
    ),
  ],
  'kafka.max.partition.fetch.bytes': [both({ 'kafka.max.partition.fetch.bytes': '1 MiB' }, REFUSED)],
  'kafka.fetch.max.bytes': [both({ 'kafka.fetch.max.bytes': '-1' }, REFUSED)],
  'kafka.fetch.min.bytes': [both({ 'kafka.fetch.min.bytes': '2147483648' }, REFUSED)],
  'kafka.fetch.max.wait.ms': [both({ 'kafka.fetch.max.wait.ms': 'long' }, REFUSED)],
  'kafka.check.crcs': [both({ 'kafka.check.crcs': 'yes' }, REFUSED)],
  'kafka.socket.connection.setup.timeout.ms': [both({ 'kafka.socket.connection.setup.timeout.ms': '0' }, REFUSED)],
  ...(sasl === undefined ? {} : SASL_CASES),
};
