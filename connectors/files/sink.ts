import { pathToFileURL } from 'node:url';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import { defineSink, type SinkContext, type SinkDefinition, type StreamSink } from '../../engine/spi/sink.ts';
import { AnalysisError, ExternalError } from '../../engine/types/errors.ts';
import { batchFiles } from './batch-files.ts';
import { DataFiles } from './data-files.ts';
import { FileRows } from './encode-rows.ts';
import { SinkLog } from './sink-log.ts';

/**
 * Files that readers of `_spark_metadata` see exactly once: the data file is written first, and counts from the moment
 * its batch is in the log. Spark reads such a folder the same way.
 */
export const fileSink = (format: FormatDefinition): SinkDefinition =>
  defineSink({
    name: format.name,
    description: `files of ${format.description}`,
    options: [
      { name: 'path', description: 'the folder to write' },
      { name: 'compression', description: 'how files are compressed', default: 'none' },
      ...format.writing,
    ],
    partitions: true,
    modes: ['append'],
    checkpointRequired: true,
    open: (context) => FileSink.open(format, context),
    write: (context) => batchFiles(format, context),
    encoder: (context) => new FileRows(format, context),
  });

class FileSink implements StreamSink {
  readonly description: string;
  readonly guarantee = 'exactly-once';
  private readonly directory: string;
  private readonly log: SinkLog;
  private readonly files: DataFiles;

  private constructor(directory: string, files: DataFiles, log: SinkLog) {
    this.directory = directory;
    this.description = `FileSink[${directory}]`;
    this.files = files;
    this.log = log;
  }

  static async open(format: FormatDefinition, context: SinkContext): Promise<FileSink> {
    if (context.path === null) throw pathMissing(format.name);
    const directory = context.fileSystem.resolve(context.path);
    const files = new DataFiles(format, context, directory);
    const log = SinkLog.open(context, directory);
    const last = context.lastBatchId;
    if (last >= 0 && !log.has(last)) await files.removeLeftovers();
    return new FileSink(directory, files, log);
  }

  async addBatch(batchId: number, batches: readonly RecordBatch[]): Promise<number> {
    const rows = batches.reduce((n, batch) => n + batch.length, 0);
    if (this.log.has(batchId)) return rows;
    if (!this.log.isThere) throw folderGone(this.directory);
    try {
      const files = rows > 0 ? await this.files.write(batchId, batches) : [];
      await this.log.add(batchId, files.map(committedLine));
    } catch (error) {
      throw this.log.isThere ? error : folderGone(this.directory);
    }
    return rows;
  }

  async close(): Promise<void> {
    this.log.close();
  }
}

const pathMissing = (format: string): AnalysisError =>
  new AnalysisError({
    condition: 'PATH_MISSING',
    message: `The sink '${format}' needs a path.`,
    hint: 'Call start("out/orders"), or set .option("path", "out/orders").',
  });

/** A file as a line of `_spark_metadata/N`. */
function committedLine({ path, size, modifiedMs }: FileStatus): string {
  const file = { path: pathToFileURL(path).href, size, isDir: false, modificationTime: Math.floor(modifiedMs) };
  return JSON.stringify({ ...file, blockReplication: 1, blockSize: 33554432, action: 'add' });
}

const folderGone = (directory: string): ExternalError =>
  new ExternalError({
    condition: 'SINK_GONE',
    message: `The folder ${directory}, into which the query writes, was deleted while it ran.`,
    hint: 'Put it back from a copy and start the query again, or start over in a new folder with a new checkpointLocation; stop a query before its output is deleted.',
  });
