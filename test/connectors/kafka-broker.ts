import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Kafka, Message } from 'kafkajs';
import { afterAll } from 'vitest';
import type { LinkOptions } from '../../connectors/kafka/broker-link.ts';
import { kafkajsClient } from '../../connectors/kafka/kafkajs-client.ts';
import { sourcePatience } from '../../connectors/kafka/patience.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { createTopic } from '../../kernel/cli/generate/create-topic.ts';
import { hasKafkaJars, kafkaServer } from '../../kernel/cli/servers/kafka-server.ts';

/** A real broker for tests, or why there is none. */
export type TestBroker = { readonly address: string } | { readonly reason: string };

/** Starts the broker, or finds the one that runs. What `MILLRACE_REQUIRE` names must not be missing. */
export async function testBroker(): Promise<TestBroker> {
  const given = process.env['MILLRACE_KAFKA'];
  if (given !== undefined) return { address: given };
  const required = /\b(kafka|all)\b/.test(process.env['MILLRACE_REQUIRE'] ?? '');
  const missing = kafkaServer.needs.filter((name) => spawnSync(name, ['-version']).error !== undefined);
  const reason =
    missing.length > 0
      ? `no ${missing.join(' and no ')} on the path`
      : hasKafkaJars() || required || process.env['MILLRACE_FETCH'] === '1'
        ? null
        : "Kafka's jars are not here (MILLRACE_FETCH=1 fetches them)";
  if (reason === null) {
    // Who starts it ends it; a broker that runs already is left alone.
    if ((await kafkaServer.status()) === null) afterAll(async () => void (await kafkaServer.down()), 30_000);
    return { address: await kafkaServer.up(() => undefined) };
  }
  if (required) throw new Error(`MILLRACE_REQUIRE names kafka, but there is none: ${reason}.`);
  console.log(`Kafka tests are skipped: ${reason}.`);
  return { reason };
}

export const testClient = (address: string): Kafka =>
  kafkajsClient({ brokers: [address], retry: { initialRetryTime: 20, multiplier: 1.5, retries: 20 } });

/** Makes a topic that no other test has and fills it. */
export async function makeTopic(kafka: Kafka, partitions: number, messages: readonly Message[] = []): Promise<string> {
  const topic = `test-${randomUUID().slice(0, 8)}`;
  const admin = kafka.admin();
  await admin.connect();
  await createTopic(admin, topic, partitions);
  await admin.disconnect();
  await send(kafka, topic, messages);
  return topic;
}

/** Sends messages to the partitions they name. */
export async function send(kafka: Kafka, topic: string, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const producer = kafka.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  for (let at = 0; at < messages.length; at += 5000)
    await producer.send({ topic, messages: messages.slice(at, at + 5000) });
  await producer.disconnect();
}

/** Records with keys `k0`, `k1`, ... in turn over the partitions. */
export const numbered = (from: number, to: number, partitions: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => ({
    key: `k${from + i}`,
    value: `{"id":${from + i}}`,
    partition: (from + i) % partitions,
  }));

/** Options that read all of a topic. */
export const kafkaOptions = (
  address: string,
  topic: string,
  more: Record<string, string> = {},
): Record<string, string> => ({
  'kafka.bootstrap.servers': address,
  subscribe: topic,
  startingOffsets: 'earliest',
  ...more,
});

/** A connection of its own to the broker. */
export const testLink = (address: string): LinkOptions => ({
  config: { brokers: [address] },
  servers: address,
  clock: systemClock,
  patience: sourcePatience({}),
  known: false,
  signal: new AbortController().signal,
  waiting: () => undefined,
});
