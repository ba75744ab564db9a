import { ExternalError, isMillraceError, type MillraceError } from '../../engine/types/errors.ts';
import { reasonText } from '../../engine/types/system-reason.ts';
import type { TopicPartition } from './kafka-port.ts';

/** A partition answered a fetch with an error code. */
export class PartitionError extends Error {
  static readonly UNKNOWN = 3;
  readonly code: number;

  constructor({ topic, partition }: TopicPartition, code: number) {
    super(`partition ${partition} of topic ${topic} answered with error code ${code}`);
    this.code = code;
  }
}

/** A broker holds its connection open and says nothing. */
export class SilentBroker extends Error {
  /** For how long, as it was seen: on a busy machine later than the limit. */
  readonly ms: number;

  constructor(limitMs: number, ms: number) {
    super(`no answer within ${Math.round(limitMs / 100) / 10} s`);
    this.ms = ms;
  }
}

/** What was done before a request was given up. */
export interface Tried {
  readonly tries: number;
  readonly ms: number;
  /** Brokers that were named and those that these named. */
  readonly addresses: readonly string[];
}

/** Leader moves, storage hiccups and restarts: worth another try with fresh metadata. */
const MOVING_CODES: ReadonlySet<number> = new Set([3, 5, 6, 7, 9, 13, 56, 74, 75, 78]);
const CONNECTION =
  /Connection|BrokerNotFound|LockTimeout|RequestTimeout|NumberOfRetriesExceeded|MetadataNotLoaded|ECONN/;
/** kafkajs calls a connection that broke during the login a refused login. */
const BROKEN_LOGIN = /Connection (closed|error|timeout)|Closed connection|Not connected/;

/** The two do not speak TLS with each other: Node's codes. */
const TLS = /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO$|CERT_|UNABLE_TO_|DEPTH_ZERO_SELF|SELF_SIGNED|INVALID_CA|HOSTNAME_)/;

const UNKNOWN_TOPIC = 'KAFKA_UNKNOWN_TOPIC';

interface KafkajsError extends Error {
  readonly type?: string;
  readonly code?: string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
}

/** Whether the same request may work later. */
export function isTransient(error: unknown): boolean {
  if (isMillraceError(error)) return false;
  if (error instanceof SilentBroker) return true;
  if (error instanceof PartitionError) return MOVING_CODES.has(error.code);
  if (isTls(error)) return false;
  const { type, name, message } = error as KafkajsError;
  if (BROKEN_LOGIN.test(message)) return true;
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || /SASL|Authorization/.test(`${name} ${type}`)) return false;
  return rootOf(error as KafkajsError).retriable === true || isConnection(error);
}

function isTls(error: unknown): boolean {
  const { code, message } = rootOf(error as KafkajsError);
  // kafkajs keeps no code of what OpenSSL says of keys and certificates.
  return TLS.test(code ?? '') || / routines:/.test(message);
}

const isConnection = (error: unknown): boolean =>
  error instanceof SilentBroker ||
  CONNECTION.test(rootOf(error as KafkajsError).name) ||
  BROKEN_LOGIN.test((error as Error).message);

/** Whether a topic that was asked for does not exist. */
export const isUnknownTopic = (error: unknown): boolean =>
  rootOf(error as KafkajsError).type === 'UNKNOWN_TOPIC_OR_PARTITION';

/** Whether an error of ours says that a topic does not exist. */
export const isGone = (error: unknown): boolean => isMillraceError(error) && error.condition === UNKNOWN_TOPIC;

/** What stands in the way, for the middle of a sentence: `nothing listens there (ECONNREFUSED)`. */
export function whyOf(error: unknown): string {
  const root = rootOf(error as KafkajsError);
  // kafkajs puts its own words before those of the system
  return reasonText(root).replace(/^Connection error: /, '');
}

/**
 * What went wrong, for the user: with the address, what was tried and the cure.
 *
 * @param topics those that may be missing
 * @param tried null when no further try could have mended it
 * @param longer how a query is made to wait longer
 */
export function failureOf(
  error: unknown,
  servers: string,
  topics: readonly string[],
  tried: Tried | null,
  longer: string,
): MillraceError {
  if (isMillraceError(error)) return error;
  const root = rootOf(error as KafkajsError);
  const because = whyOf(error);
  if (isUnknownTopic(error))
    return new ExternalError({
      condition: UNKNOWN_TOPIC,
      message: `The Kafka broker at ${servers} has no topic ${topics.join(', ')}.`,
      hint: 'Check the name, or create the topic first.',
      cause: error,
    });
  if (isTls(error))
    return new ExternalError({
      condition: 'KAFKA_TLS_FAILED',
      message: `No connection by TLS to the Kafka broker at ${servers}: ${because}.`,
      hint: 'Check that it is a port for TLS (kafka.security.protocol), that kafka.ssl.truststore.location or kafka.ssl.truststore.certificates holds the certificate that signed its own, that the host is named as there, and kafka.ssl.keystore.location where it wants one of the client.',
      cause: error,
    });
  if (isConnection(error))
    return new ExternalError({
      condition: 'KAFKA_BROKER_UNREACHABLE',
      message: `No Kafka broker can be reached at ${servers}: ${because}${triedText(tried)}.`,
      hint: `${reachHint(servers, tried)} ${longer}`,
      cause: error,
    });
  if (/SASL/.test(root.name))
    return new ExternalError({
      condition: 'KAFKA_AUTHENTICATION_FAILED',
      message: `The Kafka broker at ${servers} refused the login.`,
      hint: 'Check kafka.security.protocol, kafka.sasl.mechanism and the user and password in kafka.sasl.jaas.config.',
    });
  if (/AUTHORIZATION/.test(root.type ?? ''))
    return new ExternalError({
      condition: 'KAFKA_NOT_AUTHORIZED',
      message: `The Kafka broker at ${servers} does not allow this: ${because}.`,
      hint: 'Ask for READ and DESCRIBE on the topic for this login.',
      cause: error,
    });
  return new ExternalError({
    condition: 'KAFKA_REQUEST_FAILED',
    message: `The Kafka broker at ${servers} did not do what was asked: ${because}${triedText(tried)}.`,
    hint: "The broker's own log says more.",
    cause: error,
  });
}

const triedText = (tried: Tried | null): string =>
  tried === null ? '' : ` (given up after ${tried.tries} tries in ${(tried.ms / 1000).toFixed(1)} s)`;

/** A broker tells its clients where to come to: that address may be out of reach where the first one is not. */
function reachHint(servers: string, tried: Tried | null): string {
  const named = new Set(servers.split(',').map((server) => server.trim()));
  const others = tried?.addresses.filter((address) => !named.has(address)) ?? [];
  if (others.length > 0)
    return `The broker sends its clients to ${others.join(', ')} (its advertised.listeners): that must be reachable from here.`;
  return 'Check kafka.bootstrap.servers, kafka.security.protocol (a port for TLS answers to nothing else, and others do not answer to TLS) and that the broker runs; "npx millrace servers up kafka" starts one here and prints its address.';
}

/** kafkajs wraps the reason when it gives up. */
function rootOf(error: KafkajsError): KafkajsError {
  let root = error;
  while (root.cause instanceof Error) root = root.cause as KafkajsError;
  return root;
}
