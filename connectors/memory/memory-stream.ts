import { batchOf } from '../../engine/columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../../engine/columnar/vector.ts';
import {
  defineSource,
  type MicroBatchSource,
  type Offset,
  type ReadContext,
  type StreamReader,
} from '../../engine/spi/source.ts';
import { struct, type StructType } from '../../engine/types/data-type.ts';
import { AnalysisError } from '../../engine/types/errors.ts';

/**
 * Rows that a program adds by hand: what tests and lessons feed a query with. Each `addData` is one offset, so a batch
 * sees whole additions. The rows stay for as long as the engine lives: a query may be restarted on them.
 */
export class MemoryStreamData {
  readonly schema: StructType;
  readonly name: string;
  private readonly additions: (readonly Scalar[])[][] = [];
  readonly listeners = new Set<() => void>();

  constructor(name: string, schema: StructType) {
    this.name = name;
    this.schema = schema;
  }

  /** Adds rows given as scalars; they become visible to queries at once. */
  add(rows: readonly (readonly Scalar[])[]): number {
    this.additions.push([...rows]);
    for (const listener of this.listeners) listener();
    return this.additions.length - 1;
  }

  get latest(): number {
    return this.additions.length - 1;
  }

  rows(after: number, upTo: number): (readonly Scalar[])[] {
    return this.additions.slice(after + 1, upTo + 1).flat();
  }
}

/** The memory streams of an engine, by number. */
export const memoryStreams = new Map<string, MemoryStreamData>();

/** The source behind `session.memoryStream(name, schema)`. */
export const memoryStream = defineSource({
  name: 'memory-stream',
  description: 'rows added by the program',
  options: [{ name: 'stream', description: 'number of the stream', required: true }],
  userSchema: 'refused',
  stream: async (context) => {
    const data = memoryStreams.get(context.options['stream'] ?? '');
    if (data !== undefined) return new MemoryStreamReader(data);
    throw new AnalysisError({
      condition: 'MEMORY_STREAM_NOT_FOUND',
      message: `There is no memory stream '${context.options['stream']}'.`,
      hint: 'Make one with session.memoryStream(name, schema) and use its toDF().',
    });
  },
});

class MemoryStreamReader implements StreamReader, MicroBatchSource {
  readonly schema: StructType;
  readonly description: string;
  private readonly data: MemoryStreamData;
  private preparedEnd: number | null = null;

  constructor(data: MemoryStreamData) {
    this.data = data;
    this.schema = data.schema;
    this.description = `MemoryStream[${data.schema.fields.map((f) => f.name).join(',')}]`;
  }

  async open(): Promise<MicroBatchSource> {
    this.preparedEnd = null;
    return this;
  }

  async latestOffset(start: Offset | null): Promise<Offset | null> {
    const latest = this.preparedEnd ?? this.data.latest;
    return latest < 0 || (start !== null && latest <= Number(start)) ? start : latest;
  }

  async prepareForAvailableNow(): Promise<void> {
    this.preparedEnd = this.data.latest;
  }

  async reportLatest(): Promise<Offset | null> {
    return this.data.latest < 0 ? null : this.data.latest;
  }

  rowsBetween(start: Offset | null, end: Offset): number {
    return this.data.rows(start === null ? -1 : Number(start), Number(end)).length;
  }

  async *read(start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch> {
    const rows = this.data.rows(start === null ? -1 : Number(start), Number(end));
    for (let at = 0; at < rows.length; at += context.blockRows) {
      yield selectColumns(this.schema, rows.slice(at, at + context.blockRows), context.columns);
    }
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}
}

function selectColumns(
  schema: StructType,
  rows: readonly (readonly Scalar[])[],
  columns: readonly string[] | null,
): RecordBatch {
  if (columns === null) return batchOf(schema, rows);
  const positions = columns.map((name) => schema.fields.findIndex((f) => f.name === name));
  const wanted = struct(positions.map((p) => schema.fields[p]!));
  return batchOf(
    wanted,
    rows.map((row) => positions.map((p) => row[p] ?? null)),
  );
}
