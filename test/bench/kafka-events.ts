import type { Kafka } from 'kafkajs';
import { createTopic } from '../../kernel/cli/generate/create-topic.ts';
import { seededRandom } from '../../engine/runtime/random.ts';

export const PARTITIONS = 4;
const KEYS = 1000;
const AT_ONCE = 5000;

/** A topic of JSON events, made once for each size and seed; gives its name. */
export async function writeKafkaEvents(kafka: Kafka, rows: number, seed: number): Promise<string> {
  const topic = `bench-events-${rows}-${seed}`;
  const admin = kafka.admin();
  await admin.connect();
  try {
    if ((await admin.listTopics()).includes(topic)) {
      const ends = await admin.fetchTopicOffsets(topic);
      if (ends.reduce((n, p) => n + Number(p.high), 0) === rows) return topic;
      await admin.deleteTopics({ topics: [topic] });
    }
    await createTopic(admin, topic, PARTITIONS);
  } finally {
    await admin.disconnect();
  }
  const producer = kafka.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  });
  await producer.connect();
  const random = seededRandom(seed);
  for (let at = 0; at < rows; at += AT_ONCE) {
    const messages = Array.from({ length: Math.min(AT_ONCE, rows - at) }, (_, i) => ({
      value: eventText(at + i, random),
      partition: (at + i) % PARTITIONS,
    }));
    await producer.send({ topic, messages });
  }
  await producer.disconnect();
  return topic;
}

/** Values are quarters: their sums are exact in any order. */
function eventText(id: number, random: () => number): string {
  const ts = new Date(Date.UTC(2026, 0, 1) + id - Math.floor(random() * 2000)).toISOString();
  const key = `key-${Math.floor(random() * KEYS)}`;
  return `{"id":${id},"ts":"${ts}","key":"${key}","region":"eu-west","value":${Math.floor(random() * 4000) / 4},"qty":${1 + (id % 7)}}`;
}
