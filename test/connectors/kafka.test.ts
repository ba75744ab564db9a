import { zstdCompressSync } from 'node:zlib';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type Message } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../connectors/kafka/decompress.ts';
import { KafkajsPort } from '../../connectors/kafka/kafkajs-port.ts';
import { kafkaSink } from '../../connectors/kafka/sink.ts';
import { kafka as kafkaSource } from '../../connectors/kafka/source.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { max, sum } from '../../engine/api/functions.ts';
import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { StreamingQuery } from '../../engine/api/streaming-query.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { orderEvents } from '../../kernel/cli/generate/order-events.ts';
import { orderWindows } from '../crash/order-windows.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { makeTopic, send, testBroker, testClient } from './kafka-broker.ts';
import { opened, sourceConformance } from './source-conformance.ts';
import { sinkConformance } from './sink-conformance.ts';
import { tracedSession } from './traced-session.ts';

const { CompressionCodecs, CompressionTypes } = kafkajs;
const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const session = (): Promise<MillraceSession> => sessionOn(systemClock, nodeFileSystem());
const numbered = (from: number, to: number, partitions: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => ({
    key: `k${from + i}`,
    value: `{"id":${from + i}}`,
    partition: (from + i) % partitions,
  }));

describe.skipIf('reason' in broker)(`Kafka${'reason' in broker ? ` (skipped: ${broker.reason})` : ''}`, () => {
  const client = testClient(address);
  const options = (topic: string, more: Record<string, string> = {}): Record<string, string> => ({
    'kafka.bootstrap.servers': address,
    subscribe: topic,
    startingOffsets: 'earliest',
    ...more,
  });

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
    await expect(count({ subscribe: `${topic}-missing` })).rejects.toThrow(/does not exist/);
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
    const port = (committed: boolean): KafkajsPort =>
      new KafkajsPort({ config: { brokers: [address] }, servers: address, committed, clock: systemClock });
    const [stable, all] = [port(true), port(false)];
    expect(await stable.offsets([{ topic, partition: 0, at: 'latest' }])).toEqual([3]);
    expect(await all.offsets([{ topic, partition: 0, at: 'latest' }])).toEqual([4]);
    await stable.close();
    await all.close();
    await transaction.abort();
    await producer.disconnect();
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

  test('decodes JSON of any shape as the function does', async () => {
    const values = [
      '{"id":1,"ts":"2026-01-01T00:00:01Z","country":"PT","amount":1.5}',
      '{"id":2,"ts":"2026-01-01T00:00:02Z","country":"P\\"T","amount":2}',
      '{"id":3,"ts":"2026-01-01T00:00:03Z","country":"ES","amount":3.25}\n{"id":4}',
      null,
      '',
      'no json',
      '{"id":"five","ts":"2026-01-01T00:00:05Z","country":"FR","amount":5}',
      '{"country":"DE","id":6}',
      '[{"id":7}]',
      '{"id":8,"ts":"2026-01-01T00:00:08Z","country":"PT","amount":1.5}',
      ' {"id":9,"ts":"2026-01-01T00:00:09Z","country":"PT","amount":1.5} ',
    ];
    const many = Array.from({ length: 40 }, () => values).flat();
    const topic = await makeTopic(
      client,
      1,
      many.map((value) => ({ value })),
    );
    const s = await session();
    const schema = 'id BIGINT, ts TIMESTAMP, country STRING, amount DOUBLE';
    const df = s.read.format('kafka').options(options(topic)).load();
    const block = await df.selectExpr('offset', `from_json(cast(value as string), '${schema}') as o`).collect();
    // A concatenation in between keeps the planner from decoding blocks.
    const single = await df
      .selectExpr('offset', `from_json(concat(cast(value as string), ''), '${schema}') as o`)
      .collect();
    expect(block).toEqual(single);
    const fields = await df
      .selectExpr(`from_json(cast(value as string), '${schema}') as o`)
      .selectExpr('o.country', 'o.id')
      .collect();
    expect(fields).toEqual(
      single.map(({ o }) => ({
        country: (o as { country: string } | null)?.country ?? null,
        id: (o as { id: number } | null)?.id ?? null,
      })),
    );
  });

  test('drops exactly the rows that the same query over the topic at rest has more', async () => {
    const events = orderEvents({ seed: 3, late: 0.02, startMs: Date.UTC(2026, 0, 1), perSecond: 100 });
    const orders = Array.from({ length: 20_000 }, () => events.next().value);
    const topic = await makeTopic(
      client,
      2,
      orders.map(({ id, value }) => ({ value, partition: id % 2 })),
    );
    let dropped = 0;
    const s = await tracedSession(systemClock, nodeFileSystem(), (event) => {
      if (event.kind === 'batch') dropped += event.trace.rowsDropped;
    });
    const stream = orderWindows(
      s.readStream
        .format('kafka')
        .options(options(topic, { maxOffsetsPerTrigger: '1500' }))
        .load(),
    );
    const query = await stream.writeStream.format('memory').queryName('windows').outputMode('update').start();
    await query.processAllAvailable();
    await query.stop();
    const atRest = orderWindows(s.read.format('kafka').options(options(topic)).load());
    const total = async (df: DataFrame): Promise<number> =>
      Number((await df.agg(sum('orders').as('n')).collect())[0]!['n']);
    const last = s.table('windows').groupBy('window', 'country').agg(max('orders').as('orders'));
    expect(dropped).toBeGreaterThan(100);
    expect((await total(atRest)) - (await total(last))).toBe(dropped);
    expect(await total(atRest)).toBe(20_000);
  });

  let written = '';
  sinkConformance('kafka', {
    definition: kafkaSink,
    options: async () => {
      written = await makeTopic(client, 2);
      return { 'kafka.bootstrap.servers': address, topic: written };
    },
    schema: parseSchema('key STRING, value BINARY, headers ARRAY<STRUCT<key: STRING, value: BINARY>>'),
    row: (id) => [String(id), new Uint8Array([id]), id % 2 === 0 ? null : [['h', new Uint8Array([1])]]],
    read: async () => {
      const s = await session();
      const found = s.read.format('kafka').options(options(written)).load().selectExpr('cast(key as string) k');
      return (await found.collect()).map((row) => Number(row['k']));
    },
  });

  test('writes rows to the topics that they name, and refuses what Kafka cannot hold', async () => {
    const [a, b] = [await makeTopic(client, 1), await makeTopic(client, 2)];
    const s = await session();
    const stream = s.memoryStream('out', 'topic STRING, key STRING, value STRING, partition INT');
    const out = (df: DataFrame): Promise<StreamingQuery> =>
      df.writeStream
        .format('kafka')
        .option('kafka.bootstrap.servers', address)
        .option('checkpointLocation', mkdtempSync(join(tmpdir(), 'millrace-kafka-out-')))
        .start();
    const query = await out(stream.toDF());
    await stream.addData([a, 'k', 'v', null], [b, null, 'w', 1], [b, null, null, 0]);
    await query.processAllAvailable();
    await query.stop();
    const read = s.read
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': address, subscribe: `${a},${b}` })
      .load();
    const rows = await read
      .selectExpr('topic', 'cast(key as string) k', 'cast(value as string) v', 'partition p')
      .collect();
    const texts = rows.map((row) => JSON.stringify(Object.values(row))).sort();
    expect(texts).toEqual(
      [
        [a, 'k', 'v', 0],
        [b, null, 'w', 1],
        [b, null, null, 0],
      ]
        .map((row) => JSON.stringify(row))
        .sort(),
    );
    await expect(out(stream.toDF().select('topic', 'key'))).rejects.toThrow(/Required attribute 'value' not found/);
    await expect(out(stream.toDF().select('value'))).rejects.toThrow(/topic option required/);
    await expect(out(stream.toDF().selectExpr('topic', '1 as value'))).rejects.toThrow(/value attribute type must be/);
  });

  test('never shows a secret', async () => {
    const secret = 'Canary-9f31';
    const { host, port } = { host: '127.0.0.1', port: saslPort() };
    const topic = await makeTopic(client, 1, numbered(0, 3, 1));
    const jaas = (password: string): string =>
      `org.apache.kafka.common.security.plain.PlainLoginModule required username="u1" password="${password}";`;
    const sasl = (password: string): Record<string, string> =>
      options(topic, {
        'kafka.bootstrap.servers': `${host}:${port}`,
        'kafka.security.protocol': 'SASL_PLAINTEXT',
        'kafka.sasl.mechanism': 'PLAIN',
        'kafka.sasl.jaas.config': jaas(password),
      });
    const s = await session();
    expect(await s.read.format('kafka').options(sasl('p1')).load().count()).toBe(3);
    const scram = {
      ...sasl(''),
      'kafka.sasl.mechanism': 'SCRAM-SHA-256',
      'kafka.sasl.jaas.config': 'x username="u2" password="p2";',
    };
    expect(await s.read.format('kafka').options(scram).load().count()).toBe(3);
    const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-secret-'));
    const df = s.readStream.format('kafka').options(sasl(secret)).load();
    const shown: string[] = [];
    const { log } = console;
    console.log = (...words: unknown[]) => void shown.push(words.join(' '));
    try {
      await df.explain('extended');
      await df.printSchema();
    } finally {
      console.log = log;
    }
    const query = await df.writeStream.format('noop').option('checkpointLocation', checkpoint).start();
    const failure = await query.awaitTermination().then(
      () => null,
      (error: Error & { hint?: string }) => error,
    );
    expect(failure?.message).toMatch(/refused the login/);
    shown.push(
      failure!.message,
      failure!.stack ?? '',
      String(failure!.hint),
      JSON.stringify(query.status),
      JSON.stringify(query.recentProgress),
    );
    for (const file of readdirSync(checkpoint, { recursive: true, withFileTypes: true }))
      if (file.isFile()) shown.push(readFileSync(join(file.parentPath, file.name), 'utf8'));
    const wrong = await s.read
      .format('kafka')
      .options({ ...sasl(secret), colour: 'red' })
      .load()
      .count()
      .catch(String);
    const noModule = await s.read
      .format('kafka')
      .options({ ...sasl(secret), 'kafka.sasl.jaas.config': `password=${secret}` })
      .load()
      .count()
      .catch(String);
    shown.push(String(wrong), String(noModule));
    expect(shown.join('\n')).not.toContain(secret);
  });

  function saslPort(): number {
    const state = join(import.meta.dirname, '../../.millrace/servers/kafka/running.json');
    return (JSON.parse(readFileSync(state, 'utf8')) as { ports: { sasl: number } }).ports.sasl;
  }
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

test('a codec whose package is missing names the line that installs it', () => {
  expect(() => decompress(3, new Uint8Array([1]))).toThrow(/npm install lz4-napi/);
  expect(() => decompress(2, new Uint8Array([1]))).toThrow(/npm install snappy/);
  expect(() => decompress(7, new Uint8Array([1]))).toThrow(/codec 7/);
});
