import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { Options, OptionSpec } from '../../engine/spi/source.ts';
import { ArgumentError } from '../../engine/types/errors.ts';

/** Options of Kafka's own client, under Kafka's names. Secret ones come first: the first that fits names an option. */
export const CLIENT_OPTIONS: readonly OptionSpec[] = [
  { name: 'kafka.bootstrap.servers', description: 'host:port of brokers, separated by commas', required: true },
  { name: 'kafka.sasl.jaas.config', description: 'login module with username and password', secret: true },
  { name: 'kafka.sasl.username', description: 'user, instead of kafka.sasl.jaas.config', secret: true },
  { name: 'kafka.sasl.password', description: 'password, instead of kafka.sasl.jaas.config', secret: true },
  { name: 'kafka.ssl.keystore.key', description: 'private key (PEM)', secret: true },
  { name: 'kafka.ssl.key.password', description: 'password of the private key', secret: true },
  { name: 'kafka.ssl.keystore.password', description: 'password of the keystore', secret: true },
  { name: 'kafka.ssl.truststore.password', description: 'password of the truststore', secret: true },
  { name: 'kafka.', description: 'any other option of the Kafka client', prefix: true },
];

/** Options that would change what is read behind the engine's back; Spark refuses them too. */
const REFUSED: Readonly<Record<string, string>> = {
  'kafka.auto.offset.reset': 'Set the source option startingOffsets instead.',
  'kafka.key.deserializer': 'Keys are always read as bytes; cast the column key.',
  'kafka.value.deserializer': 'Values are always read as bytes; cast the column value.',
  'kafka.key.serializer': 'Keys are always written as bytes; cast the column key.',
  'kafka.value.serializer': 'Values are always written as bytes; cast the column value.',
  'kafka.enable.auto.commit': 'No offsets are committed to Kafka: they are kept in the checkpoint.',
  'kafka.interceptor.classes': 'There are no interceptors here.',
};

const USED = new Set([
  ...CLIENT_OPTIONS.map((o) => o.name),
  'kafka.client.id',
  'kafka.delivery.timeout.ms',
  'kafka.isolation.level',
  'kafka.request.timeout.ms',
  'kafka.retries',
  'kafka.retry.backoff.ms',
  'kafka.sasl.mechanism',
  'kafka.security.protocol',
  'kafka.ssl.endpoint.identification.algorithm',
  'kafka.ssl.keystore.certificate.chain',
  'kafka.ssl.keystore.type',
  'kafka.ssl.truststore.certificates',
  'kafka.ssl.truststore.location',
  'kafka.ssl.truststore.type',
  'kafka.group.id',
]);

export interface ClientOptions {
  readonly config: KafkaConfig;
  readonly servers: string;
  readonly committed: boolean;
}

/** Refuses client options that make no sense, as far as that can be told without their secrets. */
export function checkClientOptions(given: Options, notice: (text: string) => void): void {
  const options = lowerCased(given);
  for (const [name, hint] of Object.entries(REFUSED)) {
    if (options[name] !== undefined) throw refused(`Kafka option '${name.slice(6)}' is not supported`, hint);
  }
  const idle = Object.keys(options).filter((name) => name.startsWith('kafka.') && !USED.has(name));
  if (idle.length > 0) notice(`These options have no effect here and are kept for Spark: ${idle.join(', ')}.`);
  const brokers = brokersOf(options);
  const wrong = brokers.find((broker) => !/^[^\s:]+:\d+$|^\[[^\]]+\]:\d+$/.test(broker));
  if (wrong !== undefined)
    throw refused(`'${wrong}' in kafka.bootstrap.servers is no address`, 'For example localhost:9092.');
  const protocol = protocolOf(options);
  if (!['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'].includes(protocol))
    throw refused(
      `kafka.security.protocol '${protocol}' does not exist`,
      'There are PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL.',
    );
}

/** Kafka's client options as kafkajs takes them, secrets and all. */
export function clientOptions(given: Options, fileSystem: FileSystem): ClientOptions {
  const options = lowerCased(given);
  const protocol = protocolOf(options);
  const config: KafkaConfig = {
    brokers: brokersOf(options),
    clientId: options['kafka.client.id'] ?? 'millrace',
    ...(protocol.endsWith('SSL') ? { ssl: tls(options, fileSystem) } : {}),
    ...(protocol.startsWith('SASL') ? { sasl: login(options) } : {}),
  };
  const committed = options['kafka.isolation.level'] === 'read_committed';
  return { config, servers: options['kafka.bootstrap.servers']!, committed };
}

const brokersOf = (options: Options): string[] =>
  options['kafka.bootstrap.servers']!.split(',').map((server) => server.trim());

const protocolOf = (options: Options): string => (options['kafka.security.protocol'] ?? 'PLAINTEXT').toUpperCase();

function login(options: Options): SASLOptions {
  const mechanism = (options['kafka.sasl.mechanism'] ?? '').toUpperCase();
  const jaas = options['kafka.sasl.jaas.config'] ?? '';
  const part = (name: string): string | undefined =>
    new RegExp(`\\b${name}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(jaas)?.[1]?.replace(/\\(.)/g, '$1');
  const username = options['kafka.sasl.username'] ?? part('username');
  const password = options['kafka.sasl.password'] ?? part('password');
  const known = { PLAIN: 'plain', 'SCRAM-SHA-256': 'scram-sha-256', 'SCRAM-SHA-512': 'scram-sha-512' } as const;
  if (!Object.hasOwn(known, mechanism))
    throw refused(`kafka.sasl.mechanism '${mechanism}' is not known`, `It can be ${Object.keys(known).join(', ')}.`);
  if (username === undefined || password === undefined)
    throw refused(
      'A login with SASL needs a user and a password, and none can be found in kafka.sasl.jaas.config',
      'Write it as Kafka does: org.apache.kafka.common.security.plain.PlainLoginModule required username="..." password="...";',
    );
  return { mechanism: known[mechanism as keyof typeof known], username, password } as SASLOptions;
}

function tls(options: Options, fileSystem: FileSystem): Exclude<KafkaConfig['ssl'], undefined> {
  const location = options['kafka.ssl.truststore.location'];
  let ca = options['kafka.ssl.truststore.certificates'];
  if (ca === undefined && location !== undefined) {
    ca = fileSystem.readText(fileSystem.resolve(location)) ?? undefined;
    if (ca === undefined || !ca.includes('-----BEGIN'))
      throw refused(
        `kafka.ssl.truststore.location '${location}' is no file with PEM certificates`,
        'Turn a Java keystore into PEM: keytool -exportcert -rfc.',
      );
  }
  const cert = options['kafka.ssl.keystore.certificate.chain'];
  const key = options['kafka.ssl.keystore.key'];
  const passphrase = options['kafka.ssl.key.password'];
  return {
    ...(ca === undefined ? {} : { ca: [ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(options['kafka.ssl.endpoint.identification.algorithm'] === '' ? { checkServerIdentity: () => undefined } : {}),
  };
}

const lowerCased = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));

const refused = (message: string, hint: string): ArgumentError =>
  new ArgumentError({ condition: 'INVALID_OPTION', message: `${message}.`, hint });
