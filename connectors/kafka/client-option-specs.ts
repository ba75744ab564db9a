import type { OptionSpec } from '../../engine/spi/source.ts';

/** Who uses a client. */
export type ClientRole = 'source' | 'sink';

const ALWAYS: readonly OptionSpec[] = [
  { name: 'kafka.bootstrap.servers', description: 'host:port of brokers, separated by commas', required: true },
  { name: 'kafka.client.id', description: 'what brokers call the client in their logs', default: 'millrace' },
  {
    name: 'kafka.request.timeout.ms',
    description: 'a broker from which no byte came for so long does not answer',
    default: '10000',
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
  ],
  sink: [
    { name: 'kafka.retries', description: 'further tries of a request that gets no answer at all', default: '11' },
    { name: 'kafka.retry.backoff.ms', description: 'milliseconds before the second try, then doubled', default: '100' },
    {
      name: 'kafka.delivery.timeout.ms',
      description: 'milliseconds from the first failure of a request until the query gives up',
      default: '120000',
    },
  ],
};

/** Taken for Spark's sake; each is named in a notice. */
const IDLE: readonly OptionSpec[] = [
  { name: 'kafka.ssl.keystore.password', description: "password of Java's keystore, which is not read", secret: true },
  { name: 'kafka.ssl.truststore.password', description: 'password of a truststore, which has none here', secret: true },
  { name: 'kafka.', description: 'any other option of the Kafka client', prefix: true },
];

/** Options of Kafka's own client, under Kafka's names. The first that fits names an option: the prefix comes last. */
export const clientOptionSpecs = (role: ClientRole): readonly OptionSpec[] => [
  ...ALWAYS,
  ...LOGIN,
  ...TLS,
  ...OF_ROLE[role],
  ...IDLE,
];

/** Names what has no effect, by the reason. */
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
  const used = new Set(named([...ALWAYS, ...LOGIN, ...TLS, ...OF_ROLE[role]]));
  const others = given.filter((name) => name.startsWith('kafka.') && !used.has(name));
  if (others.length > 0) notice(`These options have no effect here and are kept for Spark: ${others.join(', ')}.`);
  if (unprotected.length > 0)
    notice(`These options have no effect while kafka.security.protocol is ${protocol}: ${unprotected.join(', ')}.`);
}
