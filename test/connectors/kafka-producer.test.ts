import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { fetchSettings } from '../../connectors/kafka/fetch-settings.ts';
import { KafkajsPort } from '../../connectors/kafka/kafkajs-port.ts';
import { producerSettings } from '../../connectors/kafka/producer-settings.ts';
import { batchHeaders, type BatchHeader } from '../../connectors/kafka/record-batches.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { testBroker } from './kafka-broker.ts';
import { kafkaOptions, makeTopic, testClient, testLink } from './kafka-topics.ts';

const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const client = testClient(address);

type Row = readonly [key: string | null, value: string];
const rowsOf = (count: number, value: (i: number) => string = (i) => `{"number":${i},"name":"a name"}`): Row[] =>
  Array.from({ length: count }, (_, i) => [`k${i}`, value(i)]);

/** Writes rows with the sink, batch by batch. */
async function write(
  topic: string,
  options: Record<string, string>,
  ...batches: (readonly Row[] | (() => Promise<unknown>))[]
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-producer-'));
  const session = await sessionOn(systemClock, nodeFileSystem());
  const stream = session.memoryStream('rows', 'key STRING, value STRING');
  const query = await stream
    .toDF()
    .writeStream.format('kafka')
    .options({ 'kafka.bootstrap.servers': address, topic, checkpointLocation: folder, ...options })
    .trigger({ manual: true })
    .start();
  for (const batch of batches) {
    if (typeof batch === 'function') {
      await batch();
      continue;
    }
    await stream.addData(...batch.map((row) => [...row]));
    await query.step();
  }
  await query.stop();
  await session.stop();
  rmSync(folder, { recursive: true });
}

/** The record batches of a partition as the broker keeps them. */
async function stored(topic: string, partition = 0): Promise<{ headers: BatchHeader[]; bytes: number }> {
  const port = new KafkajsPort({
    ...testLink(address),
    committed: false,
    fetch: { ...fetchSettings({}, 10_000), checkCrcs: true },
  });
  const headers: BatchHeader[] = [];
  let bytes = 0;
  const [end] = await port.offsets([{ topic, partition, at: 'latest' }]);
  for (let offset = 0; offset < end!;) {
    const answer = await port.fetch({ topic, partition, offset, maxBytes: 4 << 20 });
    const own = [...batchHeaders(answer.bytes)];
    headers.push(...own);
    bytes += answer.bytes.length;
    offset = own.at(-1)!.endOffset;
  }
  await port.close();
  return { headers, bytes };
}

async function read(topic: string): Promise<Row[]> {
  const session = await sessionOn(systemClock, nodeFileSystem());
  const df = session.read.format('kafka').options(kafkaOptions(address, topic)).load();
  const rows = await df.selectExpr('cast(key as string) k', 'cast(value as string) v').collect();
  await session.stop();
  return rows.map(({ k, v }) => [k as string | null, v as string]);
}

const codecs = (headers: readonly BatchHeader[]): number[] => [...new Set(headers.map((h) => h.compression))];

describe.skipIf('reason' in broker)(
  `what the sink sends${'reason' in broker ? ` (skipped: ${broker.reason})` : ''}`,
  () => {
    describe.each([
      ['none', 0],
      ['gzip', 1],
      ['snappy', 2],
      ['lz4', 3],
      ['zstd', 4],
    ] as const)('kafka.compression.type %s', (name, codec) => {
      test.each<[string, Row[]]>([
        ['one row', rowsOf(1)],
        ['rows that repeat', rowsOf(3000)],
        ['rows that do not', rowsOf(40, () => randomBytes(3000).toString('base64'))],
        ['a long row', rowsOf(1, () => randomBytes(150_000).toString('hex'))],
      ])('%s', async (_, rows) => {
        const topic = await makeTopic(client, 1);
        await write(topic, { 'kafka.compression.type': name }, rows);
        const { headers, bytes } = await stored(topic);
        expect(codecs(headers)).toEqual([codec]);
        expect(await read(topic)).toEqual(rows);
        const plain = rows.reduce((sum, [key, value]) => sum + key!.length + value.length, 0);
        if (codec !== 0 && rows.length === 3000) expect(bytes).toBeLessThan(plain / 2);
      });
    });

    test('compression levels are those of the options, and the codecs of other users of kafkajs stay', async () => {
      const { CompressionCodecs, CompressionTypes } = kafkajs;
      const before = { ...CompressionCodecs };
      const rows = rowsOf(3000);
      const size = async (options: Record<string, string>): Promise<number> => {
        const topic = await makeTopic(client, 1);
        await write(topic, options, rows);
        return (await stored(topic)).bytes;
      };
      for (const name of ['gzip', 'zstd']) {
        const levels = name === 'gzip' ? ['1', '9'] : ['-50', '19'];
        const [little, much] = await Promise.all(
          levels.map((level) => size({ 'kafka.compression.type': name, [`kafka.compression.${name}.level`]: level })),
        );
        expect(much, name).toBeLessThan(little!);
      }
      for (const type of [
        CompressionTypes.GZIP,
        CompressionTypes.Snappy,
        CompressionTypes.LZ4,
        CompressionTypes.ZSTD,
      ] as const)
        expect(CompressionCodecs[type]).toBe(before[type]);
    });

    test.each([
      ['0', 10],
      ['1', 10],
      ['600', 5],
      ['1200', 3],
      ['1000000', 1],
    ])('kafka.batch.size %s makes %i record batches of 10 records of 200 bytes', async (size, count) => {
      const topic = await makeTopic(client, 1);
      await write(
        topic,
        { 'kafka.batch.size': size },
        rowsOf(10, () => 'v'.repeat(200)),
      );
      expect((await stored(topic)).headers.length).toBe(count);
    });

    test('kafka.max.request.size bounds a batch as well', async () => {
      const topic = await makeTopic(client, 1);
      await write(
        topic,
        { 'kafka.max.request.size': '600' },
        rowsOf(10, () => 'v'.repeat(200)),
      );
      expect((await stored(topic)).headers.length).toBe(5);
    });

    test.each(['all', '-1', '1', '0'])('kafka.acks %s: all rows come, also those sent last', async (acks) => {
      const topic = await makeTopic(client, 1);
      const rows = rowsOf(300, () => randomBytes(10_000).toString('hex'));
      await write(topic, { 'kafka.acks': acks }, rows.slice(0, 10), rows.slice(10));
      // Nobody waited for the broker with 0.
      await expect.poll(async () => (await read(topic)).length, { timeout: 4_000 }).toBe(rows.length);
      expect(await read(topic)).toEqual(rows);
    });

    test('kafka.acks 0 hears of no refusal, 1 and all do', async () => {
      const topic = await makeTopic(client, 1, [], { 'max.message.bytes': '1000' });
      const tooLarge = rowsOf(1, () => 'v'.repeat(2000));
      for (const acks of ['1', 'all'])
        await expect(write(topic, { 'kafka.acks': acks }, tooLarge)).rejects.toMatchObject({
          message: expect.stringContaining('KAFKA_REQUEST_FAILED') as unknown,
        });
      await write(topic, { 'kafka.acks': '0' }, tooLarge);
      expect((await stored(topic)).headers).toEqual([]);
    });

    test('kafka.partitioner.ignore.keys sends records of one key to the partitions in turn', async () => {
      const used = async (options: Record<string, string>): Promise<number> => {
        const topic = await makeTopic(client, 3);
        await write(
          topic,
          options,
          Array.from({ length: 12 }, () => ['same', 'v'] as const),
        );
        const ends = await Promise.all([0, 1, 2].map((partition) => stored(topic, partition)));
        return ends.filter(({ headers }) => headers.length > 0).length;
      };
      expect(await used({})).toBe(1);
      expect(await used({ 'kafka.partitioner.ignore.keys': 'true' })).toBe(3);
    });

    test('kafka.metadata.max.age.ms bounds how long new partitions stay without records', async () => {
      const second = async (options: Record<string, string>): Promise<number> => {
        const topic = await makeTopic(client, 1);
        const rows = Array.from({ length: 6 }, () => [null, 'v'] as const);
        const more = async (): Promise<void> => {
          const admin = client.admin();
          await admin.connect();
          await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
          await expect
            .poll(async () => (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]!.partitions.length)
            .toBe(2);
          await admin.disconnect();
        };
        await write(topic, options, rows, more, rows);
        return (await stored(topic, 1)).headers.length;
      };
      expect(await second({})).toBe(0);
      expect(await second({ 'kafka.metadata.max.age.ms': '0' })).toBe(1);
    });
  },
);

test.each([
  [{}, { acks: -1, compression: 0, batchBytes: 512 << 10, mostRecordBytes: Infinity }],
  [{ 'kafka.acks': 'all' }, { acks: -1 }],
  [{ 'kafka.acks': '-1' }, { acks: -1 }],
  [{ 'kafka.acks': ' 1' }, { acks: 1 }],
  [{ 'kafka.acks': '0' }, { acks: 0 }],
  // A broker refuses larger batches than 1 MiB, and Java's producer splits them then.
  [
    { 'kafka.batch.size': '5000000', 'kafka.max.request.size': '9000000' },
    { batchBytes: 512 << 10, mostRecordBytes: 9e6 },
  ],
  [{ 'kafka.batch.size': '100', 'kafka.max.request.size': '90' }, { batchBytes: 90 }],
])('%o are settings', (options, settings) => {
  expect(producerSettings(options)).toMatchObject(settings);
});
