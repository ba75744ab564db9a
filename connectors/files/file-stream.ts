import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import type {
  CutBatch,
  MicroBatchSource,
  Offset,
  ReadContext,
  StreamContext,
  StreamReader,
} from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import { SeenFilesLog, type SeenFile } from './seen-files-log.ts';
import type { FileSet } from './file-set.ts';
import { inputOf } from './input-of.ts';

/** A folder as a stream: new files are new rows, each file is read once. */
export class FileStreamReader implements StreamReader {
  readonly schema: StructType;
  readonly description: string;
  private readonly files: FileSet;
  private readonly maxFiles: number | null;
  private readonly latestFirst: boolean;

  constructor(files: FileSet, schema: StructType, maxFiles: number | null, latestFirst: boolean) {
    this.files = files;
    this.schema = schema;
    this.maxFiles = maxFiles;
    this.latestFirst = latestFirst;
    this.description = `FileStreamSource[${files.paths.join(', ')}]`;
  }

  get partsReader(): unknown {
    return this.files.cutFiles(this.schema);
  }

  generatedCode(): readonly string[] {
    return this.files.generatedCode();
  }

  async open(context: StreamContext): Promise<MicroBatchSource> {
    return new FileStream(this.files, this.schema, context, this.maxFiles, this.latestFirst);
  }
}

/** A larger file is not read before its batch: it would only take room. */
const AHEAD_BYTES = 4 << 20;

/** An offset counts the entries of the log in which each batch's files are written down before it runs. */
class FileStream implements MicroBatchSource {
  private readonly files: FileSet;
  private readonly schema: StructType;
  private readonly maxFiles: number | null;
  private readonly latestFirst: boolean;
  private readonly fileSystem: FileSystem;
  private readonly log: SeenFilesLog;
  private prepared: Set<string> | null = null;
  /** Listed and not taken yet: the folder is listed again when these are used up. */
  private queue: FileStatus[] = [];
  /** How the last batch was read. */
  private lastRead: ReadContext | null = null;

  constructor(
    files: FileSet,
    schema: StructType,
    context: StreamContext,
    maxFiles: number | null,
    latestFirst: boolean,
  ) {
    this.files = files;
    this.schema = schema;
    this.maxFiles = maxFiles;
    this.latestFirst = latestFirst;
    this.fileSystem = context.fileSystem;
    this.log = new SeenFilesLog(context.fileSystem, context.log);
  }

  private async fresh(): Promise<FileStatus[]> {
    const unseen = (await this.files.list()).filter(
      (f) => !this.log.has(f.path) && (this.prepared?.has(f.path) ?? true),
    );
    return this.latestFirst ? unseen.reverse() : unseen;
  }

  async latestOffset(start: Offset | null, limited: boolean): Promise<Offset | null> {
    const last = start === null ? -1 : (start as { logOffset: number }).logOffset;
    // Files that were written down before a crash belong to the batch that runs again.
    if (this.log.latest > last) return { logOffset: this.log.latest };
    if (this.queue.length === 0 || !limited) this.queue = await this.fresh();
    const taken = this.queue.splice(0, limited && this.maxFiles !== null ? this.maxFiles : Infinity);
    if (taken.length === 0) return start;
    this.log.add(last + 1, taken);
    return { logOffset: last + 1 };
  }

  async prepareForAvailableNow(): Promise<void> {
    this.prepared = new Set((await this.files.list()).map((f) => f.path));
  }

  async *read(start: Offset | null, end: Offset, context: ReadContext): AsyncIterable<RecordBatch> {
    for (const file of this.range(start, end)) yield* this.files.read(file.path, this.schema, context);
    this.lastRead = context;
  }

  readAhead(): void {
    const next = this.queue[0];
    if (this.lastRead !== null && next !== undefined && next.size <= AHEAD_BYTES)
      this.files.readAhead(next, this.schema, this.lastRead);
  }

  async cut(start: Offset | null, end: Offset): Promise<CutBatch> {
    const files: { readonly path: string; readonly status: FileStatus | null }[] = [];
    for (const { path } of this.range(start, end))
      files.push({ path, status: await this.fileSystem.files.status(path) });
    const sized = files.map(({ path, status }) => ({ path, size: status?.size ?? 0 }));
    return {
      bytes: sized.reduce((sum, { size }) => sum + size, 0),
      parts: (bytes) => this.files.partsOf(sized, bytes),
      seen: files.map(({ path, status }) => inputOf(path, status)),
    };
  }

  private range(start: Offset | null, end: Offset): SeenFile[] {
    const from = start === null ? -1 : (start as { logOffset: number }).logOffset;
    return this.log.between(from, (end as { logOffset: number }).logOffset);
  }

  canRead(end: Offset): boolean {
    return this.log.latest >= (end as { logOffset: number }).logOffset;
  }

  async commit(): Promise<void> {}

  async stop(): Promise<void> {}
}
