import { ExternalError, isMillraceError, type MillraceError } from '../../engine/types/errors.ts';
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

/** Leader moves, storage hiccups and restarts: worth another try with fresh metadata. */
const MOVING_CODES: ReadonlySet<number> = new Set([3, 5, 6, 7, 9, 13, 56, 74, 75, 78]);
const CONNECTION =
  /Connection|BrokerNotFound|LockTimeout|RequestTimeout|NumberOfRetriesExceeded|MetadataNotLoaded|ECONN/;

interface KafkajsError extends Error {
  readonly type?: string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
}

/** Whether the same request may work later. */
export function isTransient(error: unknown): boolean {
  if (isMillraceError(error)) return false;
  if (error instanceof PartitionError) return MOVING_CODES.has(error.code);
  const { type, name } = error as KafkajsError;
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION' || /SASL|Authorization/.test(`${name} ${type}`)) return false;
  return rootOf(error as KafkajsError).retriable === true || CONNECTION.test(rootOf(error as KafkajsError).name);
}

/** Whether a topic that was asked for does not exist. */
export const isUnknownTopic = (error: unknown): boolean =>
  rootOf(error as KafkajsError).type === 'UNKNOWN_TOPIC_OR_PARTITION';

/**
 * What went wrong, for the user: with the address and the cure.
 *
 * @param topics those that may be missing
 */
export function failureOf(error: unknown, servers: string, topics: readonly string[]): MillraceError {
  if (isMillraceError(error)) return error;
  const root = rootOf(error as KafkajsError);
  const because = root.message.replace(/[.\s]+$/, '');
  if (isUnknownTopic(error))
    return new ExternalError({
      condition: 'KAFKA_UNKNOWN_TOPIC',
      message: `The Kafka broker at ${servers} has no topic ${topics.join(', ')}.`,
      hint: 'Check the name, or create the topic first.',
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
  if (CONNECTION.test(root.name))
    return new ExternalError({
      condition: 'KAFKA_BROKER_UNREACHABLE',
      message: `No Kafka broker can be reached at ${servers}: ${because}.`,
      hint: 'Check kafka.bootstrap.servers and that the broker runs; "npx millrace servers up kafka" starts one here and prints its address.',
      cause: error,
    });
  return new ExternalError({
    condition: 'KAFKA_REQUEST_FAILED',
    message: `The Kafka broker at ${servers} did not do what was asked: ${because}.`,
    hint: "The broker's own log says more.",
    cause: error,
  });
}

/** kafkajs wraps the reason when it gives up. */
function rootOf(error: KafkajsError): KafkajsError {
  let root = error;
  while (root.cause instanceof Error) root = root.cause as KafkajsError;
  return root;
}
