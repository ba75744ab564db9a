import { randomUUID } from 'node:crypto';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FileWriter } from '../../engine/spi/file-store.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import type { BatchWriteContext, BatchWriter, EncodedRows } from '../../engine/spi/sink.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { FileRows } from './encode-rows.ts';

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
  if (mode === 'append' || mode === 'overwrite') return files;
  if ((await fileSystem.files.status(directory)) === null) return files;
  if (mode === 'ignore') return null;
  throw pathExists(directory);
}

class BatchFiles implements BatchWriter {
  private readonly context: BatchWriteContext;
  private readonly directory: string;
  private readonly rows: FileRows;
  private readonly name: string;
  /** By the folder of their partition. */
  private readonly files = new Map<string, FileWriter>();

  constructor(format: FormatDefinition, context: BatchWriteContext, directory: string) {
    this.context = context;
    this.directory = directory;
    this.rows = new FileRows(format, context);
    this.name = `part-00000-${randomUUID()}${this.rows.partitioned ? '.c000' : '-c000'}${this.rows.ending}`;
  }

  async add(batch: RecordBatch): Promise<void> {
    for (const rows of this.rows.encode(batch)) await this.addEncoded(rows);
  }

  async addEncoded({ folder, bytes }: EncodedRows): Promise<void> {
    const file = this.files.get(folder) ?? (await this.begin(folder, false));
    await file.write(bytes);
  }

  private async begin(folder: string, alone: boolean): Promise<FileWriter> {
    const { fileSystem } = this.context;
    const file = await fileSystem.files.create(fileSystem.join(this.directory, folder, this.name));
    this.files.set(folder, file);
    const beginning = this.rows.beginning(alone);
    if (beginning.length > 0) await file.write(beginning);
    return file;
  }

  async commit(): Promise<void> {
    const { fileSystem, mode } = this.context;
    // A result without rows is a file without rows: whoever reads the folder finds one.
    if (this.files.size === 0 && !this.rows.partitioned) await this.begin('', true);
    if (mode === 'overwrite') await this.removeOld(this.directory);
    fileSystem.makeDirectory(this.directory);
    for (const file of this.files.values()) await file.commit();
    fileSystem.writeAtomic(fileSystem.join(this.directory, '_SUCCESS'), '');
  }

  async abort(): Promise<void> {
    for (const file of this.files.values()) await file.abort();
  }

  /** All that was there before; the new files are hidden still. */
  private async removeOld(directory: string): Promise<void> {
    const { fileSystem } = this.context;
    const own = `.${this.name}.tmp`;
    for (const { path, directory: isFolder } of await fileSystem.files.list(directory)) {
      if (isFolder) await this.removeOld(path);
      const keeps = path.endsWith(own) || (isFolder && (await fileSystem.files.names(path)).length > 0);
      if (!keeps) fileSystem.remove(path);
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
