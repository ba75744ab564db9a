import { REFUSED_SETTINGS } from '../../connectors/kafka/refused-settings.ts';
import { sasl } from './kafka-at-hand.ts';
import { jaas, LOGIN, nobody } from './kafka-cases.ts';
import type { Options } from './kafka-runs.ts';

const sinkFailure = (options: Options, shows: RegExp): readonly [Options, RegExp] => [nobody(options), shows];
/** Records that come into the topic of the option and into that of the column when two rows are written, or the error. */
export const SINK: Readonly<
  Record<string, readonly (readonly [given: Options, shows: string | RegExp, notice?: RegExp])[]>
> = {
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
    [{ 'kafka.isolation.level': 'read_committed' }, '0 2', /kafka\.isolation\.level \(it is of Kafka's consumers\)\./],
    [{ 'kafka.ack': '0' }, '0 2', /^kafka\.ack is no setting of Kafka\. Did you mean kafka\.acks\?/],
    [{ 'kafka.ssl.key.password': 'p' }, '0 2', /while kafka.security.protocol is PLAINTEXT: kafka\.ssl\.key\.password/],
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
