import { describe, expect, test } from 'vitest';
import { sourceOptions, SOURCE_OPTIONS, type KafkaSourceOptions } from '../../../connectors/kafka/options.ts';
import type { ConnectorContext } from '../../../engine/spi/source.ts';

type Given = Record<string, string>;

function read(options: Given, streaming = true): { readonly read: KafkaSourceOptions; readonly notices: string[] } {
  const notices: string[] = [];
  const context = { options, notice: (text: string) => notices.push(text) } as Pick<
    ConnectorContext,
    'options' | 'notice'
  > as ConnectorContext;
  return { read: sourceOptions(context, streaming), notices };
}

const orders = { subscribe: 'orders' };

describe('which partitions are read', () => {
  test.each<[options: Given, subscription: object]>([
    [{ subscribe: 'a' }, { kind: 'subscribe', topics: ['a'] }],
    [{ subscribe: ' a, b ,,c,' }, { kind: 'subscribe', topics: ['a', 'b', 'c'] }],
    [{ subscribePattern: 'a.*' }, { kind: 'pattern', pattern: 'a.*' }],
    [{ subscribePattern: '(a|b)-\\d{1,2}' }, { kind: 'pattern', pattern: '(a|b)-\\d{1,2}' }],
    [
      { assign: '{"a":[0,1],"b":[5]}' },
      {
        kind: 'assign',
        partitions: new Map([
          ['a', [0, 1]],
          ['b', [5]],
        ]),
      },
    ],
  ])('%j', (options, subscription) => expect(read(options).read.subscription).toMatchObject(subscription));

  test.each<[options: Given, says: string]>([
    [{}, 'One of the following options must be specified for Kafka source: subscribe, subscribePattern, assign'],
    [{ subscribe: 'a', assign: '{"a":[0]}' }, 'Only one of the following options can be specified'],
    [{ subscribe: '' }, "The option 'subscribe' is empty"],
    [{ subscribe: ' , ' }, "The option 'subscribe' is empty"],
    [{ subscribePattern: ' ' }, "The option 'subscribePattern' is empty"],
    [{ subscribePattern: 'a(' }, "The option 'subscribePattern' is no regular expression: a("],
    [{ assign: 'orders' }, "The option 'assign' has the value 'orders'"],
    [{ assign: '{}' }, "The option 'assign' has the value '{}'"],
    [{ assign: '{"a":[]}' }, "The option 'assign'"],
    [{ assign: '{"a":0}' }, "The option 'assign'"],
    [{ assign: '{"a":"01"}' }, "The option 'assign'"],
    [{ assign: '{"a":[-1]}' }, "The option 'assign'"],
    [{ assign: '{"a":[0.5]}' }, "The option 'assign'"],
    [{ assign: '{"a":["0"]}' }, "The option 'assign'"],
    [{ assign: 'null' }, "The option 'assign'"],
    [{ assign: '[[0]]' }, "The option 'assign'"],
  ])('%j is refused', (options, says) => {
    expect(() => read(options)).toThrow(expect.objectContaining({ condition: 'INVALID_OPTION' }));
    expect(() => read(options)).toThrow(says);
  });
});

test.each<[what: string, options: Given, streaming: boolean, wanted: object]>([
  ['a stream begins at the newest', {}, true, { starting: { kind: 'latest' } }],
  ['a batch takes all', {}, false, { starting: { kind: 'earliest' }, ending: { kind: 'latest' } }],
  ['words in any case', { startingOffsets: ' EARLIEST ' }, true, { starting: { kind: 'earliest' } }],
  [
    'a moment goes before times, and these before offsets',
    { startingTimestamp: '7', startingOffsetsByTimestamp: '{"a":{"0":8}}', startingOffsets: 'earliest' },
    true,
    { starting: { kind: 'time', option: 'startingTimestamp', ms: 7, otherwise: 'error' } },
  ],
  [
    'times before offsets',
    {
      startingOffsetsByTimestamp: '{"a":{"0":8}}',
      startingOffsets: 'earliest',
      startingOffsetsByTimestampStrategy: 'LATEST',
    },
    true,
    { starting: { kind: 'times', option: 'startingOffsetsByTimestamp', otherwise: 'latest' } },
  ],
  ['an end', { endingTimestamp: '9' }, false, { ending: { kind: 'time', ms: 9, otherwise: 'latest' } }],
  [
    'what is when nothing is said',
    {},
    true,
    {
      failOnDataLoss: true,
      includeHeaders: false,
      limits: { most: null, least: null, longestDelayMs: 900_000 },
    },
  ],
  ['flags', { failOnDataLoss: 'FALSE', includeHeaders: 'True' }, true, { failOnDataLoss: false, includeHeaders: true }],
  [
    'limits',
    { maxOffsetsPerTrigger: '10', minOffsetsPerTrigger: '10', maxTriggerDelay: '90s' },
    true,
    { limits: { most: 10, least: 10, longestDelayMs: 90_000 } },
  ],
])('%s', (_, options, streaming, wanted) => {
  expect(read({ ...orders, ...options }, streaming).read).toMatchObject(wanted);
});

test.each<[text: string, ms: number]>([
  ['7', 7],
  ['7ms', 7],
  ['1500us', 1],
  ['2s', 2000],
  ['2m', 120_000],
  ['2min', 120_000],
  ['1h', 3_600_000],
  [' 1D ', 86_400_000],
])('maxTriggerDelay %s is %i ms', (maxTriggerDelay, ms) => {
  expect(read({ ...orders, maxTriggerDelay }).read.limits.longestDelayMs).toBe(ms);
});

test.each<[options: Given, streaming: boolean, says: string]>([
  [{ endingOffsets: 'latest' }, true, "The option 'endingOffsets': ending offset not valid in streaming queries"],
  [{ endingOffsetsByTimestamp: '{}' }, true, 'ending offset not valid in streaming queries'],
  [{ endingTimestamp: '1' }, true, 'ending offset not valid in streaming queries'],
  [{ startingOffsets: 'latest' }, false, "starting offset can't be latest for batch queries on Kafka"],
  [{ endingOffsets: 'earliest' }, false, "ending offset can't be earliest for batch queries on Kafka"],
  [{ startingOffsets: '{"a":{"0":-1}}' }, false, "startingOffsets for a-0 can't be latest"],
  [{ endingOffsets: '{"a":{"0":-2}}' }, false, "ending offset for a-0 can't be earliest"],
  [
    { startingOffsets: '{"a":{"0":1}}', endingOffsets: '{"a":{"1":1}}' },
    false,
    'should have the same topic-partitions',
  ],
  [
    { startingOffsets: '{"a":{"0":2}}', endingOffsets: '{"a":{"0":1}}' },
    false,
    'start offset 2 is greater than the end offset 1',
  ],
  [{ startingOffsets: 'newest' }, true, "for the option 'startingOffsets', got newest"],
  [{ startingOffsets: '{"a":{"0":-3}}' }, true, "for the option 'startingOffsets'"],
  [{ startingTimestamp: 'today' }, true, "The option 'startingTimestamp' has the value 'today'"],
  [{ startingTimestamp: '-1' }, true, "The option 'startingTimestamp'"],
  [{ startingOffsetsByTimestampStrategy: 'first' }, true, "The option 'startingOffsetsByTimestampStrategy'"],
  [{ failOnDataLoss: 'no' }, true, "The option 'failOnDataLoss' has the value 'no'"],
  [{ includeHeaders: '1' }, true, "The option 'includeHeaders' has the value '1'"],
  [{ includeHeaders: 'Yes' }, true, "The option 'includeHeaders' has the value 'Yes'"],
  [{ maxOffsetsPerTrigger: '0' }, true, "for option 'maxOffsetsPerTrigger', must be a positive integer"],
  [{ minPartitions: '-1' }, true, "for option 'minPartitions', must be a positive integer"],
  [{ maxRecordsPerPartition: 'x' }, true, "for option 'maxRecordsPerPartition'"],
  [
    { minOffsetsPerTrigger: '11', maxOffsetsPerTrigger: '10' },
    true,
    'minOffsetsPerTrigger (11) is higher than the maxOffsetsPerTrigger (10)',
  ],
  [{ maxTriggerDelay: '5 s' }, true, "The option 'maxTriggerDelay' has the value '5 s'"],
  [{ maxTriggerDelay: '5toString' }, true, "The option 'maxTriggerDelay'"],
  [{ maxTriggerDelay: '' }, true, "The option 'maxTriggerDelay'"],
])('%j is refused', (options, streaming, says) => {
  expect(() => read({ ...orders, ...options }, streaming)).toThrow(says);
});

test.each<[options: Given, streaming: boolean, idle: string[]]>([
  [{ minPartitions: '2', groupIdPrefix: 'x' }, true, ['minPartitions', 'groupIdPrefix']],
  [{ maxRecordsPerPartition: '2' }, false, ['maxRecordsPerPartition']],
  [{ maxOffsetsPerTrigger: '2' }, true, []],
  [{ maxOffsetsPerTrigger: '2', maxTriggerDelay: '1s' }, false, ['maxOffsetsPerTrigger', 'maxTriggerDelay']],
  [{ failOnDataLoss: 'false' }, false, []],
])('of %j it is said what has no effect', (options, streaming, idle) => {
  const { notices } = read({ ...orders, ...options }, streaming);
  expect(notices.map((notice) => /^The option (\w+) has no effect here/.exec(notice)?.[1])).toEqual(idle);
});

test('every option is described once', () => {
  const names = SOURCE_OPTIONS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
