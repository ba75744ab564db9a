import type { ConnectorContext, Options, OptionSpec } from '../../engine/spi/source.ts';
import { javaRegex } from '../../engine/types/java-regex.ts';
import { positiveOption } from '../positive-option.ts';
import { checkBatchPlaces, endingPlace, startingPlace, type Place } from './places.ts';
import { refusedOption } from './refused-option.ts';
import { TRIGGER_OPTIONS, triggerLimits, type TriggerLimits } from './trigger-limits.ts';

/** Which partitions are read. */
export type Subscription =
  | { readonly kind: 'assign'; readonly partitions: ReadonlyMap<string, readonly number[]> }
  | { readonly kind: 'subscribe'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly regex: RegExp };

export interface KafkaSourceOptions {
  readonly subscription: Subscription;
  readonly starting: Place;
  readonly ending: Place;
  readonly failOnDataLoss: boolean;
  readonly limits: TriggerLimits;
  readonly includeHeaders: boolean;
}

const SUBSCRIPTIONS = ['subscribe', 'subscribePattern', 'assign'];

/** The source's own options; those that begin with `kafka.` are the client's (client-options.ts). */
export const SOURCE_OPTIONS: readonly OptionSpec[] = [
  { name: 'subscribe', description: 'topics, separated by commas' },
  {
    name: 'subscribePattern',
    description: "a regular expression, in Java's syntax, that is found somewhere in the names of topics",
  },
  { name: 'assign', description: 'partitions as JSON: {"orders":[0,1]}' },
  {
    name: 'startingOffsets',
    description:
      'earliest, latest, or JSON {"orders":{"0":23,"1":-1}} with -2 earliest and -1 latest; for a new query only',
    default: 'latest when streaming, earliest in batch',
  },
  { name: 'startingOffsetsByTimestamp', description: 'JSON {"orders":{"0":1700000000000}}' },
  { name: 'startingTimestamp', description: 'milliseconds; goes before the two above' },
  {
    name: 'startingOffsetsByTimestampStrategy',
    description: 'error or latest: what becomes of a partition without a record at or after the starting time',
    default: 'error',
  },
  { name: 'endingOffsets', description: 'as startingOffsets; batch only', default: 'latest' },
  { name: 'endingOffsetsByTimestamp', description: 'as startingOffsetsByTimestamp; batch only' },
  { name: 'endingTimestamp', description: 'milliseconds; batch only' },
  { name: 'failOnDataLoss', description: 'whether a query fails when records are gone', default: 'true' },
  { name: 'maxOffsetsPerTrigger', description: 'records a batch may take, shared out over the partitions' },
  { name: 'minOffsetsPerTrigger', description: 'records that a batch waits for' },
  {
    name: 'maxTriggerDelay',
    description: 'how long it waits for them, from the last trigger on: 30s, 15m, 1h',
    default: '15m',
  },
  { name: 'includeHeaders', description: 'whether rows have a column headers', default: 'false' },
  { name: 'minPartitions', description: 'kept for Spark, with a notice: one thread reads all partitions' },
  { name: 'maxRecordsPerPartition', description: 'kept for Spark, with a notice: one thread reads all partitions' },
  { name: 'groupIdPrefix', description: 'kept for Spark, with a notice: no consumer group is made' },
  { name: 'kafka.group.id', description: 'kept for Spark, with a notice: no consumer group is made' },
  {
    name: 'fetchOffset.numRetries',
    description: 'further tries of a request that a broker does not answer at all',
    default: '11; 5 where no broker has answered yet',
  },
  {
    name: 'fetchOffset.retryIntervalMs',
    description: 'milliseconds before the second try, doubled for each further one up to 10 s',
    default: '100',
  },
  {
    name: 'kafkaConsumer.pollTimeoutMs',
    description: 'milliseconds from the first failure of a request until the query gives up',
    default: '120000; 20000 where no broker has answered yet',
  },
];

/** What a notebook may carry for Spark and has no meaning in one process, with the reason. */
const IDLE: Readonly<Record<string, string>> = {
  minPartitions: 'one thread reads all partitions in order',
  maxRecordsPerPartition: 'one thread reads all partitions in order',
  groupIdPrefix: 'no consumer group is made',
};

/** Reads the source's options; what makes no sense is refused as Spark refuses it. */
export function sourceOptions({ options, notice }: ConnectorContext, streaming: boolean): KafkaSourceOptions {
  const subscription = subscriptionOf(options);
  if (streaming) refuseEnding(options);
  const starting = startingPlace(options, streaming ? 'latest' : 'earliest');
  const ending = endingPlace(options);
  if (!streaming) checkBatchPlaces(starting, ending);
  positiveOption(options, 'minPartitions');
  positiveOption(options, 'maxRecordsPerPartition');
  const read = {
    subscription,
    starting,
    ending,
    failOnDataLoss: flag(options, 'failOnDataLoss', true),
    limits: triggerLimits(options),
    includeHeaders: flag(options, 'includeHeaders', false),
  };
  const idle = streaming ? IDLE : { ...IDLE, ...BATCH_IDLE };
  for (const [name, reason] of Object.entries(idle)) {
    if (options[name] !== undefined) notice(`The option ${name} has no effect here and is kept for Spark: ${reason}.`);
  }
  return read;
}

const BATCH_IDLE = Object.fromEntries(TRIGGER_OPTIONS.map((name) => [name, 'a batch read takes all at once']));

function subscriptionOf(options: Options): Subscription {
  const given = SUBSCRIPTIONS.filter((name) => options[name] !== undefined);
  if (given.length === 0)
    throw refusedOption(
      `One of the following options must be specified for Kafka source: ${SUBSCRIPTIONS.join(', ')}`,
      'For example .option("subscribe", "orders").',
    );
  if (given.length > 1)
    throw refusedOption(
      `Only one of the following options can be specified for Kafka source: ${SUBSCRIPTIONS.join(', ')}`,
      `Leave out ${given.slice(1).join(' and ')}.`,
    );
  const [name] = given as [string];
  const text = options[name]!.trim();
  if (name === 'assign') return { kind: 'assign', partitions: assigned(text) };
  const topics = text.split(',').flatMap((topic) => (topic.trim() === '' ? [] : [topic.trim()]));
  if (topics.length === 0)
    throw refusedOption(`The option '${name}' is empty`, `For example .option("${name}", "orders").`);
  if (name === 'subscribe') return { kind: 'subscribe', topics };
  return { kind: 'pattern', pattern: text, regex: patternRegex(text) };
}

function assigned(text: string): ReadonlyMap<string, readonly number[]> {
  try {
    const given = JSON.parse(text) as Record<string, number[]>;
    const entries = Object.entries(given);
    if (
      !Array.isArray(given) &&
      entries.length > 0 &&
      entries.every(([, own]) => own.length > 0 && own.every((p) => Number.isSafeInteger(p) && p >= 0))
    )
      return new Map(entries);
  } catch {
    // Refused below, with an example.
  }
  throw refusedOption(`The option 'assign' has the value '${text}'`, 'It wants partitions as JSON: {"orders":[0,1]}.');
}

function patternRegex(text: string): RegExp {
  try {
    return javaRegex(text, '');
  } catch {
    throw refusedOption(
      `The option 'subscribePattern' is no regular expression: ${text}`,
      'For example .option("subscribePattern", "orders-.*").',
    );
  }
}

function refuseEnding(options: Options): void {
  const name = ['endingOffsets', 'endingOffsetsByTimestamp', 'endingTimestamp'].find((n) => options[n] !== undefined);
  if (name !== undefined)
    throw refusedOption(
      `The option '${name}': ending offset not valid in streaming queries`,
      'Leave it out, or use session.read.',
    );
}

function flag(options: Options, name: string, fallback: boolean): boolean {
  const text = options[name];
  if (text === undefined) return fallback;
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  throw refusedOption(`The option '${name}' has the value '${text}'`, 'It wants true or false.');
}
