import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kafkaSink } from '../../connectors/kafka/sink.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { max, sum } from '../../engine/api/functions.ts';
import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { StreamingQuery } from '../../engine/api/streaming-query.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { orderEvents } from '../../kernel/cli/generate/order-events.ts';
import { kafkaPorts } from '../../kernel/cli/servers/kafka-server.ts';
import { orderWindows } from '../crash/order-windows.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { testBroker } from './kafka-broker.ts';
import { kafkaOptions, makeTopic, numbered, testClient } from './kafka-topics.ts';
import { sinkConformance } from './sink-conformance.ts';

const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const client = testClient(address);
const session = (): Promise<MillraceSession> => sessionOn(systemClock, nodeFileSystem());
const options = (topic: string, more: Record<string, string> = {}): Record<string, string> =>
  kafkaOptions(address, topic, more);

describe.skipIf('reason' in broker)(`Kafka queries${'reason' in broker ? ` (skipped: ${broker.reason})` : ''}`, () => {
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
    const s = await sessionOn(systemClock, nodeFileSystem(), (event) => {
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

  test('takes a secret by reference, reads it when it is needed and names the reference when it is not there', async () => {
    const topic = await makeTopic(client, 1, numbered(0, 3, 1));
    const folder = mkdtempSync(join(tmpdir(), 'millrace-reference-'));
    const file = join(folder, 'jaas');
    const options = (secret: Record<string, string>): Record<string, string> => ({
      ...kafkaOptions(`127.0.0.1:${kafkaPorts()!['sasl']}`, topic),
      'kafka.security.protocol': 'SASL_PLAINTEXT',
      'kafka.sasl.mechanism': 'PLAIN',
      ...secret,
    });
    const s = await session();
    const byFile = s.read
      .format('kafka')
      .options(options({ 'kafka.sasl.jaas.config': `file:${file}` }))
      .load();
    expect(JSON.stringify(byFile.plan)).toContain(`file:${file}`);
    await expect(byFile.count()).rejects.toMatchObject({
      condition: 'SECRET_NOT_FOUND',
      message: expect.stringContaining(`file:${file}`) as string,
    });
    writeFileSync(file, 'Module required username="u1" password="p1";\n');
    expect(await byFile.count()).toBe(3);
    const byName = {
      'kafka.sasl.username': 'env:MILLRACE_TEST_USER',
      'kafka.sasl.password': 'env:MILLRACE_TEST_PASSWORD',
    };
    const stream = s.readStream.format('kafka').options(options(byName)).load();
    const start = (): Promise<StreamingQuery> =>
      stream.writeStream.format('noop').trigger({ availableNow: true }).start();
    process.env['MILLRACE_TEST_USER'] = 'u1';
    await expect((await start()).awaitTermination()).rejects.toThrow(/env:MILLRACE_TEST_PASSWORD/);
    process.env['MILLRACE_TEST_PASSWORD'] = 'p1';
    await (await start()).awaitTermination();
    process.env['MILLRACE_TEST_PASSWORD'] = 'wrong-canary-1';
    const failure = await (await start()).awaitTermination().catch((error: unknown) => error as Error);
    expect(String(failure)).toMatch(/refused the login/);
    expect(String(failure)).not.toContain('wrong-canary-1');
  });

  test('never shows a secret', async () => {
    const secret = 'Canary-9f31';
    const { host, port } = { host: '127.0.0.1', port: kafkaPorts()!['sasl'] };
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
});
