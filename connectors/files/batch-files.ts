import { randomUUID } from 'node:crypto';
import { sliceBatch } from '../../engine/columnar/take.ts';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FileWriter } from '../../engine/spi/file-store.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import type { BatchWriteContext, BatchWriter } from '../../engine/spi/sink.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { codecToWrite } from './codecs/index.ts';
import { PartitionWriting } from './partition-writing.ts';

/** Rows that are encoded at once. */
const ENCODED_ROWS = 8192;

/**
 * The files of `df.write`: hidden until all rows are in them, then named, then marked with `_SUCCESS`, as Spark's.
 *
 * @returns null when the folder is there and the mode is `ignore`
 * @throws AnalysisError PATH_ALREADY_EXISTS when it is there and the mode is `error`
 */
export async function batchFiles(format: FormatDefinition, context: BatchWriteContext): Promise<BatchWriter | null> {
  const { fileSystem, mode, path } = context;
  if (path === null) throw pathMissing(format.name);
  const directory = fileSystem.resolve(path);
  const files = new BatchFiles(format, context, directory);
  if (mode === 'append' || mode === 'overwrite' || !fileSystem.exists(directory)) return files;
  if (mode === 'ignore') return null;
  throw pathExists(directory);
}

class BatchFiles implements BatchWriter {
  private readonly format: FormatDefinition;
  private readonly context: BatchWriteContext;
  private readonly directory: string;
  private readonly partitions: PartitionWriting;
  private readonly codec: ReturnType<typeof codecToWrite>;
  private readonly name: string;
  /** By the folder of their partition. */
  private readonly files = new Map<string, FileWriter>();

  constructor(format: FormatDefinition, context: BatchWriteContext, directory: string) {
    this.format = format;
    this.context = context;
    this.directory = directory;
    this.codec = codecToWrite(context.options['compression']);
    this.partitions = new PartitionWriting(context.schema, context.partitionBy, context.timeZone);
    format.checkWritable?.(this.partitions.dataSchema);
    const ending = `${format.extension}${this.codec?.extensions[0] ?? ''}`;
    this.name = `part-00000-${randomUUID()}${this.partitions.any ? '.c000' : '-c000'}${ending}`;
  }

  async add(batch: RecordBatch): Promise<void> {
    for (let at = 0; at < batch.length; at += ENCODED_ROWS) {
      const rows = sliceBatch(batch, at, at + ENCODED_ROWS);
      for (const [folder, parts] of this.partitions.split([rows])) await this.write(folder, parts);
    }
  }

  private async write(folder: string, rows: readonly RecordBatch[]): Promise<void> {
    const { fileSystem, options, timeZone } = this.context;
    let file = this.files.get(folder);
    const first = file === undefined;
    if (file === undefined) {
      file = await fileSystem.create(fileSystem.join(this.directory, folder, this.name));
      this.files.set(folder, file);
    }
    const plain = this.format.encode!(rows, options, timeZone, first);
    await file.write(this.codec === null ? plain : this.codec.encode(plain));
  }

  async commit(): Promise<void> {
    const { fileSystem, mode, schema } = this.context;
    // A result without rows is a file without rows: whoever reads the folder finds one.
    if (this.files.size === 0 && !this.partitions.any) await this.write('', [{ schema, columns: [], length: 0 }]);
    if (mode === 'overwrite') this.removeOld(this.directory);
    fileSystem.makeDirectory(this.directory);
    for (const file of this.files.values()) await file.commit();
    fileSystem.writeAtomic(fileSystem.join(this.directory, '_SUCCESS'), '');
  }

  async abort(): Promise<void> {
    for (const file of this.files.values()) await file.abort();
  }

  /** All that was there before; the new files are hidden still. */
  private removeOld(directory: string): void {
    const { fileSystem } = this.context;
    const own = `.${this.name}.tmp`;
    for (const { path, directory: isFolder } of fileSystem.list(directory)) {
      if (isFolder) this.removeOld(path);
      if (!path.endsWith(own) && !(isFolder && fileSystem.names(path).length > 0)) fileSystem.remove(path);
    }
  }
}

const pathMissing = (format: string): AnalysisError =>
  new AnalysisError({
    condition: 'PATH_MISSING',
    message: `Writing '${format}' needs a path.`,
    hint: 'Call save("out/orders"), or set .option("path", "out/orders").',
  });

const pathExists = (path: string): AnalysisError =>
  new AnalysisError({
    condition: 'PATH_ALREADY_EXISTS',
    sqlState: '42K04',
    message: `Path ${path} already exists. Set mode as "overwrite" to overwrite the existing path.`,
    hint: 'With .mode("append") the rows are added, with .mode("ignore") nothing is done.',
  });
