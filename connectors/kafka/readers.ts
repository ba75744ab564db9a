import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type {
  BatchReader,
  ConnectorContext,
  MicroBatchSource,
  ReadContext,
  StreamContext,
  StreamReader,
} from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import { checkClientOptions, clientOptions, lowerCased } from './client-options.ts';
import type { LinkOptions } from './broker-link.ts';
import { endNotThere, startAfterEnd } from './data-loss.ts';
import { fetchSettings } from './fetch-settings.ts';
import { InitialOffsets } from './initial-offsets.ts';
import type { KafkaPort } from './kafka-port.ts';
import { KafkaReader } from './kafka-reader.ts';
import { KafkaStream } from './kafka-stream.ts';
import { KafkajsPort } from './kafkajs-port.ts';
import { OffsetFinder } from './offset-finder.ts';
import { sourceOptions, type KafkaSourceOptions, type Subscription } from './options.ts';
import { sourcePatience } from './patience.ts';
import type { CutRecords } from './record-parts.ts';
import { kafkaSchema } from './rows.ts';

export const batchReader = (context: ConnectorContext): BatchReader =>
  new KafkaBatchReader(sourceOptions(context, false), portOf(context));

export const streamReader = (context: ConnectorContext): StreamReader =>
  new KafkaStreamReader(sourceOptions(context, true), portOf(context));

/** Makes a connection when it is needed: looking at a plan talks to no broker. */
type Connect = (reader: Pick<LinkOptions, 'known' | 'signal' | 'waiting'>) => Promise<KafkaPort>;

function portOf({ options, fileSystem, notice, clock, revealed }: ConnectorContext): Connect {
  checkClientOptions(options, 'source', notice);
  const patience = sourcePatience(options);
  const fetch = fetchSettings(lowerCased(options), patience(true).silenceMs);
  return async (reader) =>
    new KafkajsPort({ ...clientOptions(await revealed(), fileSystem), ...reader, clock, patience, fetch });
}

class KafkaStreamReader implements StreamReader {
  readonly schema: StructType;
  readonly description: string;
  private readonly options: KafkaSourceOptions;
  private readonly connect: Connect;

  constructor(options: KafkaSourceOptions, connect: Connect) {
    this.options = options;
    this.connect = connect;
    this.schema = kafkaSchema(options.includeHeaders);
    this.description = `KafkaV2[${describe(options.subscription)}]`;
  }

  get partsReader(): CutRecords {
    return { includeHeaders: this.options.includeHeaders };
  }

  async open(context: StreamContext): Promise<MicroBatchSource> {
    const initial = new InitialOffsets(context.log);
    const { signal, waiting } = context;
    const port = await this.connect({ known: initial.read() !== null, signal, waiting });
    return new KafkaStream(port, this.options, context, initial);
  }
}

class KafkaBatchReader implements BatchReader {
  readonly schema: StructType;
  private readonly options: KafkaSourceOptions;
  private readonly connect: Connect;

  constructor(options: KafkaSourceOptions, connect: Connect) {
    this.options = options;
    this.connect = connect;
    this.schema = kafkaSchema(options.includeHeaders);
  }

  async *read(context: ReadContext): AsyncIterable<RecordBatch> {
    const port = await this.connect({ known: false, signal: context.signal, waiting: () => undefined });
    try {
      const { subscription, starting, ending, failOnDataLoss } = this.options;
      const finder = new OffsetFinder(port, subscription);
      const partitions = await finder.partitions();
      const start = await finder.place(starting, partitions);
      const wanted = await finder.place(ending, partitions);
      for (const p of partitions) {
        if (start.get(p)! > wanted.get(p)!) throw startAfterEnd(p, start.get(p)!, wanted.get(p)!);
      }
      const there = ending.kind === 'offsets' ? await finder.ends(partitions, 'latest') : wanted;
      const end = wanted.map((p, offset) => {
        const latest = there.get(p)!;
        if (offset > latest && failOnDataLoss) throw endNotThere(p, offset, latest);
        return Math.max(start.get(p)!, Math.min(offset, latest));
      });
      yield* new KafkaReader(port, this.schema, failOnDataLoss).read(start, end, context, null);
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
