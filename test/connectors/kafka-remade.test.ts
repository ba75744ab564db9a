import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InitialOffsets } from '../../connectors/kafka/initial-offsets.ts';
import { KafkaStream } from '../../connectors/kafka/kafka-stream.ts';
import { KafkajsPort } from '../../connectors/kafka/kafkajs-port.ts';
import { sourceOptions } from '../../connectors/kafka/options.ts';
import { kafka as kafkaSource } from '../../connectors/kafka/source.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { Clock } from '../../engine/spi/runtime.ts';
import type { ConnectorContext, Offset, StreamContext } from '../../engine/spi/source.ts';
import { kafkaOptions, makeTopic, numbered, remakeTopic, send, testClient, testLink } from './kafka-topics.ts';
import { testBroker } from './kafka-broker.ts';
import { folderLog, opened } from './source-conformance.ts';

const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const client = testClient(address);

const OLD = 5;
/** A topic of five records that is made again: how many it has then, and how many a batch takes. */
const REMADE: readonly (readonly [records: number, perBatch: string | null])[] = [
  [0, null],
  [3, null],
  [OLD, null],
  [9, null],
  [OLD, '2'],
  [9, '2'],
  [12, String(OLD)],
];

describe.skipIf('reason' in broker)('a topic of Kafka that was deleted and made again', () => {
  const place = (): string => mkdtempSync(join(tmpdir(), 'millrace-remade-'));
  const open = (topic: string, checkpoint: string, more: Record<string, string>, clock: Clock = systemClock) =>
    opened(
      {
        definition: kafkaSource,
        options: kafkaOptions(address, topic, more),
        rows: null,
        more: async () => undefined,
        clock,
      },
      checkpoint,
    );

  /** Reads all of a topic that is made again then, in batches that each run twice, as after a crash. */
  async function readBefore(topic: string, checkpoint: string): Promise<Offset> {
    const { source, read } = await open(topic, checkpoint, {});
    const end = (await source.latestOffset(null, true))!;
    expect((await read(null, end)).length).toBe(OLD);
    await source.stop();
    return end;
  }

  test.each(REMADE)(
    '%s records, %s a batch: read from its beginning once data may be lost',
    async (records, perBatch) => {
      const topic = await makeTopic(client, 1, numbered(0, OLD, 1));
      const checkpoint = place();
      let start = await readBefore(topic, checkpoint);
      await remakeTopic(client, topic, 1);
      await send(client, topic, numbered(100, 100 + records, 1));
      const options = { failOnDataLoss: 'false', ...(perBatch === null ? {} : { maxOffsetsPerTrigger: perBatch }) };
      const keys: string[] = [];
      for (;;) {
        const once = await open(topic, checkpoint, options);
        const decided = (await once.source.latestOffset(start, true))!;
        await once.source.stop();
        // a crash before the offsets were written, then one after them
        const { source, read } = await open(topic, checkpoint, options);
        const next = (await source.latestOffset(start, true))!;
        expect(next).toEqual(decided);
        if (JSON.stringify(next) === JSON.stringify(start)) break;
        const rows = await read(start, next);
        expect(await read(start, next)).toEqual(rows);
        keys.push(...rows.map((row) => Buffer.from(row[0] as Uint8Array).toString()));
        start = next;
        await source.stop();
      }
      expect(keys).toEqual(Array.from({ length: records }, (_, i) => `k${100 + i}`));
    },
  );

  test('is an error that names it unless data may be lost, at the start and while the query runs', async () => {
    const topic = await makeTopic(client, 1, numbered(0, OLD, 1));
    const checkpoint = place();
    const end = await readBefore(topic, checkpoint);
    let later = 0;
    const clock = { ...systemClock, elapsed: () => systemClock.elapsed() + later };
    const running = await open(topic, checkpoint, {}, clock);
    expect(await running.source.latestOffset(end, true)).toEqual(end);
    await remakeTopic(client, topic, 1);
    await send(client, topic, numbered(0, 50, 1));
    const refusal = { condition: 'KAFKA_DATA_LOSS.TOPIC_RECREATED', message: expect.stringContaining(topic) as string };
    // decided before it was looked again
    const decided = { [topic]: { 0: 9 } };
    await expect(running.read(end, decided)).rejects.toMatchObject(refusal);
    later = 1_000;
    await expect(running.source.latestOffset(end, true)).rejects.toMatchObject(refusal);
    await running.source.stop();
    const restarted = await open(topic, checkpoint, {});
    await expect(restarted.source.latestOffset(end, true)).rejects.toMatchObject(refusal);
    await restarted.source.stop();
    // and the refusal stays: nothing was noted by it
    const again = await open(topic, checkpoint, {});
    await expect(again.source.latestOffset(end, true)).rejects.toMatchObject(refusal);
    await again.source.stop();
  });

  test('is none when a pattern meets a new topic', async () => {
    const first = await makeTopic(client, 1, numbered(0, OLD, 1));
    const checkpoint = place();
    const options = { subscribe: '', subscribePattern: `${first}.*` };
    const pattern = Object.fromEntries(
      Object.entries(kafkaOptions(address, first, options)).filter(([, v]) => v !== ''),
    );
    const under = { definition: kafkaSource, options: pattern, rows: null, more: async () => undefined };
    const before = await opened(under, checkpoint);
    const end = (await before.source.latestOffset(null, true))!;
    await before.source.stop();
    const admin = client.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: `${first}-b`, numPartitions: 1 }] });
    await admin.disconnect();
    await send(client, `${first}-b`, numbered(0, 2, 1));
    const after = await opened(under, checkpoint);
    const next = (await after.source.latestOffset(end, true))!;
    expect(next).toEqual({ [first]: { 0: OLD }, [`${first}-b`]: { 0: 2 } });
    expect((await after.read(end, next)).length).toBe(2);
    await after.source.stop();
  });

  test('shows by its offsets alone where a broker gives no ids', async () => {
    const topic = await makeTopic(client, 1, numbered(0, OLD, 1));
    const old = new KafkajsPort({ ...testLink(address), committed: false });
    old.topicIds = async () => new Map();
    const fileSystem = nodeFileSystem();
    const context: StreamContext = {
      log: folderLog(null),
      notes: null,
      fileSystem,
      clock: systemClock,
      signal: new AbortController().signal,
      waiting: () => undefined,
      notice: () => undefined,
    };
    const options = sourceOptions(
      { options: kafkaOptions(address, topic), notice: () => undefined } as unknown as ConnectorContext,
      true,
    );
    const stream = new KafkaStream(old, options, context, new InitialOffsets(context.log));
    expect(await stream.latestOffset(null, true)).toEqual({ [topic]: { 0: OLD } });
    await expect(stream.latestOffset({ [topic]: { 0: OLD + 4 } }, true)).rejects.toMatchObject({
      condition: 'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED',
    });
    await stream.stop();
  });

  test('is not judged by a note that is damaged', async () => {
    const topic = await makeTopic(client, 1, numbered(0, OLD, 1));
    const checkpoint = place();
    const end = await readBefore(topic, checkpoint);
    const path = join(checkpoint, 'notes', 'topics');
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at++) {
      for (const damaged of [
        whole.subarray(0, at),
        Buffer.from(whole.map((byte, i) => (i === at ? byte ^ 4 : byte))),
      ]) {
        writeFileSync(path, damaged);
        const { source } = await open(topic, checkpoint, {});
        await expect(source.latestOffset(end, true), `byte ${at}`).rejects.toMatchObject({
          condition: 'CHECKPOINT_FILE_CORRUPT',
          message: expect.stringContaining(path) as string,
        });
        await source.stop();
      }
    }
  });
});
