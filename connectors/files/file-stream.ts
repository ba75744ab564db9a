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
import type { FileSet } from './file-set.ts';
import type { FileStreamOptions } from './file-stream-options.ts';
import { inputOf } from './input-of.ts';
import { SeenFiles } from './seen-files.ts';
import { SeenFilesLog, type SeenFile } from './seen-files-log.ts';
import { SourceCleaner } from './source-cleaner.ts';

/** A folder as a stream: new files are new rows, each file is read once. */
export class FileStreamReader implements StreamReader {
  readonly schema: StructType;
  readonly description: string;
  private readonly files: FileSet;
  private readonly options: FileStreamOptions;

  constructor(files: FileSet, schema: StructType, options: FileStreamOptions) {
    this.files = files;
    this.schema = schema;
    this.options = options;
    this.description = `FileStreamSource[${files.paths.join(', ')}]`;
  }

  get partsReader(): unknown {
    return this.files.cutFiles(this.schema);
  }

  generatedCode(): readonly string[] {
    return this.files.generatedCode();
  }

  async open(context: StreamContext): Promise<MicroBatchSource> {
    return new FileStream(this.files, this.schema, context, this.options);
  }
}

/** A larger file is not read before its batch: it would only take room. */
const AHEAD_BYTES = 4 << 20;

/** An offset counts the entries of the log in which each batch's files are written down before it runs. */
class FileStream implements MicroBatchSource {
  private readonly files: FileSet;
  private readonly schema: StructType;
  private readonly options: FileStreamOptions;
  private readonly fileSystem: FileSystem;
  private readonly log: SeenFilesLog;
  private readonly seen: SeenFiles;
  private readonly cleaner: SourceCleaner;
  private prepared: Set<string> | null = null;
  /** Listed and not taken yet: the folder is listed again when these are used up. */
  private queue: FileStatus[] = [];
  /** How the last batch was read. */
  private lastRead: ReadContext | null = null;

  constructor(files: FileSet, schema: StructType, context: StreamContext, options: FileStreamOptions) {
    this.files = files;
    this.schema = schema;
    this.options = options;
    this.fileSystem = context.fileSystem;
    this.log = new SeenFilesLog(context.fileSystem, context.log);
    this.seen = new SeenFiles(options.maxAgeMs, options.fileNameOnly);
    for (const { path, timestamp } of this.log.all()) this.seen.add(path, timestamp);
    this.seen.purge();
    this.cleaner = new SourceCleaner(options.clean, context.fileSystem.files, context.notice);
  }

  private async fresh(): Promise<FileStatus[]> {
    const { prepared, seen } = this;
    const listed = (await this.files.list()).filter((f) => seen.isNew(f) && (prepared?.has(f.path) ?? true));
    const unseen = this.options.fileNameOnly ? firstOfName(listed) : listed;
    return this.options.latestFirst ? unseen.reverse() : unseen;
  }

  /** As many of the files that wait as a batch may take. */
  private taken(limited: boolean): FileStatus[] {
    const { queue } = this;
    const { maxFiles, maxBytes } = this.options;
    let count = limited && maxFiles !== null ? maxFiles : queue.length;
    if (limited && maxBytes !== null) {
      let bytes = queue[0]?.size ?? 0;
      for (count = 1; count < queue.length && bytes + queue[count]!.size <= maxBytes; count++)
        bytes += queue[count]!.size;
    }
    return queue.splice(0, count);
  }

  async latestOffset(start: Offset | null, limited: boolean): Promise<Offset | null> {
    const last = start === null ? -1 : (start as { logOffset: number }).logOffset;
    // Files that were written down before a crash belong to the batch that runs again.
    if (this.log.latest > last) return { logOffset: this.log.latest };
    if (this.queue.length === 0 || !limited) this.queue = await this.fresh();
    const taken = this.taken(limited);
    if (taken.length === 0) return start;
    this.log.add(last + 1, taken);
    for (const { path, modifiedMs } of taken) this.seen.add(path, Math.floor(modifiedMs));
    this.seen.purge();
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

  async commit(end: Offset): Promise<void> {
    if (!this.cleaner.isOn) return;
    const { logOffset } = end as { logOffset: number };
    await this.cleaner.cleanUp(this.log.between(logOffset - 1, logOffset).map(({ path }) => path));
  }

  async stop(): Promise<void> {}
}

/** Of files with one name the first. */
function firstOfName(files: readonly FileStatus[]): FileStatus[] {
  const names = new Set<string>();
  return files.filter(({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isFirst = !names.has(name);
    names.add(name);
    return isFirst;
  });
}
