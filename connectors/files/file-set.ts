import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { ConnectorContext, CutRead, PartReader, ReadContext, SourcePart } from '../../engine/spi/source.ts';
import type { SourceFilter } from '../../engine/spi/source-filter.ts';
import { asNullable, struct, type StructType } from '../../engine/types/data-type.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { FileAhead } from './file-ahead.ts';
import { FileBytes } from './file-bytes.ts';
import type { LineRange } from './file-pieces.ts';
import type { FileReader } from './file-reader.ts';
import { inputOf } from './input-of.ts';
import { LinesReader } from './lines-reader.ts';
import { checkPaths, listFiles, type ListedFile } from './list-files.ts';
import { listOptions, type ListOptions } from './list-options.ts';
import { OpenedReader } from './opened-reader.ts';
import { PartitionColumns } from './partition-columns.ts';

const SAMPLE_FILES = 4;
const SAMPLE_BYTES = 1 << 20;

/** What the reader of parts must know of the whole: nothing is looked for again. */
export interface CutFiles {
  readonly schema: StructType;
  readonly partitions: PartitionColumns['fields'];
  readonly filters: readonly SourceFilter[];
}

/** A file, or the lines that begin in a range of its bytes. */
interface FilePart {
  readonly path: string;
  readonly range: LineRange | null;
}

/** The columns that are wanted, and those that are read of a file for them. */
interface FileColumns {
  readonly wanted: StructType;
  readonly own: StructType;
}

/** Files of one format under some paths. */
export class FileSet {
  readonly format: FormatDefinition;
  readonly paths: readonly string[];
  private readonly context: ConnectorContext;
  private readonly listing: ListOptions;
  private readonly bytes: FileBytes;
  private partitions = PartitionColumns.none;
  private readonly reader: FileReader;
  private ahead: FileAhead | null = null;

  constructor(format: FormatDefinition, context: ConnectorContext, streaming: boolean) {
    this.format = format;
    this.context = context;
    const { path } = context.options;
    this.paths = context.paths.length > 0 ? context.paths : path === undefined ? [] : [path];
    if (this.paths.length === 0) throw noPath(format.name);
    this.listing = listOptions(context.options, context, streaming);
    this.bytes = new FileBytes(context.fileSystem, context.options);
    const { options, timeZone } = context;
    this.reader =
      format.read === undefined
        ? new LinesReader(format, this.bytes, options, timeZone)
        : new OpenedReader(format, this.bytes, options, timeZone);
  }

  /**
   * The files that a read names.
   *
   * @throws AnalysisError PATH_NOT_FOUND when nothing is there
   */
  static async found(format: FormatDefinition, context: ConnectorContext, streaming: boolean): Promise<FileSet> {
    const files = new FileSet(format, context, streaming);
    await checkPaths(context.fileSystem, files.paths);
    return files;
  }

  /** Reads and decodes the file that will be wanted next while the thread waits for something else. */
  readAhead(file: FileStatus, schema: StructType, context: ReadContext): void {
    if (this.reader.readAhead === undefined) return;
    this.ahead = new FileAhead(file, context, async (metrics) => {
      const columns = this.columnsOf(schema, context);
      const rows = await this.reader.readAhead!(file, columns.own, { ...context, metrics });
      return rows.map((batch) => this.project(batch, columns, file.path));
    });
  }

  get absolutePaths(): string[] {
    return this.paths.map((path) => this.context.fileSystem.resolve(path));
  }

  /** Which files may hold rows that fulfil conditions; null where the names of their folders say nothing of them. */
  matching(filters: readonly SourceFilter[]): ((path: string) => boolean) | null {
    return this.partitions.matching(filters);
  }

  /** Whether a file sink writes into one of the folders: its log says what is in there. */
  isSinkFolder(): boolean {
    const { fileSystem } = this.context;
    return this.absolutePaths.some((path) => fileSystem.exists(fileSystem.join(path, '_spark_metadata')));
  }

  list(): Promise<ListedFile[]> {
    return listFiles(this.context.fileSystem, this.paths, this.listing);
  }

  /** The columns of files that were listed, and those that the names of their folders give. */
  async schema(listed: readonly ListedFile[]): Promise<StructType> {
    const own = await this.fileSchema(listed);
    const { userSchema, timeZone } = this.context;
    this.partitions = PartitionColumns.find(listed, userSchema, timeZone);
    return this.partitions.appendedTo(own);
  }

  private async fileSchema(listed: readonly ListedFile[]): Promise<StructType> {
    const { userSchema, options, timeZone, notice } = this.context;
    if (this.format.fixedSchema !== null) return this.format.fixedSchema;
    if (userSchema !== null) return userSchema;
    if (this.format.infer === undefined) throw schemaMissing(this.format.name);
    const sample: Uint8Array[] = [];
    for (const file of listed.slice(0, SAMPLE_FILES)) {
      for await (const piece of this.bytes.pieces(file.path, file.size)) {
        sample.push(sampled(piece));
        break;
      }
    }
    const inferred = asNullable(this.format.infer(sample, options, timeZone)) as StructType;
    if (inferred.fields.length === 0) throw schemaMissing(this.format.name);
    const ddl = inferred.fields.map((f) => `${f.name} ${f.type.kind}`).join(', ');
    notice(
      `Millrace inferred the schema of ${this.paths.join(', ')} from its first files: ${ddl}. Give it with .schema("...") to be sure.`,
    );
    return inferred;
  }

  /** The files in parts of about so many bytes: those that can be read from the middle are cut. */
  cut(files: readonly ListedFile[], schema: StructType, bytes: number, filters: readonly SourceFilter[]): CutRead {
    return { reader: this.cutFiles(schema, filters), parts: this.partsOf(files, bytes) };
  }

  /** What the reader of the parts of files is made of. */
  cutFiles(schema: StructType, filters: readonly SourceFilter[] = []): CutFiles {
    return { schema, partitions: this.partitions.fields, filters };
  }

  /** Files in parts of about so many bytes. */
  partsOf(files: readonly Pick<FileStatus, 'path' | 'size'>[], bytes: number): SourcePart[] {
    return files.flatMap(({ path, size }): SourcePart[] => {
      const count = this.reader.splits && this.bytes.isPlain(path) ? Math.max(1, Math.round(size / bytes)) : 1;
      if (count === 1) return [{ place: { path, range: null } satisfies FilePart, bytes: size }];
      const borders = Array.from({ length: count + 1 }, (_, i) => Math.floor((size / count) * i));
      return borders.slice(0, -1).map((from, i) => {
        // Lines that were added since the file was listed belong to its last part, as they would to the whole.
        const range = { from, to: i + 1 === count ? Number.MAX_SAFE_INTEGER : borders[i + 1]! };
        return { place: { path, range } satisfies FilePart, bytes: borders[i + 1]! - from };
      });
    });
  }

  /** Reads the parts of files that another thread has cut. */
  partReader({ schema, partitions, filters }: CutFiles): PartReader {
    this.partitions = PartitionColumns.of(partitions, this.context.timeZone);
    return {
      read: (place, context) => {
        const { path, range } = place as FilePart;
        return range === null
          ? this.read(path, schema, context, filters)
          : this.readLines(path, range, schema, context);
      },
    };
  }

  private async *readLines(
    path: string,
    range: LineRange,
    schema: StructType,
    context: ReadContext,
  ): AsyncIterable<RecordBatch> {
    const columns = this.columnsOf(schema, context);
    const rows = this.reader.readLines!(path, range, columns.own, context);
    for await (const batch of rows) yield this.project(batch, columns, path);
  }

  /**
   * The rows of one file, only the wanted columns.
   *
   * @param filters what rows must fulfil to be of use
   */
  async *read(
    path: string,
    schema: StructType,
    context: ReadContext,
    filters: readonly SourceFilter[] = [],
  ): AsyncIterable<RecordBatch> {
    const status = await this.context.fileSystem.files.status(path);
    const ahead = await this.ahead?.take(status, context);
    this.ahead = null;
    context.seen?.(inputOf(path, status));
    if (ahead != null) return yield* ahead;
    const columns = this.columnsOf(schema, context);
    const rows = this.reader.read({ path, status, filters }, columns.own, context);
    for await (const batch of rows) yield this.project(batch, columns, path);
  }

  /** What is wanted of the columns, and what is read of a file for it. */
  private columnsOf(schema: StructType, { columns }: ReadContext): FileColumns {
    const wanted = columns === null ? schema : select(schema, columns);
    return { wanted, own: this.ofFile(this.reader.readColumns(schema, wanted)) };
  }

  /** The columns that a file itself holds. */
  private ofFile(schema: StructType): StructType {
    const { partitions } = this;
    if (!schema.fields.some((f) => partitions.has(f.name))) return schema;
    return struct(schema.fields.filter((f) => !partitions.has(f.name)));
  }

  private project(batch: RecordBatch, { wanted, own }: FileColumns, path: string): RecordBatch {
    if (own === wanted) return batch;
    const columns = wanted.fields.map((f) => {
      if (this.partitions.has(f.name)) return this.partitions.vector(f.name, path, batch.length);
      return batch.columns[batch.schema.fields.findIndex((own) => own.name === f.name)]!;
    });
    return { schema: wanted, columns, length: batch.length };
  }

  generatedCode(): readonly string[] {
    return this.reader.generatedCode();
  }
}

const select = (schema: StructType, names: readonly string[]): StructType =>
  struct(names.map((name) => schema.fields.find((f) => f.name === name)!));

/** A sample must not end in the middle of a line; it holds at least one. */
function sampled(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= SAMPLE_BYTES) return bytes;
  const last = bytes.lastIndexOf(10, SAMPLE_BYTES);
  const end = last < 0 ? bytes.indexOf(10, SAMPLE_BYTES) : last;
  return end < 0 ? bytes : bytes.subarray(0, end + 1);
}

const noPath = (format: string): AnalysisError =>
  new AnalysisError({
    condition: 'PATH_MISSING',
    message: `The format '${format}' needs a path.`,
    hint: `For example .${format}("data/orders").`,
  });

const schemaMissing = (format: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNABLE_TO_INFER_SCHEMA',
    sqlState: '42KD9',
    message: `Unable to infer schema for ${format}: there is no file to look at. It must be specified manually.`,
    hint: 'Give it with .schema("id BIGINT, name STRING").',
  });
