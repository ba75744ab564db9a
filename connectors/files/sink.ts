import { pathToFileURL } from 'node:url';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import { defineSink, type SinkContext, type SinkDefinition, type StreamSink } from '../../engine/spi/sink.ts';
import { AnalysisError, ExternalError } from '../../engine/types/errors.ts';
import { SinkLog } from './sink-log.ts';

/**
 * Files that readers of `_spark_metadata` see exactly once: the data file is written first, and counts from the moment
 * its batch is in the log. Spark reads such a folder the same way.
 */
export const fileSink = (format: FormatDefinition): SinkDefinition =>
  defineSink({
    name: format.name,
    description: `files of ${format.description}`,
    options: [{ name: 'path', description: 'the folder to write' }, ...format.options],
    modes: ['append'],
    checkpointRequired: true,
    open: async (context) => new FileSink(format, context),
  });

class FileSink implements StreamSink {
  readonly description: string;
  readonly guarantee = 'exactly-once';
  private readonly format: FormatDefinition;
  private readonly context: SinkContext;
  private readonly directory: string;
  private readonly log: SinkLog;

  constructor(format: FormatDefinition, context: SinkContext) {
    if (context.path === null) throw pathMissing(format.name);
    this.format = format;
    this.context = context;
    this.directory = context.fileSystem.resolve(context.path);
    this.description = `FileSink[${this.directory}]`;
    this.log = SinkLog.open(context, this.directory);
    this.removeLeftovers();
  }

  async addBatch(batchId: number, batches: readonly RecordBatch[]): Promise<number> {
    const { fileSystem, options, timeZone } = this.context;
    const rows = batches.reduce((n, batch) => n + batch.length, 0);
    if (this.log.has(batchId)) return rows;
    const files: string[] = [];
    try {
      if (rows > 0) {
        const path = fileSystem.join(this.directory, `${this.prefix(batchId)}c000${this.format.extension}`);
        const bytes = this.format.encode!(batches, options, timeZone);
        fileSystem.writeAtomic(path, bytes);
        const { size, modifiedMs } = fileSystem.status(path)!;
        if (size !== bytes.length) throw cutOff(path, size, bytes.length);
        const file = { path: pathToFileURL(path).href, size, isDir: false, modificationTime: Math.floor(modifiedMs) };
        files.push(JSON.stringify({ ...file, blockReplication: 1, blockSize: 33554432, action: 'add' }));
      }
      await this.log.add(batchId, files);
    } catch (error) {
      throw this.log.isThere ? error : folderGone(this.directory);
    }
    return rows;
  }

  /**
   * The beginning of the names of a batch's files. A batch that is tried again writes the same names, so what an earlier
   * try has left is replaced.
   */
  private prefix(batchId: number): string {
    return `part-${String(batchId).padStart(5, '0')}-${this.context.queryId}-`;
  }

  /** Files of this query that never got their name. */
  private removeLeftovers(): void {
    const { fileSystem, queryId } = this.context;
    for (const name of fileSystem.names(this.directory)) {
      const own = name.startsWith('.part-') && name.includes(`-${queryId}-`) && name.endsWith('.tmp');
      if (own) fileSystem.remove(fileSystem.join(this.directory, name));
    }
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

const cutOff = (path: string, size: number, bytes: number): ExternalError =>
  new ExternalError({
    condition: 'FILE_CUT_OFF',
    message: `The file ${path} has ${size} bytes on the disk, ${bytes} were written.`,
    hint: 'Check the disk and its limits; the batch is written again when the query starts again.',
  });

const folderGone = (directory: string): ExternalError =>
  new ExternalError({
    condition: 'SINK_GONE',
    message: `The folder ${directory}, into which the query writes, was deleted while it ran.`,
    hint: 'Put it back from a copy and start the query again, or start over in a new folder with a new checkpointLocation; stop a query before its output is deleted.',
  });
