import type { Options } from '../../engine/spi/source.ts';
import type { JsonValue } from '../../engine/spi/view-port.ts';
import { refusedOption } from './refused-option.ts';
import { TopicOffsets } from './topic-offsets.ts';

/** A place in the topics that is not known yet as offsets, with the option that named it. */
export type Place =
  | { readonly kind: 'earliest' | 'latest'; readonly option: string }
  | { readonly kind: 'offsets'; readonly option: string; readonly offsets: TopicOffsets }
  | { readonly kind: 'time'; readonly option: string; readonly ms: number; readonly otherwise: NoMatch }
  | { readonly kind: 'times'; readonly option: string; readonly times: TopicOffsets; readonly otherwise: NoMatch };

/** What becomes of a partition without a record at or after a time. */
type NoMatch = 'error' | 'latest';

export const EARLIEST = -2;
export const LATEST = -1;

/** Where reading begins: a moment goes before times of partitions, these before offsets. */
export const startingPlace = (options: Options, fallback: 'earliest' | 'latest'): Place =>
  placeOf(options, 'starting', fallback, strategyOf(options));

export const endingPlace = (options: Options): Place => placeOf(options, 'ending', 'latest', 'latest');

/** A batch has a beginning and an end that are there now. */
export function checkBatchPlaces(starting: Place, ending: Place): void {
  if (starting.kind === 'latest')
    throw refusedOption("starting offset can't be latest for batch queries on Kafka", 'Use earliest or offsets.');
  if (ending.kind === 'earliest')
    throw refusedOption("ending offset can't be earliest for batch queries on Kafka", 'Use latest or offsets.');
  refuseOffset(starting, LATEST, (place) => `startingOffsets for ${place} can't be latest for batch queries on Kafka`);
  refuseOffset(ending, EARLIEST, (place) => `ending offset for ${place} can't be earliest for batch queries on Kafka`);
  checkOrder(starting, ending);
}

/** What can be told of two places without asking a broker. */
function checkOrder(starting: Place, ending: Place): void {
  const [start, end] = [given(starting), given(ending)];
  if (start === null || end === null || starting.kind !== ending.kind) return;
  const names = (places: TopicOffsets): string =>
    places
      .partitions()
      .map((p) => `${p.topic}-${p.partition}`)
      .join(', ');
  if (names(start) !== names(end))
    throw refusedOption(
      `The specified start offset and end offset should have the same topic-partitions. Topic-partitions for start offset: ${names(start)}, topic-partitions for end offset: ${names(end)}`,
      `Name the same ones in ${starting.option} and ${ending.option}.`,
      'MISMATCHED_TOPIC_PARTITIONS_BETWEEN_START_OFFSET_AND_END_OFFSET',
    );
  for (const place of start.partitions()) {
    const [from, to] = [start.get(place)!, end.get(place)!];
    if (from < 0 || to < 0 || from <= to) continue;
    const what = starting.kind === 'times' ? 'timestamp' : 'offset';
    throw refusedOption(
      `The specified start ${what} ${from} is greater than the end ${what} ${to} for topic ${place.topic} partition ${place.partition}`,
      `Choose an earlier ${starting.option} or a later ${ending.option}.`,
      `UNRESOLVED_START_${what.toUpperCase()}_GREATER_THAN_END_${what.toUpperCase()}`,
    );
  }
}

const given = (place: Place): TopicOffsets | null =>
  place.kind === 'offsets' ? place.offsets : place.kind === 'times' ? place.times : null;

function refuseOffset(place: Place, wrong: number, says: (partition: string) => string): void {
  if (place.kind !== 'offsets') return;
  const found = place.offsets.partitions().find((p) => place.offsets.get(p) === wrong);
  if (found !== undefined)
    throw refusedOption(says(`${found.topic}-${found.partition}`), 'Name an offset; the ends are -2 and -1.');
}

function strategyOf(options: Options): NoMatch {
  const text = options['startingOffsetsByTimestampStrategy'] ?? 'error';
  const word = text.toLowerCase();
  if (word === 'error' || word === 'latest') return word;
  throw refusedOption(
    `The option 'startingOffsetsByTimestampStrategy' has the value '${text}'`,
    'It can be error or latest.',
  );
}

function placeOf(
  options: Options,
  which: 'starting' | 'ending',
  fallback: 'earliest' | 'latest',
  otherwise: NoMatch,
): Place {
  const named = [`${which}Timestamp`, `${which}OffsetsByTimestamp`, `${which}Offsets`] as const;
  const option = named.find((name) => options[name] !== undefined);
  if (option === undefined) return { kind: fallback, option: `${which}Offsets` };
  const text = options[option]!.trim();
  if (option === named[0]) return { kind: 'time', option, ms: milliseconds(option, text), otherwise };
  if (option === named[1]) return { kind: 'times', option, times: parsedOffsets(option, text), otherwise };
  const word = text.toLowerCase();
  if (word === 'earliest' || word === 'latest') return { kind: word, option };
  return { kind: 'offsets', option, offsets: parsedOffsets(option, text) };
}

function milliseconds(option: string, text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw refusedOption(`The option '${option}' has the value '${text}'`, 'It wants milliseconds since 1970.');
}

/** Times too may be -2 and -1: brokers take them for the two ends. */
function parsedOffsets(option: string, text: string): TopicOffsets {
  try {
    const offsets = TopicOffsets.fromJson(JSON.parse(text) as JsonValue);
    if (offsets.partitions().every((p) => offsets.get(p)! >= EARLIEST)) return offsets;
  } catch {
    // Refused below, with an example.
  }
  const times = option.endsWith('Timestamp');
  throw refusedOption(
    `Expected e.g. ${times ? '{"topicA":{"0":1700000000000}}' : '{"topicA":{"0":23,"1":-1},"topicB":{"0":-2}}'} for the option '${option}', got ${text}`,
    times ? 'Times are milliseconds since 1970.' : 'The words earliest and latest work too; -2 is earliest, -1 latest.',
  );
}
