import type { RecordBatch } from '../../engine/columnar/vector.ts';
import {
  defineSource,
  type BatchReader,
  type ConnectorContext,
  type MicroBatchSource,
  type ReadContext,
  type StreamContext,
  type StreamReader,
} from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import { CLIENT_OPTIONS, clientOptions } from './client-options.ts';
import type { KafkaPort } from './kafka-port.ts';
import { KafkaReader } from './kafka-reader.ts';
import { KafkaStream } from './kafka-stream.ts';
import { KafkajsPort } from './kafkajs-port.ts';
import { OffsetFinder } from './offset-finder.ts';
import { SOURCE_OPTIONS, sourceOptions, type KafkaSourceOptions, type Subscription } from './options.ts';
import { kafkaSchema } from './rows.ts';

/** Topics of Apache Kafka: exact ranges of offsets, no consumer group. */
export const kafka = defineSource({
  name: 'kafka',
  description: 'topics of Apache Kafka',
  options: [...SOURCE_OPTIONS, ...CLIENT_OPTIONS],
  userSchema: 'refused',
  batch: async (context) => new KafkaBatchReader(sourceOptions(context, false), portOf(context)),
  stream: async (context) => new KafkaStreamReader(sourceOptions(context, true), portOf(context)),
});

/** Makes a connection when it is needed: looking at a plan talks to no broker. */
function portOf({ options, fileSystem, notice, clock }: ConnectorContext): () => KafkaPort {
  const client = clientOptions(options, fileSystem, notice);
  return () => new KafkajsPort({ ...client, clock });
}

class KafkaStreamReader implements StreamReader {
  readonly schema: StructType;
  readonly description: string;
  private readonly options: KafkaSourceOptions;
  private readonly connect: () => KafkaPort;

  constructor(options: KafkaSourceOptions, connect: () => KafkaPort) {
    this.options = options;
    this.connect = connect;
    this.schema = kafkaSchema(options.includeHeaders);
    this.description = `KafkaV2[${describe(options.subscription)}]`;
  }

  async open(context: StreamContext): Promise<MicroBatchSource> {
    return new KafkaStream(this.connect(), this.options, context);
  }
}

class KafkaBatchReader implements BatchReader {
  readonly schema: StructType;
  private readonly options: KafkaSourceOptions;
  private readonly connect: () => KafkaPort;

  constructor(options: KafkaSourceOptions, connect: () => KafkaPort) {
    this.options = options;
    this.connect = connect;
    this.schema = kafkaSchema(options.includeHeaders);
  }

  async *read(context: ReadContext): AsyncIterable<RecordBatch> {
    const port = this.connect();
    try {
      const { subscription, starting, ending, failOnDataLoss } = this.options;
      const finder = new OffsetFinder(port, subscription);
      const partitions = await finder.partitions();
      const start = await finder.place(starting, partitions);
      const end = await finder.place(ending, partitions);
      yield* new KafkaReader(port, this.schema, failOnDataLoss).read(start, end, context);
    } finally {
      await port.close();
    }
  }
}

/** As Spark writes it in progress. */
function describe(subscription: Subscription): string {
  switch (subscription.kind) {
    case 'subscribe':
      return `Subscribe[${subscription.topics.join(', ')}]`;
    case 'pattern':
      return `SubscribePattern[${subscription.pattern}]`;
    case 'assign':
      return `Assign[${[...subscription.partitions].flatMap(([t, own]) => own.map((p) => `${t}-${p}`)).join(', ')}]`;
  }
}
