import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOptions } from '../../connectors/kafka/client-options.ts';
import { REFUSED_SETTINGS } from '../../connectors/kafka/refused-settings.ts';
import { kafkaSink } from '../../connectors/kafka/sink.ts';
import { kafka } from '../../connectors/kafka/source.ts';
import { checkedOptions } from '../../engine/backend/embedded/connector-catalog.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { createTopic } from '../../kernel/cli/generate/create-topic.ts';
import { kafkaPorts } from '../../kernel/cli/servers/kafka-server.ts';
import { testBroker } from '../connectors/kafka-broker.ts';
import { send, testClient } from '../connectors/kafka-topics.ts';
import { readAvailable, readBatch, readStream, write, type Options, type Shown } from './kafka-runs.ts';

const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const client = testClient(address);
const sasl = 'reason' in broker ? undefined : kafkaPorts()?.['sasl'];

/** Topics of the test by what texts below call them. */
const id = randomUUID().slice(0, 8);
const NAMES: Record<string, string> = {
  $TOPIC: `options-${id}`,
  $OTHER: `options-${id}-other`,
  $GONE: `gone-${id}`,
  $ABORTED: `aborted-${id}`,
  $GROWS: `grows-${id}`,
  $TO: `to-${id}`,
  $COLUMN: `column-${id}`,
  $ID: id,
  $BROKER: address,
  $SASL: `127.0.0.1:${sasl}`,
  $NOBODY: '127.0.0.1:1',
};
const named = (text: string): string => text.replace(/\$[A-Z]+/g, (name) => NAMES[name]!);
const filled = (options: Options): Record<string, string> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, named(value)]));

/** The topic has 6 records in partition 0, ten milliseconds apart, and in between 4 in partition 1. */
const T0 = 1_700_000_000_000;
const ALL = '0:0,1,2,3,4,5 1:0,1,2,3';
const at = (ms: number): string => String(T0 + ms);
const times = (p0: number, p1: number): string => `{"$TOPIC":{"0":${p0},"1":${p1}}}`;

beforeAll(async () => {
  if ('reason' in broker) return;
  const admin = client.admin();
  await admin.connect();
  for (const [name, partitions] of [
    ['$TOPIC', 2],
    ['$OTHER', 1],
    ['$GONE', 1],
    ['$ABORTED', 1],
    ['$TO', 1],
    ['$COLUMN', 1],
    ['$GROWS', 1],
  ] as const)
    await createTopic(admin, NAMES[name]!, partitions);
  const records = (count: number, partition: number, from: number) =>
    Array.from({ length: count }, (_, i) => ({ value: 'v', partition, timestamp: at(from + 10 * i) }));
  await send(client, NAMES['$TOPIC']!, [...records(6, 0, 0), ...records(4, 1, 5)]);
  await send(client, NAMES['$OTHER']!, records(1, 0, 0));
  await send(client, NAMES['$GONE']!, records(6, 0, 0));
  await admin.deleteTopicRecords({ topic: NAMES['$GONE']!, partitions: [{ partition: 0, offset: '3' }] });
  await admin.disconnect();
  const producer = client.producer({ transactionalId: `options-${id}`, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const end of ['commit', 'abort'] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: NAMES['$ABORTED']!, messages: [{ value: end }] });
    await transaction[end]();
  }
  await producer.disconnect();
}, 60_000);

/** Takes connections and says nothing. */
const held = new Set<Socket>();
const silent = createServer((socket) => void held.add(socket.on('error', () => undefined)));
beforeAll(async () => {
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  NAMES['$SILENT'] = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const socket of held) socket.destroy();
  silent.close();
});

/** Options, and what they make of a read that would give ALL without them. */
interface Case {
  readonly in: 'batch' | 'stream' | 'both';
  readonly options: Options;
  readonly shows: string | RegExp;
  /** What the one notice says. */
  readonly notice?: RegExp;
}

const both = (options: Options, shows: string | RegExp, notice?: RegExp): Case => ({
  in: 'both',
  options,
  shows,
  ...(notice && { notice }),
});
const batch = (options: Options, shows: string | RegExp, notice?: RegExp): Case => ({
  ...both(options, shows, notice),
  in: 'batch',
});
const stream = (options: Options, shows: string | RegExp): Case => ({ ...both(options, shows), in: 'stream' });

const REFUSED = /^INVALID_OPTION: /;
const nobody = (options: Options): Options => ({ 'kafka.bootstrap.servers': '$NOBODY', ...options });
const LOGIN = {
  'kafka.bootstrap.servers': '$SASL',
  'kafka.security.protocol': 'SASL_PLAINTEXT',
  'kafka.sasl.mechanism': 'PLAIN',
};
const login = (options: Options): Options => ({ ...LOGIN, subscribe: '$OTHER', ...options });
const jaas = (user: string, password: string): string => `x username="${user}" password="${password}";`;

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

const SOURCE: Readonly<Record<string, readonly Case[]>> = {
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

/** Settings of connections that no listener here has: what is handed to the client. */
const pem = (name: string): string => `-----BEGIN ${name}-----\nx\n-----END ${name}-----\n`;
const folder = mkdtempSync(join(tmpdir(), 'millrace-pem-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const ssl = (options: Options): Options => ({ 'kafka.security.protocol': 'SSL', ...options });
const CONFIG: Readonly<Record<string, readonly [given: Options, config: object]>> = {
  'kafka.client.id': [{ 'kafka.client.id': 'me' }, { clientId: 'me' }],
  'kafka.security.protocol': [ssl({}), { ssl: {} }],
  'kafka.socket.connection.setup.timeout.ms': [
    { 'kafka.socket.connection.setup.timeout.ms': '700' },
    { connectionTimeout: 700 },
  ],
  'kafka.ssl.enabled.protocols': [
    ssl({ 'kafka.ssl.enabled.protocols': 'TLSv1.3' }),
    { ssl: { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } },
  ],
  'kafka.sasl.mechanism': [
    login({ 'kafka.sasl.mechanism': 'scram-sha-512', 'kafka.sasl.username': 'u', 'kafka.sasl.password': 'p' }),
    { sasl: { mechanism: 'scram-sha-512' } },
  ],
  'kafka.sasl.jaas.config': [
    login({ 'kafka.sasl.jaas.config': jaas('u', 'p\\"q') }),
    { sasl: { username: 'u', password: 'p"q' } },
  ],
  'kafka.sasl.username': [
    login({ 'kafka.sasl.jaas.config': jaas('u', 'p'), 'kafka.sasl.username': 'v' }),
    { sasl: { username: 'v', password: 'p' } },
  ],
  'kafka.sasl.password': [
    login({ 'kafka.sasl.jaas.config': jaas('u', 'p'), 'kafka.sasl.password': 'q' }),
    { sasl: { username: 'u', password: 'q' } },
  ],
  'kafka.ssl.truststore.certificates': [
    ssl({ 'kafka.ssl.truststore.certificates': pem('A') }),
    { ssl: { ca: [pem('A')] } },
  ],
  'kafka.ssl.truststore.location': [
    ssl({ 'kafka.ssl.truststore.location': file('trust', pem('B')) }),
    { ssl: { ca: [pem('B')] } },
  ],
  'kafka.ssl.keystore.certificate.chain': [
    ssl({ 'kafka.ssl.keystore.certificate.chain': pem('C') }),
    { ssl: { cert: pem('C') } },
  ],
  'kafka.ssl.keystore.key': [ssl({ 'kafka.ssl.keystore.key': pem('D') }), { ssl: { key: pem('D') } }],
  'kafka.ssl.key.password': [ssl({ 'kafka.ssl.key.password': 'p' }), { ssl: { passphrase: 'p' } }],
  'kafka.ssl.keystore.location': [
    ssl({ 'kafka.ssl.keystore.location': file('own', pem('E')) }),
    { ssl: { cert: pem('E'), key: pem('E') } },
  ],
  'kafka.ssl.endpoint.identification.algorithm': [
    ssl({ 'kafka.ssl.endpoint.identification.algorithm': '' }),
    { ssl: { checkServerIdentity: expect.any(Function) as unknown } },
  ],
};

/** What is refused or named in a notice before any connection is made. */
const CHECKED: Readonly<Record<string, readonly Case[]>> = {
  'kafka.ssl.truststore.type': [
    batch(nobody(ssl({ 'kafka.ssl.truststore.type': 'JKS' })), /^INVALID_OPTION: .*kafka\.ssl\.truststore\.type/),
    batch(
      { 'kafka.ssl.truststore.type': 'pem' },
      ALL,
      /while kafka.security.protocol is PLAINTEXT: kafka\.ssl\.truststore\.type/,
    ),
  ],
  'kafka.ssl.keystore.type': [
    batch(nobody(ssl({ 'kafka.ssl.keystore.type': 'PKCS12' })), /^INVALID_OPTION: .*kafka\.ssl\.keystore\.type/),
    batch(
      { 'kafka.ssl.keystore.type': 'PEM' },
      ALL,
      /while kafka.security.protocol is PLAINTEXT: kafka\.ssl\.keystore\.type/,
    ),
  ],
  'kafka.ssl.keystore.password': [
    batch({ 'kafka.ssl.keystore.password': 'p' }, ALL, /no effect here .*: kafka\.ssl\.keystore\.password \(/),
  ],
  'kafka.ssl.truststore.password': [
    batch({ 'kafka.ssl.truststore.password': 'p' }, ALL, /no effect here .*: kafka\.ssl\.truststore\.password \(/),
  ],
  'kafka.ssl.enabled.protocols': [batch(ssl({ 'kafka.ssl.enabled.protocols': 'TLSv1.1,TLSv1.2' }), REFUSED)],
  'kafka.ssl.endpoint.identification.algorithm': [
    batch({ 'kafka.ssl.endpoint.identification.algorithm': 'none' }, REFUSED),
  ],
  'kafka.ssl.keystore.location': [batch(ssl({ 'kafka.ssl.keystore.location': file('store.jks', 'binary') }), REFUSED)],
  'kafka.ssl.truststore.location': [batch(ssl({ 'kafka.ssl.truststore.location': join(folder, 'none') }), REFUSED)],
};

const sinkFailure = (options: Options, shows: RegExp): readonly [Options, RegExp] => [nobody(options), shows];
/** Records that come into the topic of the option and into that of the column when two rows are written, or the error. */
const SINK: Readonly<Record<string, readonly (readonly [given: Options, shows: string | RegExp, notice?: RegExp])[]>> =
  {
    topic: [
      [{}, '0 2'],
      [{ topic: ' $TO ' }, '2 0'],
    ],
    includeHeaders: [[{ includeHeaders: 'true' }, '0 2', /includeHeaders has no effect when writing, as in Spark/]],
    'kafka.bootstrap.servers': [sinkFailure({ 'kafka.retries': '0' }, /^KAFKA_BROKER_UNREACHABLE/)],
    'kafka.retries': [sinkFailure({ 'kafka.retries': '2', 'kafka.retry.backoff.ms': '1' }, /given up after 3 tries/)],
    'kafka.retry.backoff.ms': [
      sinkFailure({ 'kafka.retries': '1', 'kafka.retry.backoff.ms': '400' }, /2 tries in (0\.[4-9]|[1-9]).* s/),
    ],
    'kafka.delivery.timeout.ms': [sinkFailure({ 'kafka.delivery.timeout.ms': '1' }, /given up after 1 tries/)],
    'kafka.request.timeout.ms': [
      [
        { 'kafka.bootstrap.servers': '$SILENT', 'kafka.retries': '0', 'kafka.request.timeout.ms': '300' },
        /no answer within 0\.[3-9] s/,
      ],
    ],
    'kafka.retry.backoff.max.ms': [
      sinkFailure(
        { 'kafka.retries': '2', 'kafka.retry.backoff.ms': '10000', 'kafka.retry.backoff.max.ms': '1' },
        /3 tries in [01]\./,
      ),
    ],
    // What the rest of these do to the records that are written is shown in kafka-producer.test.ts.
    'kafka.acks': [[{ 'kafka.acks': 'some' }, /^INVALID_OPTION: .*kafka\.acks/]],
    'kafka.compression.type': [[{ 'kafka.compression.type': 'brotli' }, /^INVALID_OPTION: .*brotli/]],
    'kafka.compression.gzip.level': [
      [{ 'kafka.compression.gzip.level': '0' }, /^INVALID_OPTION: /],
      [{ 'kafka.compression.gzip.level': '10' }, /^INVALID_OPTION: .* -1 to 9/],
    ],
    'kafka.compression.zstd.level': [[{ 'kafka.compression.zstd.level': '23' }, /^INVALID_OPTION: /]],
    'kafka.batch.size': [[{ 'kafka.batch.size': '16k' }, /^INVALID_OPTION: /]],
    'kafka.max.request.size': [[{ 'kafka.max.request.size': '50' }, /^KAFKA_RECORD_TOO_LARGE: .* 83 bytes, .*\(50\)/]],
    'kafka.partitioner.ignore.keys': [[{ 'kafka.partitioner.ignore.keys': '1' }, /^INVALID_OPTION: /]],
    'kafka.metadata.max.age.ms': [[{ 'kafka.metadata.max.age.ms': '-1' }, /^INVALID_OPTION: /]],
    'kafka.enable.idempotence': [
      [{ 'kafka.enable.idempotence': 'false' }, '0 2'],
      [{ 'kafka.enable.idempotence': 'true' }, /^INVALID_OPTION: .*can only be false here/],
    ],
    'kafka.': [
      [{ 'kafka.linger.ms': '5' }, '0 2', /kept for Spark: kafka\.linger\.ms \(the rows of a batch are all there/],
      [
        { 'kafka.isolation.level': 'read_committed' },
        '0 2',
        /kafka\.isolation\.level \(it is of Kafka's consumers\)\./,
      ],
      [{ 'kafka.ack': '0' }, '0 2', /^kafka\.ack is no setting of Kafka\. Did you mean kafka\.acks\?/],
      [
        { 'kafka.ssl.key.password': 'p' },
        '0 2',
        /while kafka.security.protocol is PLAINTEXT: kafka\.ssl\.key\.password/,
      ],
      ...Object.keys(REFUSED_SETTINGS).map(
        (name) => [{ [`kafka.${name}`]: 'x' }, `INVALID_OPTION: Kafka option '${name}' is not supported.`] as const,
      ),
    ],
    ...(sasl === undefined
      ? {}
      : {
          'kafka.sasl.jaas.config': [
            [{ ...LOGIN, 'kafka.sasl.jaas.config': jaas('u1', 'p1') }, '0 2'],
            [{ ...LOGIN, 'kafka.sasl.jaas.config': jaas('u1', 'no') }, /^KAFKA_AUTHENTICATION_FAILED/],
          ] as const,
        }),
  };

test.each([
  ['source', kafka, [SOURCE, CONFIG, CHECKED]],
  ['sink', kafkaSink, [SINK, CONFIG, CHECKED]],
] as const)('every declared option of the %s has a case', (_, { options }, tables) => {
  const cases = new Set(tables.flatMap((table) => Object.keys(table)));
  expect(options.map((option) => option.name).filter((name) => !cases.has(name))).toEqual([]);
});

/** Shown in kafka-fetch.test.ts and in kafka-tls.test.ts, or by what reaches the client. */
const ELSEWHERE = [
  'kafka.max.partition.fetch.bytes',
  'kafka.fetch.max.bytes',
  'kafka.fetch.min.bytes',
  'kafka.fetch.max.wait.ms',
  'kafka.check.crcs',
  'kafka.socket.connection.setup.timeout.ms',
];

test('a case of each option of a read shows more than that a value is refused', () => {
  const shown = (c: Case): boolean => c.notice !== undefined || (c.shows !== ALL && c.shows !== REFUSED);
  const only = Object.entries(SOURCE).flatMap(([option, own]) => (own.some(shown) ? [] : [option]));
  expect(only).toEqual(ELSEWHERE);
});

test.each([
  ['source', SOURCE, kafka],
  ['sink', SINK, kafkaSink],
] as const)('every case of the %s is of a declared option', (_, table, { options }) => {
  expect(Object.keys(table).filter((name) => !options.some((option) => option.name === name))).toEqual([]);
});

test.each(Object.entries(CONFIG))(
  '%s reaches the client (there is no such listener here)',
  (option, [given, config]) => {
    const servers = { 'kafka.bootstrap.servers': 'broker:9092' };
    const { [option]: _, ...without } = filled(given);
    expect(clientOptions({ ...filled(given), ...servers }, nodeFileSystem()).config).toMatchObject(config);
    let plain: object = {};
    try {
      plain = clientOptions({ ...without, ...servers }, nodeFileSystem()).config;
    } catch {
      // Without it there is no login at all.
    }
    expect(plain).not.toMatchObject(config);
  },
);

/** Where a case says nothing else, all of the topic is read. */
function readingAll(options: Options): Record<string, string> {
  const given = filled(options);
  const places = ['subscribePattern', 'assign'].some((name) => given[name] !== undefined);
  const begins = Object.keys(given).some((name) => name.startsWith('starting') && !name.endsWith('Strategy'));
  return {
    'kafka.bootstrap.servers': address === '' ? NAMES['$NOBODY']! : address,
    ...(places ? {} : { subscribe: NAMES['$TOPIC']! }),
    ...(begins ? {} : { startingOffsets: 'earliest' }),
    ...given,
  };
}

function check({ text, notices }: Shown, shows: string | RegExp, notice: RegExp | undefined): void {
  if (typeof shows === 'string') expect(text).toBe(named(shows));
  else expect(text).toMatch(shows);
  expect(notices).toEqual(notice === undefined ? [] : [expect.stringMatching(notice)]);
}

const why = 'reason' in broker ? ` (skipped: ${broker.reason})` : '';
const texts = (options: Options): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
const cases = Object.entries({ SOURCE, CHECKED }).flatMap(([, table]) =>
  Object.entries(table).flatMap(([option, own]) =>
    own.flatMap((c) =>
      (['batch', 'stream'] as const)
        .filter((mode) => c.in === mode || c.in === 'both')
        .map((mode) => [option, mode, texts(c.options), c] as const),
    ),
  ),
);

describe.skipIf('reason' in broker)(`options of Kafka${why}`, () => {
  test('a batch begins at the beginning and a stream at the end when no option says where', async () => {
    const given = filled({ 'kafka.bootstrap.servers': '$BROKER', subscribe: '$TOPIC' });
    check(await readBatch(given), ALL, undefined);
    check(await readStream(given), '', undefined);
  });

  test.each(cases)('%s, %s: %s', async (_, mode, __, { options, shows, notice }) => {
    check(await (mode === 'batch' ? readBatch : readStream)(readingAll(options)), shows, notice);
  });

  test('minOffsetsPerTrigger puts batches off, maxTriggerDelay not for ever', async () => {
    const more = (count: number) => () =>
      send(
        client,
        NAMES['$GROWS']!,
        Array.from({ length: count }, () => ({ value: 'v' })),
      );
    await more(2)();
    const options = { subscribe: '$GROWS', minOffsetsPerTrigger: '3', maxTriggerDelay: '1m' };
    const seen = await readStream(readingAll(options), [
      more(2),
      more(1),
      more(1),
      (clock) => clock.advance(59_000),
      (clock) => clock.advance(1_000),
      (clock) => clock.advance(60_000),
    ]);
    // As in Spark the first trigger takes what there is.
    check(seen, '0:0,1 |  | 0:2,3,4 |  |  | 0:5 | ', undefined);
    // And availableNow leaves too few for the next start.
    check(await readAvailable(readingAll({ ...options, maxOffsetsPerTrigger: '4' })), '0:0,1,2,3', undefined);
    check(await readAvailable(readingAll({ ...options, maxOffsetsPerTrigger: '3' })), '0:0,1,2,3,4,5', undefined);
  });

  test.each(
    Object.entries(SINK).flatMap(([option, own]) =>
      own.map(([given, ...then]) => [option, texts(given), given, then] as const),
    ),
  )('%s, sink: %s', async (_, __, given, [shows, notice]) => {
    const options = { 'kafka.bootstrap.servers': address, ...filled(given) };
    check(await write(options, address, [NAMES['$TO']!, NAMES['$COLUMN']!], NAMES['$COLUMN']!), shows, notice);
  });

  test.each([
    ['startingOfsets', 'startingOffsets'],
    ['maxOffsetPerTrigger', 'maxOffsetsPerTrigger'],
    ['includeHeader', 'includeHeaders'],
  ])('%s is refused, and %s suggested', async (name, near) => {
    const message = `UNKNOWN_OPTION: The format 'kafka' has no option '${name}'.`;
    check(await readBatch(readingAll({ [name]: '1' })), message, undefined);
    check(await readStream(readingAll({ [name]: '1' })), message, undefined);
    const refused = (): unknown => checkedOptions('kafka', kafka.options, { [name]: '1' });
    expect(refused).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(`mean ${near}?`) as unknown }) as Error,
    );
  });
});
