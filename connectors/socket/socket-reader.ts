import { BatchBuilder } from '../../engine/columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../../engine/columnar/vector.ts';
import type {
  ConnectorContext,
  MicroBatchSource,
  Offset,
  ReadContext,
  StreamContext,
  StreamReader,
} from '../../engine/spi/source.ts';
import { field, STRING, struct, TIMESTAMP, type StructType } from '../../engine/types/data-type.ts';
import { AnalysisError, ArgumentError } from '../../engine/types/errors.ts';
import { SocketLines } from './socket-lines.ts';

export class SocketReader implements StreamReader {
  readonly schema: StructType;
  readonly description: string;
  private readonly host: string;
  private readonly port: number;

  constructor({ options, notice }: ConnectorContext) {
    this.host = options['host']!;
    this.port = Number(options['port']);
    if (!Number.isInteger(this.port) || this.port < 1 || this.port > 65535) throw badPort(options['port']!);
    const withTime = booleanOption(options['includeTimestamp']);
    this.schema = struct([field('value', STRING), ...(withTime ? [field('timestamp', TIMESTAMP)] : [])]);
    this.description = `TextSocketV2[host: ${this.host}, port: ${this.port}]`;
    notice('The socket source cannot be replayed: it should not be used for production applications.');
  }

  async open(context: StreamContext): Promise<MicroBatchSource> {
    const lines = await SocketLines.connect(this.host, this.port, context.clock);
    return new SocketStream(lines, this.schema);
  }
}

/** An offset is the number of lines that came so far. */
class SocketStream implements MicroBatchSource {
  private readonly lines: SocketLines;
  private readonly schema: StructType;
  private prepared: number | null = null;

  constructor(lines: SocketLines, schema: StructType) {
    this.lines = lines;
    this.schema = schema;
  }

  async latestOffset(start: Offset | null): Promise<Offset | null> {
    const latest = this.prepared ?? this.lines.latest();
    return latest < 0 || (start !== null && latest <= Number(start)) ? start : latest;
  }

  async prepareForAvailableNow(): Promise<void> {
    this.prepared = this.lines.latest();
  }

  async reportLatest(): Promise<Offset | null> {
    return this.lines.latest();
  }

  rowsBetween(start: Offset | null, end: Offset): number {
    return Number(end) - Number(start ?? -1);
  }

  async *read(start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch> {
    const from = Number(start ?? -1);
    const names = context.columns ?? this.schema.fields.map((f) => f.name);
    const schema = struct(names.map((name) => this.schema.fields.find((f) => f.name === name)!));
    const lines = this.lines.between(from, Number(end));
    for (let at = 0; at < lines.length; at += context.blockRows) {
      const part = lines.slice(at, at + context.blockRows);
      const builder = new BatchBuilder(schema, part.length);
      for (const { text, micros } of part) {
        builder.append(names.map((name): Scalar => (name === 'value' ? text : micros)));
      }
      yield builder.finish();
    }
  }

  async commit(end: Offset): Promise<void> {
    this.lines.forget(Number(end));
  }

  async stop(): Promise<void> {
    this.lines.close();
  }
}

function booleanOption(text = 'false'): boolean {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  throw new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1318',
    message: 'includeTimestamp must be set to either "true" or "false".',
    hint: 'For example .option("includeTimestamp", true).',
  });
}

const badPort = (text: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `The option 'port' of the socket source has the value '${text}'; it must be a number from 1 to 65535.`,
    hint: 'For example .option("port", 9999).',
  });
