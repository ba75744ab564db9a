import type { OptionSpec } from '../../engine/spi/source.ts';
import { didYouMean } from '../../engine/types/nearest-names.ts';
import { IDLE_SETTINGS, idleReason, type ClientRole } from './idle-settings.ts';
import { REFUSED_SETTINGS } from './refused-settings.ts';

const ALWAYS: readonly OptionSpec[] = [
  { name: 'kafka.bootstrap.servers', description: 'host:port of brokers, separated by commas', required: true },
  { name: 'kafka.client.id', description: 'what brokers call the client in their logs', default: 'millrace' },
  {
    name: 'kafka.request.timeout.ms',
    description: 'a broker from which no byte came for so long does not answer',
    default: '10000',
  },
  {
    name: 'kafka.socket.connection.setup.timeout.ms',
    description: 'how long it takes at most to connect',
    default: '2500',
  },
  { name: 'kafka.security.protocol', description: 'PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL', default: 'PLAINTEXT' },
];

const LOGIN: readonly OptionSpec[] = [
  { name: 'kafka.sasl.mechanism', description: 'PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512' },
  { name: 'kafka.sasl.jaas.config', description: 'login module with username and password', secret: true },
  { name: 'kafka.sasl.username', description: 'user, instead of kafka.sasl.jaas.config', secret: true },
  { name: 'kafka.sasl.password', description: 'password, instead of kafka.sasl.jaas.config', secret: true },
];

const TLS: readonly OptionSpec[] = [
  { name: 'kafka.ssl.truststore.certificates', description: 'certificates to trust (PEM)', default: "the system's" },
  { name: 'kafka.ssl.truststore.location', description: 'a file with certificates to trust (PEM)' },
  { name: 'kafka.ssl.truststore.type', description: 'PEM', default: 'PEM' },
  { name: 'kafka.ssl.keystore.certificate.chain', description: 'certificates of the client (PEM)' },
  { name: 'kafka.ssl.keystore.key', description: 'private key (PEM)', secret: true },
  { name: 'kafka.ssl.key.password', description: 'password of the private key', secret: true },
  { name: 'kafka.ssl.keystore.location', description: "a file with the client's private key and certificates (PEM)" },
  { name: 'kafka.ssl.keystore.type', description: 'PEM', default: 'PEM' },
  { name: 'kafka.ssl.enabled.protocols', description: 'TLSv1.2, TLSv1.3', default: 'TLSv1.2,TLSv1.3' },
  {
    name: 'kafka.ssl.endpoint.identification.algorithm',
    description: "https, or empty to take a certificate of another host's name",
    default: 'https',
  },
];

const OF_ROLE: Readonly<Record<ClientRole, readonly OptionSpec[]>> = {
  source: [
    {
      name: 'kafka.isolation.level',
      description: 'read_uncommitted, or read_committed to leave out what was aborted',
      default: 'read_uncommitted',
    },
    {
      name: 'kafka.max.partition.fetch.bytes',
      description: 'bytes of one answer, which holds at least one record batch; at most 4 MiB',
      default: '4194304',
    },
    {
      name: 'kafka.fetch.max.bytes',
      description: 'the same: each answer is of one partition',
      default: '4194304',
    },
    { name: 'kafka.fetch.min.bytes', description: 'bytes that a broker waits for before it answers', default: '1' },
    {
      name: 'kafka.fetch.max.wait.ms',
      description: 'how long it waits for them, at most half of kafka.request.timeout.ms',
      default: '500',
    },
    { name: 'kafka.check.crcs', description: 'whether check sums of record batches are compared', default: 'false' },
  ],
  sink: [
    { name: 'kafka.retries', description: 'further tries of a request that gets no answer at all', default: '11' },
    { name: 'kafka.retry.backoff.ms', description: 'milliseconds before the second try, then doubled', default: '100' },
    {
      name: 'kafka.delivery.timeout.ms',
      description: 'milliseconds from the first failure of a request until the query gives up',
      default: '120000',
    },
    {
      name: 'kafka.retry.backoff.max.ms',
      description: 'milliseconds up to which that doubles',
      default: '10000',
    },
    {
      name: 'kafka.acks',
      description: 'all, 1 or 0: who has to have a record before it counts as written',
      default: 'all',
    },
    { name: 'kafka.compression.type', description: 'none, gzip, snappy, lz4 or zstd', default: 'none' },
    { name: 'kafka.compression.gzip.level', description: '1 to 9, or -1', default: '-1' },
    { name: 'kafka.compression.zstd.level', description: '-131072 to 22', default: '3' },
    {
      name: 'kafka.batch.size',
      description: 'bytes of one record batch before it is packed, at least one record; at most 524288',
      default: '524288',
    },
    {
      name: 'kafka.max.request.size',
      description: 'bytes of one record: a larger one is an error',
      default: 'what the broker takes',
    },
    {
      name: 'kafka.partitioner.ignore.keys',
      description: 'whether records with a key go to the partitions in turn',
      default: 'false',
    },
    {
      name: 'kafka.metadata.max.age.ms',
      description: 'how long new partitions may stay without records',
      default: '300000',
    },
    { name: 'kafka.enable.idempotence', description: 'false only', default: 'false' },
  ],
};

/** Taken for Spark's sake; each is named in a notice. */
const IDLE: readonly OptionSpec[] = [
  { name: 'kafka.ssl.keystore.password', description: "password of Java's keystore, which is not read", secret: true },
  { name: 'kafka.ssl.truststore.password', description: 'password of a truststore, which has none here', secret: true },
  { name: 'kafka.', description: 'any other option of the Kafka client', prefix: true },
];

/** Options of Kafka's own client, under Kafka's names. The first that fits names an option: the prefix comes last. */
export const clientOptionSpecs = (role: ClientRole): readonly OptionSpec[] => [...doneSettings(role), ...IDLE];

/** Settings that are done, by who uses the client. */
export const doneSettings = (role: ClientRole): readonly OptionSpec[] => [
  ...ALWAYS,
  ...LOGIN,
  ...TLS,
  ...OF_ROLE[role],
];

const OTHER: Readonly<Record<ClientRole, ClientRole>> = { source: 'sink', sink: 'source' };

/** Names what has no effect, with the reason. */
export function tellIdle(
  given: readonly string[],
  role: ClientRole,
  protocol: string,
  notice: (text: string) => void,
): void {
  const named = (specs: readonly OptionSpec[]): string[] =>
    given.filter((option) => specs.some(({ name }) => name === option));
  const unprotected = [
    ...(protocol.startsWith('SASL') ? [] : named(LOGIN)),
    ...(protocol.endsWith('SSL') ? [] : named(TLS)),
  ];
  const used = new Set(named(doneSettings(role)));
  const others = given
    .filter((name) => name.startsWith('kafka.') && !used.has(name))
    .map((name) => ({ name, reason: whyIdle(role, name) }));
  const known = others.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name} (${reason})`]));
  if (known.length > 0) notice(`These options have no effect here and are kept for Spark: ${known.join(', ')}.`);
  const unknown = others.flatMap(({ name, reason }) =>
    reason === undefined ? [`${name} is no setting of Kafka. ${didYouMean(name, settingNames(role))}`.trim()] : [],
  );
  if (unknown.length > 0) notice(`${unknown.join(' ')} It has no effect, as in Spark.`);
  if (unprotected.length > 0)
    notice(`These options have no effect while kafka.security.protocol is ${protocol}: ${unprotected.join(', ')}.`);
}

/** Why an option that is not done has no effect; undefined when Kafka has no such setting. */
function whyIdle(role: ClientRole, option: string): string | undefined {
  const reason = idleReason(role, option);
  if (reason !== undefined) return reason;
  const other = OTHER[role];
  const theirs = idleReason(other, option) ?? doneSettings(other).find(({ name }) => name === option);
  return theirs === undefined ? undefined : `it is of Kafka's ${other === 'source' ? 'consumers' : 'producers'}`;
}

/** The names that a misspelt one may mean. */
function settingNames(role: ClientRole): string[] {
  const idle = IDLE_SETTINGS.flatMap(({ of, names }) => (of === OTHER[role] ? [] : names));
  return [
    ...doneSettings(role).map(({ name }) => name),
    ...[...idle, ...Object.keys(REFUSED_SETTINGS)].map((n) => `kafka.${n}`),
  ];
}
