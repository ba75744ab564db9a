import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOptions } from '../../connectors/kafka/client-options.ts';
import { kafkaSink } from '../../connectors/kafka/sink.ts';
import { kafka } from '../../connectors/kafka/source.ts';
import { checkedOptions } from '../../engine/backend/embedded/connector-catalog.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { send } from '../connectors/kafka-topics.ts';
import {
  address,
  ALL,
  broker,
  client,
  closeSilentServer,
  filled,
  fillTopics,
  named,
  NAMES,
  openSilentServer,
} from './kafka-at-hand.ts';
import { REFUSED, type Case } from './kafka-cases.ts';
import { CHECKED, CONFIG } from './kafka-client-cases.ts';
import { readAvailable, readBatch, readStream, write, type Options, type Shown } from './kafka-runs.ts';
import { SINK } from './kafka-sink-cases.ts';
import { SOURCE } from './kafka-source-cases.ts';

beforeAll(fillTopics, 60_000);
beforeAll(openSilentServer);
afterAll(closeSilentServer);

test.each([
  ['source', kafka, [SOURCE, CONFIG, CHECKED]],
  ['sink', kafkaSink, [SINK, CONFIG, CHECKED]],
] as const)('every declared option of the %s has a case', (_, { options }, tables) => {
  const cases = new Set(tables.flatMap((table) => Object.keys(table)));
  expect(options.map((option) => option.name).filter((name) => !cases.has(name))).toEqual([]);
});

/** Shown in kafka-fetch.test.ts and in kafka-tls.test.ts, or by what reaches the client. */
const ELSEWHERE = [
  'kafka.max.partition.fetch.bytes',
  'kafka.fetch.max.bytes',
  'kafka.fetch.min.bytes',
  'kafka.fetch.max.wait.ms',
  'kafka.check.crcs',
  'kafka.socket.connection.setup.timeout.ms',
];

test('a case of each option of a read shows more than that a value is refused', () => {
  const shown = (c: Case): boolean => c.notice !== undefined || (c.shows !== ALL && c.shows !== REFUSED);
  const only = Object.entries(SOURCE).flatMap(([option, own]) => (own.some(shown) ? [] : [option]));
  expect(only).toEqual(ELSEWHERE);
});

test.each([
  ['source', SOURCE, kafka],
  ['sink', SINK, kafkaSink],
] as const)('every case of the %s is of a declared option', (_, table, { options }) => {
  expect(Object.keys(table).filter((name) => !options.some((option) => option.name === name))).toEqual([]);
});

test.each(Object.entries(CONFIG))(
  '%s reaches the client (there is no such listener here)',
  (option, [given, config]) => {
    const servers = { 'kafka.bootstrap.servers': 'broker:9092' };
    const { [option]: _, ...without } = filled(given);
    expect(clientOptions({ ...filled(given), ...servers }, nodeFileSystem()).config).toMatchObject(config);
    let plain: object = {};
    try {
      plain = clientOptions({ ...without, ...servers }, nodeFileSystem()).config;
    } catch {
      // Without it there is no login at all.
    }
    expect(plain).not.toMatchObject(config);
  },
);

/** Where a case says nothing else, all of the topic is read. */
function readingAll(options: Options): Record<string, string> {
  const given = filled(options);
  const places = ['subscribePattern', 'assign'].some((name) => given[name] !== undefined);
  const begins = Object.keys(given).some((name) => name.startsWith('starting') && !name.endsWith('Strategy'));
  return {
    'kafka.bootstrap.servers': address === '' ? NAMES['$NOBODY']! : address,
    ...(places ? {} : { subscribe: NAMES['$TOPIC']! }),
    ...(begins ? {} : { startingOffsets: 'earliest' }),
    ...given,
  };
}

function check({ text, notices }: Shown, shows: string | RegExp, notice: RegExp | undefined): void {
  if (typeof shows === 'string') expect(text).toBe(named(shows));
  else expect(text).toMatch(shows);
  expect(notices).toEqual(notice === undefined ? [] : [expect.stringMatching(notice)]);
}

const why = 'reason' in broker ? ` (skipped: ${broker.reason})` : '';
const texts = (options: Options): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
const cases = Object.entries({ SOURCE, CHECKED }).flatMap(([, table]) =>
  Object.entries(table).flatMap(([option, own]) =>
    own.flatMap((c) =>
      (['batch', 'stream'] as const)
        .filter((mode) => c.in === mode || c.in === 'both')
        .map((mode) => [option, mode, texts(c.options), c] as const),
    ),
  ),
);

describe.skipIf('reason' in broker)(`options of Kafka${why}`, () => {
  test('a batch begins at the beginning and a stream at the end when no option says where', async () => {
    const given = filled({ 'kafka.bootstrap.servers': '$BROKER', subscribe: '$TOPIC' });
    check(await readBatch(given), ALL, undefined);
    check(await readStream(given), '', undefined);
  });

  test.each(cases)('%s, %s: %s', async (_, mode, __, { options, shows, notice }) => {
    check(await (mode === 'batch' ? readBatch : readStream)(readingAll(options)), shows, notice);
  });

  test('minOffsetsPerTrigger puts batches off, maxTriggerDelay not for ever', async () => {
    const more = (count: number) => () =>
      send(
        client,
        NAMES['$GROWS']!,
        Array.from({ length: count }, () => ({ value: 'v' })),
      );
    await more(2)();
    const options = { subscribe: '$GROWS', minOffsetsPerTrigger: '3', maxTriggerDelay: '1m' };
    const seen = await readStream(readingAll(options), [
      more(2),
      more(1),
      more(1),
      (clock) => clock.advance(59_000),
      (clock) => clock.advance(1_000),
      (clock) => clock.advance(60_000),
    ]);
    // As in Spark the first trigger takes what there is.
    check(seen, '0:0,1 |  | 0:2,3,4 |  |  | 0:5 | ', undefined);
    // And availableNow leaves too few for the next start.
    check(await readAvailable(readingAll({ ...options, maxOffsetsPerTrigger: '4' })), '0:0,1,2,3', undefined);
    check(await readAvailable(readingAll({ ...options, maxOffsetsPerTrigger: '3' })), '0:0,1,2,3,4,5', undefined);
  });

  test.each(
    Object.entries(SINK).flatMap(([option, own]) =>
      own.map(([given, ...then]) => [option, texts(given), given, then] as const),
    ),
  )('%s, sink: %s', async (_, __, given, [shows, notice]) => {
    const options = { 'kafka.bootstrap.servers': address, ...filled(given) };
    check(await write(options, address, [NAMES['$TO']!, NAMES['$COLUMN']!], NAMES['$COLUMN']!), shows, notice);
  });

  test.each([
    ['startingOfsets', 'startingOffsets'],
    ['maxOffsetPerTrigger', 'maxOffsetsPerTrigger'],
    ['includeHeader', 'includeHeaders'],
  ])('%s is refused, and %s suggested', async (name, near) => {
    const message = `UNKNOWN_OPTION: The format 'kafka' has no option '${name}'.`;
    check(await readBatch(readingAll({ [name]: '1' })), message, undefined);
    check(await readStream(readingAll({ [name]: '1' })), message, undefined);
    const refused = (): unknown => checkedOptions('kafka', kafka.options, { [name]: '1' });
    expect(refused).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(`mean ${near}?`) as unknown }) as Error,
    );
  });
});
