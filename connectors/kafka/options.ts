import type { ConnectorContext, Options, OptionSpec } from '../../engine/spi/source.ts';
import type { JsonValue } from '../../engine/spi/view-port.ts';
import { ArgumentError } from '../../engine/types/errors.ts';
import { positiveOption } from '../files/positive-option.ts';
import { TopicOffsets } from './topic-offsets.ts';

/** Which partitions are read. */
export type Subscription =
  | { readonly kind: 'assign'; readonly partitions: ReadonlyMap<string, readonly number[]> }
  | { readonly kind: 'subscribe'; readonly topics: readonly string[] }
  | { readonly kind: 'pattern'; readonly pattern: string };

/** A place in the topics that is not known yet as offsets. */
export type Place =
  | { readonly kind: 'earliest' | 'latest' }
  | { readonly kind: 'offsets'; readonly offsets: TopicOffsets }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'times'; readonly times: TopicOffsets };

export interface KafkaSourceOptions {
  readonly subscription: Subscription;
  readonly starting: Place;
  readonly ending: Place;
  readonly failOnDataLoss: boolean;
  readonly maxOffsetsPerTrigger: number | null;
  readonly includeHeaders: boolean;
}

const SUBSCRIPTIONS = ['subscribe', 'subscribePattern', 'assign'];

/** The source's own options; those that begin with `kafka.` are the client's (client-options.ts). */
export const SOURCE_OPTIONS: readonly OptionSpec[] = [
  { name: 'subscribe', description: 'topics, separated by commas' },
  { name: 'subscribePattern', description: 'a regular expression that matches whole names of topics' },
  { name: 'assign', description: 'partitions as JSON: {"orders":[0,1]}' },
  {
    name: 'startingOffsets',
    description:
      'earliest, latest, or JSON {"orders":{"0":23,"1":-1}} with -2 earliest and -1 latest; for a new query only',
    default: 'latest when streaming, earliest in batch',
  },
  { name: 'startingOffsetsByTimestamp', description: 'JSON {"orders":{"0":1700000000000}}' },
  { name: 'startingTimestamp', description: 'milliseconds; goes before the two above' },
  { name: 'endingOffsets', description: 'as startingOffsets; batch only', default: 'latest' },
  { name: 'endingOffsetsByTimestamp', description: 'as startingOffsetsByTimestamp; batch only' },
  { name: 'endingTimestamp', description: 'milliseconds; batch only' },
  { name: 'failOnDataLoss', description: 'whether a query fails when records are gone', default: 'true' },
  { name: 'maxOffsetsPerTrigger', description: 'records a batch may take, shared out over the partitions' },
  { name: 'includeHeaders', description: 'whether rows have a column headers', default: 'false' },
  { name: 'minPartitions', description: 'accepted for Spark; has no effect: one thread reads all partitions' },
  { name: 'groupIdPrefix', description: 'accepted for Spark; has no effect: no consumer group is made' },
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

/** Reads the source's options; what makes no sense is refused as Spark refuses it. */
export function sourceOptions({ options, notice }: ConnectorContext, streaming: boolean): KafkaSourceOptions {
  const subscription = subscriptionOf(options);
  const ending = placeOf(options, 'ending', { kind: 'latest' });
  if (streaming) refuseEnding(options);
  const starting = placeOf(options, 'starting', { kind: streaming ? 'latest' : 'earliest' });
  if (!streaming && starting.kind === 'latest')
    throw refused("starting offset can't be latest for batch queries on Kafka", 'Use earliest or offsets.');
  if (!streaming && ending.kind === 'earliest')
    throw refused("ending offset can't be earliest for batch queries on Kafka", 'Use latest or offsets.');
  if (options['minPartitions'] !== undefined)
    notice('minPartitions has no effect here: one thread reads all partitions in order. Spark uses it.');
  return {
    subscription,
    starting,
    ending,
    failOnDataLoss: flag(options, 'failOnDataLoss', true),
    maxOffsetsPerTrigger: positiveOption(options, 'maxOffsetsPerTrigger'),
    includeHeaders: flag(options, 'includeHeaders', false),
  };
}

function subscriptionOf(options: Options): Subscription {
  const given = SUBSCRIPTIONS.filter((name) => options[name] !== undefined);
  if (given.length === 0)
    throw refused(
      `One of the following options must be specified for Kafka source: ${SUBSCRIPTIONS.join(', ')}`,
      'For example .option("subscribe", "orders").',
    );
  if (given.length > 1)
    throw refused(
      `Only one of the following options can be specified for Kafka source: ${SUBSCRIPTIONS.join(', ')}`,
      `Leave out ${given.slice(1).join(' and ')}.`,
    );
  const [name] = given as [string];
  const text = options[name]!.trim();
  if (name === 'assign') return { kind: 'assign', partitions: assigned(text) };
  const topics = text.split(',').flatMap((topic) => (topic.trim() === '' ? [] : [topic.trim()]));
  if (topics.length === 0) throw refused(`The option '${name}' is empty`, `For example .option("${name}", "orders").`);
  if (name === 'subscribe') return { kind: 'subscribe', topics };
  return { kind: 'pattern', pattern: checkedPattern(text) };
}

function assigned(text: string): ReadonlyMap<string, readonly number[]> {
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, number[]>);
    if (
      entries.length > 0 &&
      entries.every(([, own]) => own.length > 0 && own.every((p) => Number.isSafeInteger(p) && p >= 0))
    )
      return new Map(entries);
  } catch {
    // Refused below, with an example.
  }
  throw refused(`The option 'assign' has the value '${text}'`, 'It wants partitions as JSON: {"orders":[0,1]}.');
}

function checkedPattern(text: string): string {
  try {
    new RegExp(text);
    return text;
  } catch (error) {
    throw refused(
      `The option 'subscribePattern' is no regular expression: ${(error as Error).message}`,
      'For example .option("subscribePattern", "orders-.*").',
    );
  }
}

/** The timestamp of one moment goes before timestamps of partitions, these before offsets. */
function placeOf(options: Options, which: 'starting' | 'ending', fallback: Place): Place {
  const moment = options[`${which}Timestamp`];
  if (moment !== undefined) {
    const ms = Number(moment);
    if (Number.isSafeInteger(ms) && ms >= 0) return { kind: 'time', ms };
    throw refused(`The option '${which}Timestamp' has the value '${moment}'`, 'It wants milliseconds since 1970.');
  }
  const times = options[`${which}OffsetsByTimestamp`];
  if (times !== undefined) return { kind: 'times', times: parsedOffsets(`${which}OffsetsByTimestamp`, times) };
  const text = options[`${which}Offsets`]?.trim();
  if (text === undefined) return fallback;
  const word = text.toLowerCase();
  if (word === 'earliest' || word === 'latest') return { kind: word };
  return { kind: 'offsets', offsets: parsedOffsets(`${which}Offsets`, text) };
}

function parsedOffsets(name: string, text: string): TopicOffsets {
  try {
    return TopicOffsets.fromJson(JSON.parse(text) as JsonValue);
  } catch {
    throw refused(
      `Expected e.g. {"topicA":{"0":23,"1":-1},"topicB":{"0":-2}} for the option '${name}', got ${text}`,
      name.endsWith('Timestamp') ? 'Times are milliseconds.' : 'The words earliest and latest work too.',
    );
  }
}

function refuseEnding(options: Options): void {
  const name = ['endingOffsets', 'endingOffsetsByTimestamp', 'endingTimestamp'].find((n) => options[n] !== undefined);
  if (name !== undefined)
    throw refused(
      `The option '${name}': ending offset not valid in streaming queries`,
      'Leave it out, or use session.read.',
    );
}

function flag(options: Options, name: string, fallback: boolean): boolean {
  const text = options[name]?.toLowerCase();
  if (text === undefined) return fallback;
  if (text === 'true' || text === 'false') return text === 'true';
  throw refused(`The option '${name}' has the value '${text}'`, 'It wants true or false.');
}

const refused = (message: string, hint: string): ArgumentError =>
  new ArgumentError({ condition: 'INVALID_OPTION', message: `${message}.`, hint });
