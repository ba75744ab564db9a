import type { Kafka, Message } from 'kafkajs';
import { createTopic } from './create-topic.ts';
import type { OrderEvent } from './order-events.ts';

export interface SendOptions {
  readonly kafka: Kafka;
  readonly address: string;
  readonly topic: string;
  /** Partitions of the topic when it has to be created. */
  readonly partitions: number;
  readonly events: Iterator<OrderEvent>;
  /** Rows a second. */
  readonly rate: number;
  readonly rows: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

const MOST_AT_ONCE = 5000;
const TICK_MS = 50;

/** Sends rows at a steady pace until there are enough, or somebody stops it; gives the number sent. */
export async function sendEvents(options: SendOptions): Promise<number> {
  const { kafka, topic, events, rate, rows, seconds, signal } = options;
  const partitions = await preparedTopic(options);
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  });
  await producer.connect();
  let sent = 0;
  try {
    const started = performance.now();
    while (!signal.aborted && sent < rows) {
      const elapsed = (performance.now() - started) / 1000;
      if (elapsed >= seconds) break;
      const due = rate === Infinity ? sent + MOST_AT_ONCE : Math.floor(elapsed * rate) + 1;
      const count = Math.min(due - sent, rows - sent, MOST_AT_ONCE);
      if (count > 0) {
        await producer.send({ topic, acks: -1, messages: take(events, count, partitions) });
        sent += count;
      }
      if (due <= sent) await pause(TICK_MS, signal);
    }
  } finally {
    await producer.disconnect();
  }
  return sent;
}

function take(events: Iterator<OrderEvent>, count: number, partitions: number): Message[] {
  const messages: Message[] = [];
  for (let i = 0; i < count; i++) {
    const { id, value } = events.next().value as OrderEvent;
    messages.push({ key: String(id), value, partition: id % partitions });
  }
  return messages;
}

/** Makes the topic when it is not there; gives the number of its partitions. */
async function preparedTopic({ kafka, address, topic, partitions, say }: SendOptions): Promise<number> {
  const admin = kafka.admin();
  try {
    await admin.connect();
  } catch (error) {
    throw new Error(
      `No Kafka broker answers at ${address} (${(error as Error).message}). "millrace servers up kafka" starts one and prints its address.`,
      { cause: error },
    );
  }
  try {
    const known = await admin.listTopics();
    if (known.includes(topic)) {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]!.partitions.length;
    }
    await createTopic(admin, topic, partitions);
    say(`topic ${topic} created with ${partitions} partitions`);
    return partitions;
  } finally {
    await admin.disconnect();
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
