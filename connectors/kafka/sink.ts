import { createRequire } from 'node:module';
import type { Message, Producer } from 'kafkajs';
import { scalarAt, type RecordBatch } from '../../engine/columnar/vector.ts';
import { defineSink, type SinkContext, type StreamSink } from '../../engine/spi/sink.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { CLIENT_OPTIONS, clientOptions } from './client-options.ts';
import { failureOf } from './kafka-failures.ts';
import { kafkajsClient } from './kafkajs-client.ts';
import { recordColumns, type RecordColumns } from './record-columns.ts';

const AT_ONCE = 5000;
const require = createRequire(import.meta.url);

/** Rows as records of Kafka: `value`, and `key`, `topic`, `partition`, `headers` where there are such columns. */
export const kafkaSink = defineSink({
  name: 'kafka',
  description: 'topics of Apache Kafka',
  options: [
    { name: 'topic', description: 'the topic of all rows; without it the column topic names one for each' },
    ...CLIENT_OPTIONS,
  ],
  modes: ['append', 'update', 'complete'],
  checkpointRequired: true,
  open: async (context) => new KafkaSink(context),
});

/** A batch that runs again after a crash is sent again: at-least-once, as Spark's. */
class KafkaSink implements StreamSink {
  readonly description: string;
  readonly guarantee = 'at-least-once';
  private readonly columns: RecordColumns;
  private readonly topic: string | null;
  private readonly servers: string;
  private readonly producer: Producer;
  private connected = false;

  constructor({ options, schema, fileSystem, print }: SinkContext) {
    this.topic = options['topic'] ?? null;
    this.columns = recordColumns(schema, this.topic);
    const { config, servers } = clientOptions(options, fileSystem, print);
    const { Partitioners } = require('kafkajs') as typeof import('kafkajs');
    const retry = { retries: 4, initialRetryTime: 200, maxRetryTime: 4000 };
    this.producer = kafkajsClient({ connectionTimeout: 2500, requestTimeout: 10_000, ...config, retry }).producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    this.servers = servers;
    this.description = `KafkaSink[${this.topic ?? 'by column topic'}]`;
  }

  async addBatch(_: number, batches: readonly RecordBatch[]): Promise<number> {
    const byTopic = new Map<string, Message[]>();
    let rows = 0;
    for (const batch of batches) {
      for (let row = 0; row < batch.length; row++, rows++) {
        const { topic, message } = this.record(batch, row);
        const known = byTopic.get(topic);
        if (known === undefined) byTopic.set(topic, [message]);
        else known.push(message);
      }
    }
    for (const [topic, messages] of byTopic) await this.send(topic, messages);
    return rows;
  }

  private record(batch: RecordBatch, row: number): { topic: string; message: Message } {
    const at = (column: number): unknown => (column < 0 ? null : scalarAt(batch.columns[column]!, row));
    const { key, value, topic, partition, headers } = this.columns;
    const name = this.topic ?? (at(topic) as string | null);
    if (name === null) throw nullTopic();
    const message: Message = { key: bytesOf(at(key)), value: bytesOf(at(value)) };
    const place = at(partition) as number | null;
    if (place !== null) message.partition = place;
    const pairs = at(headers) as [string, Uint8Array | null][] | null;
    if (pairs !== null) message.headers = headersOf(pairs);
    return { topic: name, message };
  }

  private async send(topic: string, messages: readonly Message[]): Promise<void> {
    try {
      if (!this.connected) await this.producer.connect();
      this.connected = true;
      for (let at = 0; at < messages.length; at += AT_ONCE)
        await this.producer.send({ topic, acks: -1, messages: messages.slice(at, at + AT_ONCE) });
    } catch (error) {
      throw failureOf(error, this.servers, [topic]);
    }
  }

  async close(): Promise<void> {
    if (this.connected) await this.producer.disconnect();
  }
}

const bytesOf = (value: unknown): Buffer | null =>
  value === null ? null : typeof value === 'string' ? Buffer.from(value) : Buffer.from(value as Uint8Array);

/** Names may come several times. */
function headersOf(pairs: readonly (readonly [string, Uint8Array | null])[]): Record<string, Buffer[]> {
  const headers: Record<string, Buffer[]> = Object.create(null) as Record<string, Buffer[]>;
  for (const [name, value] of pairs) (headers[name] ??= []).push(Buffer.from(value ?? []));
  return headers;
}

const nullTopic = (): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_NULL_TOPIC_IN_DATA',
    sqlState: '22000',
    message: 'Null topic present in the data.',
    hint: 'Use the option topic for setting a topic for all rows, or leave out rows without one.',
  });
