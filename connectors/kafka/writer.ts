import { createRequire } from 'node:module';
import type { ICustomPartitioner, Kafka, Message, Producer } from 'kafkajs';
import { scalarAt, type RecordBatch } from '../../engine/columnar/vector.ts';
import type { SinkContext, SinkGuarantee, StreamSink } from '../../engine/spi/sink.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { BrokerLink, type LinkOptions } from './broker-link.ts';
import { checkClientOptions, clientOptions, lowerCased } from './client-options.ts';
import { failureOf } from './kafka-failures.ts';
import { longerPatience, sinkPatience } from './patience.ts';
import { producerSettings, type ProducerSettings } from './producer-settings.ts';
import { recordColumns, type RecordColumns } from './record-columns.ts';

const ROWS_AT_ONCE = 5000;
/** What a record and the batch around it take beside keys, values and headers: `AbstractRecords` of Kafka's clients. */
const RECORD_OVERHEAD = 82;
const require = createRequire(import.meta.url);

/** A batch that runs again after a crash is sent again: at-least-once, as Spark's, where all brokers answer for a record. */
export class KafkaSink implements StreamSink {
  readonly description: string;
  readonly guarantee: SinkGuarantee;
  private readonly columns: RecordColumns;
  private readonly topic: string | null;
  private readonly link: LinkOptions;
  private readonly settings: ProducerSettings;
  private producer: BrokerLink<Producer> | null = null;

  constructor({
    options,
    schema,
    fileSystem,
    clock,
    print,
    waiting,
  }: Pick<SinkContext, 'options' | 'schema' | 'fileSystem' | 'clock' | 'print' | 'waiting'>) {
    this.topic = options['topic']?.trim() ?? null;
    this.columns = recordColumns(schema, this.topic);
    checkClientOptions(options, 'sink', print);
    if (options['includeHeaders'] !== undefined)
      print('The option includeHeaders has no effect when writing, as in Spark: a column headers is always written.');
    this.settings = producerSettings(lowerCased(options));
    this.guarantee = this.settings.acks === -1 ? 'at-least-once' : 'best-effort';
    if (this.settings.acks !== -1)
      print('With kafka.acks other than all, records that a broker loses are lost: that is not at-least-once.');
    const client = clientOptions(options, fileSystem);
    const patience = sinkPatience(options);
    this.link = { ...client, clock, patience, known: false, signal: new AbortController().signal, waiting };
    this.description = `KafkaSink[${this.topic ?? 'by column topic'}]`;
  }

  async addBatch(batchId: number, batches: readonly RecordBatch[], signal: AbortSignal): Promise<number> {
    this.producer ??= new BrokerLink({ ...this.link, known: batchId > 0, signal }, (kafka) =>
      producerOf(kafka, this.settings),
    );
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
    for (const [topic, messages] of byTopic) await this.send(this.producer, topic, messages);
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

  private async send(link: BrokerLink<Producer>, topic: string, all: readonly Message[]): Promise<void> {
    const { acks, compression, batchBytes, mostRecordBytes } = this.settings;
    const tooLarge = all.find((message) => sizeOf(message) > mostRecordBytes);
    if (tooLarge !== undefined) throw recordTooLarge(topic, sizeOf(tooLarge), mostRecordBytes);
    for (const messages of portions(all, batchBytes))
      await link.ask(
        async (producer, written) => {
          await producer.send({ topic, acks, compression, messages });
          // Nobody says that they came; at least they have left when the connection is closed.
          if (acks === 0) await written();
        },
        async (error, tried) => failureOf(error, this.link.servers, [topic], tried, longerPatience('sink')),
      );
  }

  async close(): Promise<void> {
    this.producer?.close();
  }
}

function producerOf(kafka: Kafka, { ignoreKeys, metadataMaxAgeMs }: ProducerSettings): Producer {
  const { Partitioners } = require('kafkajs') as typeof import('kafkajs');
  return kafka.producer({
    allowAutoTopicCreation: false,
    metadataMaxAge: metadataMaxAgeMs,
    createPartitioner: ignoreKeys ? withoutKeys(Partitioners.DefaultPartitioner) : Partitioners.DefaultPartitioner,
  });
}

const withoutKeys =
  (create: ICustomPartitioner): ICustomPartitioner =>
  () => {
    const choose = create();
    return (record) => choose({ ...record, message: { ...record.message, key: null } });
  };

/** As many at once as a broker takes. */
function* portions(messages: readonly Message[], most: number): Generator<Message[]> {
  let portion: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const own = sizeOf(message);
    if (portion.length > 0 && (portion.length >= ROWS_AT_ONCE || bytes + own > most)) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(message);
    bytes += own;
  }
  if (portion.length > 0) yield portion;
}

function sizeOf({ key, value, headers }: Message): number {
  let bytes = RECORD_OVERHEAD + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, values] of Object.entries(headers ?? {}))
    for (const own of values as Buffer[]) bytes += Buffer.byteLength(name) + own.length;
  return bytes;
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

const recordTooLarge = (topic: string, bytes: number, most: number): ExternalError =>
  new ExternalError({
    condition: 'KAFKA_RECORD_TOO_LARGE',
    message: `A record for the topic ${topic} takes ${bytes} bytes, more than kafka.max.request.size allows (${most}).`,
    hint: 'Set kafka.max.request.size higher, and max.message.bytes of the topic where that is lower.',
  });
