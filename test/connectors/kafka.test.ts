import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kafka as kafkaSource } from '../../connectors/kafka/source.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { testBroker } from './kafka-broker.ts';
import { kafkaOptions, makeTopic, numbered, send, testClient } from './kafka-topics.ts';
import { opened, sourceConformance } from './source-conformance.ts';

const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const client = testClient(address);
const session = (): Promise<MillraceSession> => sessionOn(systemClock, nodeFileSystem());
const options = (topic: string, more: Record<string, string> = {}): Record<string, string> =>
  kafkaOptions(address, topic, more);

describe.skipIf('reason' in broker)(`Kafka${'reason' in broker ? ` (skipped: ${broker.reason})` : ''}`, () => {
  sourceConformance('kafka', async () => {
    const topic = await makeTopic(client, 2, numbered(0, 20, 2));
    return {
      definition: kafkaSource,
      options: options(topic),
      rows: 20,
      more: () => send(client, topic, numbered(20, 25, 2)),
      wrong: [
        [{ assign: '{"a":[0]}' }, /Only one of the following options/],
        [{ endingOffsets: 'latest' }, /ending offset not valid in streaming queries/],
        [{ startingOffsets: 'yesterday' }, /startingOffsets/],
        [{ 'kafka.auto.offset.reset': 'earliest' }, /auto\.offset\.reset/],
        [{ maxOffsetsPerTrigger: '-3' }, /maxOffsetsPerTrigger/],
        [{ 'kafka.bootstrap.servers': 'nonsense' }, /nonsense/],
      ],
    };
  });

  test('gives keys, tombstones, headers, times and places as Spark does', async () => {
    const topic = await makeTopic(client, 1, [
      { key: 'a', value: 'x', timestamp: '1700000000123', headers: { h: 'v', list: ['1', '2'] } },
      { key: null, value: null, timestamp: '1700000000124' },
      { key: '', value: '' },
    ]);
    const s = await session();
    const df = s.read
      .format('kafka')
      .options(options(topic, { includeHeaders: 'true' }))
      .load();
    expect((await df.schema()).fields.map((f) => `${f.name} ${f.type.kind}`)).toEqual([
      'key binary',
      'value binary',
      'topic string',
      'partition integer',
      'offset long',
      'timestamp timestamp',
      'timestampType integer',
      'headers array',
    ]);
    const rows = await df
      .selectExpr(
        'cast(key as string) k',
        'cast(value as string) v',
        'topic',
        'partition',
        'offset',
        'timestamp',
        'timestampType',
        'headers',
      )
      .collect();
    expect(rows.map((r) => [r.k, r.v, r.topic, r.partition, r.offset, r.timestampType])).toEqual([
      ['a', 'x', topic, 0, 0, 0],
      [null, null, topic, 0, 1, 0],
      ['', '', topic, 0, 2, 0],
    ]);
    expect(Number(rows[0]!.timestamp)).toBe(1700000000123);
    const headers = rows[0]!.headers as { key: string; value: Uint8Array }[];
    expect(headers.map((h) => `${h.key}=${Buffer.from(h.value).toString()}`)).toEqual(['h=v', 'list=1', 'list=2']);
    expect(rows[1]!.headers).toBeNull();
  });

  test('reads the ranges that offsets, times and assigned partitions name', async () => {
    const topic = await makeTopic(
      client,
      2,
      numbered(0, 20, 2).map((m, i) => ({ ...m, timestamp: String(1_700_000_000_000 + i) })),
    );
    const s = await session();
    const count = (more: Record<string, string>): Promise<number> =>
      s.read
        .format('kafka')
        .options({ 'kafka.bootstrap.servers': address, ...more })
        .load()
        .count();
    expect(await count({ subscribe: topic })).toBe(20);
    expect(await count({ assign: `{"${topic}":[1]}` })).toBe(10);
    expect(await count({ subscribePattern: `${topic.slice(0, -1)}.` })).toBe(20);
    const offsets = (text: string): string => `{"${topic}":${text}}`;
    expect(
      await count({
        subscribe: topic,
        startingOffsets: offsets('{"0":4,"1":-2}'),
        endingOffsets: offsets('{"0":6,"1":-1}'),
      }),
    ).toBe(12);
    expect(await count({ subscribe: topic, startingTimestamp: '1700000000015' })).toBe(5);
    expect(await count({ subscribe: topic, endingTimestamp: '1700000000015' })).toBe(15);
    await expect(count({ subscribe: topic, startingOffsets: offsets('{"0":4}') })).rejects.toThrow(
      /all TopicPartitions/,
    );
    await expect(count({ subscribe: topic, startingOffsets: 'latest' })).rejects.toThrow(/can't be latest for batch/);
    await expect(count({ subscribe: `${topic}-missing` })).rejects.toThrow(/has no topic/);
    await expect(count({ 'kafka.bootstrap.servers': address })).rejects.toThrow(/must be specified for Kafka source/);
  });

  test('shares maxOffsetsPerTrigger out over the partitions and keeps where it began', async () => {
    const topic = await makeTopic(client, 2, [
      ...numbered(0, 60, 1),
      ...numbered(60, 90, 1).map((m) => ({ ...m, partition: 1 })),
    ]);
    const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-kafka-'));
    const under = {
      definition: kafkaSource,
      options: options(topic, { maxOffsetsPerTrigger: '9' }),
      rows: 90,
      more: async () => undefined,
    };
    const { source } = await opened(under, checkpoint);
    expect(await source.latestOffset(null, true)).toEqual({ [topic]: { 0: 6, 1: 3 } });
    expect(await source.latestOffset(null, false)).toEqual({ [topic]: { 0: 60, 1: 30 } });
    expect(source.rowsBetween!({ [topic]: { 0: 6, 1: 3 } }, (await source.reportLatest!())!)).toBe(81);
    expect(readFileSync(join(checkpoint, '0'), 'utf8')).toBe(`\0v1\n{"${topic}":{"0":0,"1":0}}`);
    await source.stop();
  });

  test('reads partitions that are added later from their beginning', async () => {
    const topic = await makeTopic(client, 1, numbered(0, 5, 1));
    const { source, read } = await opened({
      definition: kafkaSource,
      options: options(topic, { startingOffsets: 'latest' }),
      rows: 0,
      more: async () => undefined,
    });
    const start = await source.latestOffset(null, true);
    const admin = client.admin();
    await admin.connect();
    await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    await admin.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await send(client, topic, [{ value: 'new', partition: 1 }]);
    const end = (await source.latestOffset(start, true))!;
    expect(end).toEqual({ [topic]: { 0: 5, 1: 1 } });
    expect((await read(start, end)).map((row) => Buffer.from(row[1] as Uint8Array).toString())).toEqual(['new']);
    await source.stop();
  });

  test('makes no consumer group', async () => {
    const topic = await makeTopic(client, 1, numbered(0, 5, 1));
    const admin = client.admin();
    await admin.connect();
    const before = (await admin.listGroups()).groups.length;
    const s = await session();
    const query = await s.readStream.format('kafka').options(options(topic)).load().writeStream.format('noop').start();
    await query.processAllAvailable();
    await query.stop();
    expect((await admin.listGroups()).groups.length).toBe(before);
    await admin.disconnect();
  });

  test('names the topics that do not exist', async () => {
    const topic = await makeTopic(client, 1, numbered(0, 1, 1));
    const s = await session();
    const read = s.read.format('kafka').options({ ...options(topic), subscribe: `${topic},no-such,nor-this` });
    await expect(read.load().count()).rejects.toMatchObject({
      condition: 'KAFKA_UNKNOWN_TOPIC',
      summary: expect.stringMatching(/has no topic (no-such, nor-this|nor-this, no-such)\.$/) as string,
    });
  });

  test('tells of records that are gone, or goes on with what is there', async () => {
    const topic = await makeTopic(client, 1, numbered(0, 10, 1));
    const admin = client.admin();
    await admin.connect();
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] });
    await admin.disconnect();
    const under = (failOnDataLoss: string) => ({
      definition: kafkaSource,
      options: options(topic, { failOnDataLoss }),
      rows: 4,
      more: async () => undefined,
    });
    const [strict, lenient] = [await opened(under('true')), await opened(under('false'))];
    const range = [{ [topic]: { 0: 2 } }, { [topic]: { 0: 10 } }] as const;
    await expect(strict.read(...range)).rejects.toThrow(/no longer has offset 2; it begins at 6/);
    expect((await lenient.read(...range)).length).toBe(4);
    await strict.source.stop();
    await lenient.source.stop();
  });
});

test(
  'a broker that cannot be reached fails the query within 30 seconds, with address and cure',
  { timeout: 40_000 },
  async () => {
    const s = await session();
    const started = performance.now();
    const query = await s.readStream
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': '127.0.0.1:1', subscribe: 'orders' })
      .load()
      .writeStream.format('noop')
      .start();
    await expect(query.awaitTermination()).rejects.toThrow(/127\.0\.0\.1:1[\s\S]*kafka\.bootstrap\.servers/);
    expect(performance.now() - started).toBeLessThan(30_000);
  },
);
