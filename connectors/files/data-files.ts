import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { SinkContext } from '../../engine/spi/sink.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { codecToWrite } from './codecs/index.ts';
import { PartitionWriting } from './partition-writing.ts';

/** Writes the rows of batches as data files, compressed and in folders of partitions as that is asked. */
export class DataFiles {
  private readonly format: FormatDefinition;
  private readonly context: SinkContext;
  private readonly directory: string;
  private readonly partitions: PartitionWriting;
  private readonly codec: ReturnType<typeof codecToWrite>;

  /** @throws AnalysisError for options, partition columns or a schema that cannot be written */
  constructor(format: FormatDefinition, context: SinkContext, directory: string) {
    this.format = format;
    this.context = context;
    this.directory = directory;
    this.codec = codecToWrite(context.options['compression']);
    this.partitions = new PartitionWriting(context.schema, context.partitionBy, context.timeZone);
    format.checkWritable?.(this.partitions.dataSchema);
  }

  /**
   * Writes one file for each partition, durable when this returns. A batch that is tried again writes the same names, so what
   * an earlier try has left is replaced.
   */
  async write(batchId: number, batches: readonly RecordBatch[]): Promise<FileStatus[]> {
    const { fileSystem, options, timeZone, queryId } = this.context;
    const ending = `${this.format.extension}${this.codec?.extensions[0] ?? ''}`;
    const name = `part-${String(batchId).padStart(5, '0')}-${queryId}${this.partitions.any ? '.c000' : '-c000'}${ending}`;
    const written: FileStatus[] = [];
    for (const [folder, rows] of this.partitions.split(batches)) {
      const path = fileSystem.join(this.directory, folder, name);
      const plain = this.format.encode!(rows, options, timeZone);
      const bytes = this.codec === null ? plain : this.codec.encode(plain);
      if (this.partitions.any) fileSystem.makeDirectory(fileSystem.join(this.directory, folder));
      fileSystem.writeAtomic(path, bytes);
      const status = (await fileSystem.files.status(path))!;
      if (status.size !== bytes.length) throw cutOff(path, status.size, bytes.length);
      written.push(status);
    }
    return written;
  }

  /** Removes files of this query that never got their names: a batch broke off while it wrote them. */
  async removeLeftovers(directory: string = this.directory): Promise<void> {
    const { fileSystem, queryId } = this.context;
    for (const { path, directory: isFolder } of await fileSystem.files.list(directory)) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (isFolder && this.partitions.any && name.includes('=')) await this.removeLeftovers(path);
      if (name.startsWith('.part-') && name.includes(`-${queryId}`) && name.endsWith('.tmp')) fileSystem.remove(path);
    }
  }
}

const cutOff = (path: string, size: number, bytes: number): ExternalError =>
  new ExternalError({
    condition: 'FILE_CUT_OFF',
    message: `The file ${path} has ${size} bytes on the disk, ${bytes} were written.`,
    hint: 'Check the disk and its limits; the batch is written again when the query starts again.',
  });
