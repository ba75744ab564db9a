import { randomUUID } from 'node:crypto';
import type { Kafka, Message } from 'kafkajs';
import { fetchSettings } from '../../connectors/kafka/fetch-settings.ts';
import { kafkajsClient } from '../../connectors/kafka/kafkajs-client.ts';
import type { KafkajsPortOptions } from '../../connectors/kafka/kafkajs-port.ts';
import { sourcePatience } from '../../connectors/kafka/patience.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { createTopic } from '../../kernel/cli/generate/create-topic.ts';

export const testClient = (address: string): Kafka =>
  kafkajsClient({ brokers: [address], retry: { initialRetryTime: 20, multiplier: 1.5, retries: 20 } });

/** Makes a topic that no other test has and fills it. */
export async function makeTopic(
  kafka: Kafka,
  partitions: number,
  messages: readonly Message[] = [],
  config: Readonly<Record<string, string>> = {},
): Promise<string> {
  const topic = `test-${randomUUID().slice(0, 8)}`;
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  if (configEntries.length > 0)
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }], waitForLeaders: false });
  await createTopic(admin, topic, partitions);
  await admin.disconnect();
  await send(kafka, topic, messages);
  return topic;
}

/** Deletes a topic and makes it again, empty. */
export async function remakeTopic(kafka: Kafka, topic: string, partitions: number): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  while ((await admin.listTopics()).includes(topic)) await new Promise((resolve) => setTimeout(resolve, 20));
  await createTopic(admin, topic, partitions);
  await admin.disconnect();
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
  for (let at = 0; at < messages.length; at += 1000)
    await producer.send({ topic, messages: messages.slice(at, at + 1000) });
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
export const testLink = (address: string): Omit<KafkajsPortOptions, 'committed'> => ({
  config: { brokers: [address] },
  servers: address,
  clock: systemClock,
  patience: sourcePatience({}),
  fetch: fetchSettings({}, 10_000),
  known: false,
  signal: new AbortController().signal,
  waiting: () => undefined,
});
