import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import { defineSink, type SinkContext, type SinkDefinition, type StreamSink } from '../../engine/spi/sink.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { allEntries, entryLines, entryName, entryText, isCompact, liveEntries } from './compact-log.ts';

/** As long as Spark keeps them. */
const HISTORY_MS = 10 * 60 * 1000;

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
  private readonly log: string;

  constructor(format: FormatDefinition, context: SinkContext) {
    if (context.path === null) throw pathMissing(format.name);
    this.format = format;
    this.context = context;
    this.directory = context.fileSystem.resolve(context.path);
    this.log = context.fileSystem.join(this.directory, '_spark_metadata');
    this.description = `FileSink[${this.directory}]`;
    context.fileSystem.makeDirectory(this.log);
  }

  async addBatch(batchId: number, batches: readonly RecordBatch[]): Promise<number> {
    const { fileSystem, options, timeZone } = this.context;
    const entry = fileSystem.join(this.log, entryName(batchId));
    const rows = batches.reduce((n, batch) => n + batch.length, 0);
    if (fileSystem.exists(entry)) {
      if (fileSystem.readText(entry) !== '') return rows;
      // A crash between creating and writing the entry: the batch is not in the log yet.
      fileSystem.remove(entry);
    }
    const lines = isCompact(batchId) ? this.earlierLines() : [];
    if (rows > 0) {
      const name = `part-00000-${randomUUID()}-c000${this.format.extension}`;
      const path = fileSystem.join(this.directory, name);
      const bytes = this.format.encode!(batches, options, timeZone);
      fileSystem.writeAtomic(path, bytes);
      const { size, modifiedMs } = fileSystem.status(path)!;
      const file = { path: pathToFileURL(path).href, size, isDir: false, modificationTime: Math.floor(modifiedMs) };
      lines.push(JSON.stringify({ ...file, blockReplication: 1, blockSize: 33554432, action: 'add' }));
    }
    await fileSystem.createSmall(entry, entryText(lines))?.sync();
    if (isCompact(batchId)) this.forgetHistory(batchId);
    return rows;
  }

  /** What the log holds so far, for the file that stands for all of it. */
  private earlierLines(): string[] {
    const { fileSystem } = this.context;
    return liveEntries(fileSystem, this.log).flatMap(({ path }) => entryLines(fileSystem.readText(path) ?? ''));
  }

  /** Files that a compact one stands for go after a while: a reader may just be listing them. */
  private forgetHistory(batchId: number): void {
    const { fileSystem, clock } = this.context;
    for (const entry of allEntries(fileSystem, this.log)) {
      const { modifiedMs } = fileSystem.status(entry.path)!;
      if (entry.batchId < batchId && clock.now() - modifiedMs > HISTORY_MS) fileSystem.remove(entry.path);
    }
  }

  async close(): Promise<void> {}
}

const pathMissing = (format: string): AnalysisError =>
  new AnalysisError({
    condition: 'PATH_MISSING',
    message: `The sink '${format}' needs a path.`,
    hint: 'Call start("out/orders"), or set .option("path", "out/orders").',
  });
