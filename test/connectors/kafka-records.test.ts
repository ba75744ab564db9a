import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../connectors/kafka/decompress.ts';
import { KafkajsPort } from '../../connectors/kafka/kafkajs-port.ts';
import { batchHeaders } from '../../connectors/kafka/record-batches.ts';
import { kafka as kafkaSource } from '../../connectors/kafka/source.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { testBroker } from './kafka-broker.ts';
import { kafkaOptions, makeTopic, numbered, send, testClient, testLink } from './kafka-topics.ts';
import { opened } from './source-conformance.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const client = testClient(address);
const session = (): Promise<MillraceSession> => sessionOn(systemClock, nodeFileSystem());
const options = (topic: string, more: Record<string, string> = {}): Record<string, string> =>
  kafkaOptions(address, topic, more);

describe.skipIf('reason' in broker)(`Kafka records${'reason' in broker ? ` (skipped: ${broker.reason})` : ''}`, () => {
  test('leaves out aborted transactions and markers, wherever a range begins', async () => {
    const topic = await makeTopic(client, 1);
    const producers = [0, 1].map((i) =>
      client.producer({
        transactionalId: `${topic}-${i}`,
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: () => () => 0,
      }),
    );
    for (const producer of producers) await producer.connect();
    const expected: string[] = [];
    for (let round = 0; round < 6; round++) {
      const open = [await producers[0]!.transaction(), await producers[1]!.transaction()];
      for (let i = 0; i < 3; i++)
        for (const [p, transaction] of open.entries())
          await transaction.send({ topic, messages: [{ value: `${round}-${p}-${i}` }] });
      const commits = [round % 2 === 0, round % 3 === 0];
      for (let i = 0; i < 3; i++)
        commits.forEach((committed, p) => {
          if (committed) expected.push(`${round}-${p}-${i}`);
        });
      for (const [p, transaction] of open.entries()) await (commits[p] ? transaction.commit() : transaction.abort());
    }
    for (const producer of producers) await producer.disconnect();
    const under = (isolation: string) => ({
      definition: kafkaSource,
      options: options(topic, { 'kafka.isolation.level': isolation }),
      rows: 0,
      more: async () => undefined,
    });
    const committed = await opened(under('read_committed'));
    const end = (await committed.source.latestOffset(null, true))!;
    const last = (end as Record<string, Record<string, number>>)[topic]!['0']!;
    const texts = (rows: unknown[][]): string[] => rows.map((row) => Buffer.from(row[1] as Uint8Array).toString());
    const all = await committed.read(null, end);
    expect(texts(all)).toEqual(expected);
    for (let from = 0; from < last; from++) {
      const rows = await committed.read({ [topic]: { 0: from } }, end);
      expect(rows, `from ${from}`).toEqual(all.filter((row) => (row[4] as bigint) >= BigInt(from)));
    }
    await committed.source.stop();
    const uncommitted = await opened(under('read_uncommitted'));
    expect((await uncommitted.read(null, end)).length).toBe(36);
    await uncommitted.source.stop();
  });

  test('ends a read_committed batch before the first open transaction', async () => {
    const topic = await makeTopic(client, 1, numbered(0, 3, 1));
    const producer = client.producer({ transactionalId: `${topic}-open`, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'not yet' }] });
    const port = (committed: boolean): KafkajsPort => new KafkajsPort({ ...testLink(address), committed });
    const [stable, all] = [port(true), port(false)];
    expect(await stable.offsets([{ topic, partition: 0, at: 'latest' }])).toEqual([3]);
    expect(await all.offsets([{ topic, partition: 0, at: 'latest' }])).toEqual([4]);
    await stable.close();
    await all.close();
    await transaction.abort();
    await producer.disconnect();
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'])('unpacks what Java packed with %s', async (codec) => {
    const topic = await makeTopic(client, 1, [], { 'compression.type': codec });
    // The broker packs them: some in one block, some in several.
    const values = [0, 1, 40_000, 200_000].flatMap((length) => [
      'v'.repeat(length),
      randomBytes(length / 2).toString('hex'),
    ]);
    for (const value of values) await send(client, topic, [{ value, partition: 0 }]);
    await send(client, topic, numbered(0, 500, 1));
    const port = new KafkajsPort({ ...testLink(address), committed: false });
    const { bytes } = await port.fetch({ topic, partition: 0, offset: 0, maxBytes: 4 << 20 });
    await port.close();
    const codecs = [...batchHeaders(bytes)].map((batch) => batch.compression);
    expect(new Set(codecs)).toEqual(new Set([['gzip', 'snappy', 'lz4', 'zstd'].indexOf(codec) + 1]));
    const s = await session();
    const df = s.read.format('kafka').options(options(topic)).load();
    const rows = await df.selectExpr('cast(value as string) v').collect();
    expect(rows.map((r) => r.v)).toEqual([...values, ...Array.from({ length: 500 }, (_, i) => `{"id":${i}}`)]);
    await s.stop();
  });

  test('unpacks gzip and zstd, also next to records that are not packed', async () => {
    CompressionCodecs[CompressionTypes.ZSTD] = () => ({
      compress: async (encoder: { buffer: Buffer }) => zstdCompressSync(encoder.buffer),
      decompress: async () => Buffer.alloc(0),
    });
    const topic = await makeTopic(client, 1, numbered(0, 5, 1));
    const producer = client.producer();
    await producer.connect();
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages: numbered(5, 150, 1) });
    await producer.send({ topic, compression: CompressionTypes.ZSTD, messages: numbered(150, 300, 1) });
    await producer.disconnect();
    await send(client, topic, numbered(300, 305, 1));
    const s = await session();
    const rows = await s.read
      .format('kafka')
      .options(options(topic))
      .load()
      .selectExpr('cast(value as string) v', 'offset')
      .collect();
    expect(rows.map((r) => r.v)).toEqual(Array.from({ length: 305 }, (_, i) => `{"id":${i}}`));
    expect(rows.map((r) => r.offset)).toEqual(Array.from({ length: 305 }, (_, i) => i));
  });
});

test('what cannot be unpacked is named with its codec', () => {
  const junk = new Uint8Array(64).fill(0xa5);
  for (const [codec, name] of ['gzip', 'snappy', 'lz4', 'zstd'].entries())
    expect(() => decompress(codec + 1, junk), name).toThrow(new RegExp(`cannot be unpacked with ${name}: `));
  expect(() => decompress(7, junk)).toThrow(/codec 7/);
});
