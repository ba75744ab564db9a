import type { SecureVersion } from 'node:tls';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { Options } from '../../engine/spi/source.ts';
import { tellIdle } from './client-option-specs.ts';
import type { ClientRole } from './idle-settings.ts';
import { refusedOption } from './refused-option.ts';
import { refuseSettings } from './refused-settings.ts';
import { wholeNumber } from './whole-number.ts';

const TO_PEM =
  'Turn a Java keystore into PEM: keytool -importkeystore -deststoretype PKCS12, then openssl pkcs12 -nodes.';

/** Values that are checked where the client would take any other one for the default, with what they can be. */
const VALUES: readonly (readonly [name: string, fits: RegExp, can: string])[] = [
  ['kafka.isolation.level', /^read_(un)?committed$/, 'read_uncommitted or read_committed'],
  ['kafka.ssl.endpoint.identification.algorithm', /^(https)?$/i, 'https or empty'],
  ['kafka.ssl.enabled.protocols', /^TLSv1\.[23](\s*,\s*TLSv1\.[23])*$/, 'TLSv1.2, TLSv1.3 or both with a comma'],
  ['kafka.ssl.keystore.type', /^pem$/i, `PEM only. ${TO_PEM}`],
  ['kafka.ssl.truststore.type', /^pem$/i, `PEM only. ${TO_PEM}`],
];

const CONNECTION_TIMEOUT = 'kafka.socket.connection.setup.timeout.ms';

export interface ClientOptions {
  readonly config: KafkaConfig;
  readonly servers: string;
  readonly committed: boolean;
}

/** Refuses client options that make no sense, as far as that can be told without their secrets. */
export function checkClientOptions(given: Options, role: ClientRole, notice: (text: string) => void): void {
  const options = lowerCased(given);
  refuseSettings(options);
  const brokers = brokersOf(options);
  const wrong = brokers.find((broker) => !/^[^\s:]+:\d+$|^\[[^\]]+\]:\d+$/.test(broker));
  if (wrong !== undefined)
    throw refusedOption(`'${wrong}' in kafka.bootstrap.servers is no address`, 'For example localhost:9092.');
  const protocol = protocolOf(options);
  if (!['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'].includes(protocol))
    throw refusedOption(
      `kafka.security.protocol '${protocol}' does not exist`,
      'There are PLAINTEXT, SSL, SASL_PLAINTEXT and SASL_SSL.',
    );
  for (const [name, fits, can] of VALUES) {
    const value = options[name];
    if (value !== undefined && !fits.test(value))
      throw refusedOption(
        `The option '${name}' has the value '${value}'`,
        `It can be ${can}${can.endsWith('.') ? '' : '.'}`,
      );
  }
  wholeNumber(options, CONNECTION_TIMEOUT, 1);
  tellIdle(Object.keys(options), role, protocol, notice);
}

/** Kafka's client options as kafkajs takes them, secrets and all. */
export function clientOptions(given: Options, fileSystem: FileSystem): ClientOptions {
  const options = lowerCased(given);
  const protocol = protocolOf(options);
  const connectionTimeout = wholeNumber(options, CONNECTION_TIMEOUT, 1);
  const config: KafkaConfig = {
    brokers: brokersOf(options),
    clientId: options['kafka.client.id'] ?? 'millrace',
    ...(connectionTimeout === undefined ? {} : { connectionTimeout }),
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
    throw refusedOption(
      `kafka.sasl.mechanism '${mechanism}' is not known`,
      `It can be ${Object.keys(known).join(', ')}.`,
    );
  if (username === undefined || password === undefined)
    throw refusedOption(
      'A login with SASL needs a user and a password, and none can be found in kafka.sasl.jaas.config',
      'Write it as Kafka does: org.apache.kafka.common.security.plain.PlainLoginModule required username="..." password="...";',
    );
  return { mechanism: known[mechanism as keyof typeof known], username, password } as SASLOptions;
}

function tls(options: Options, fileSystem: FileSystem): Exclude<KafkaConfig['ssl'], undefined> {
  const ca =
    options['kafka.ssl.truststore.certificates'] ?? pemFile(options, 'kafka.ssl.truststore.location', fileSystem);
  const own = pemFile(options, 'kafka.ssl.keystore.location', fileSystem);
  const cert = options['kafka.ssl.keystore.certificate.chain'] ?? own;
  const key = options['kafka.ssl.keystore.key'] ?? own;
  const passphrase = options['kafka.ssl.key.password'];
  const versions = (options['kafka.ssl.enabled.protocols'] ?? 'TLSv1.2,TLSv1.3')
    .split(',')
    .map((v) => v.trim())
    .sort();
  return {
    minVersion: versions[0] as SecureVersion,
    maxVersion: versions.at(-1) as SecureVersion,
    ...(ca === undefined ? {} : { ca: [ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(options['kafka.ssl.endpoint.identification.algorithm'] === '' ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** Certificates, or a key and its certificates, from a file. */
function pemFile(options: Options, name: string, fileSystem: FileSystem): string | undefined {
  const location = options[name];
  if (location === undefined) return undefined;
  const text = fileSystem.readText(fileSystem.resolve(location));
  if (text?.includes('-----BEGIN') === true) return text;
  throw refusedOption(`${name} '${location}' is no file with PEM certificates`, TO_PEM);
}

export const lowerCased = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
