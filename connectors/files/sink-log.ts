import type { FileSystem, LogFile } from '../../engine/spi/runtime.ts';
import type { SinkContext } from '../../engine/spi/sink.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { committedEntries, DIGESTS, digestLine, digestsHead, readDigests, type Digests } from './committed-files.ts';
import { entriesOf, entryName, entryText, isCompact } from './compact-log.ts';

/** As long as Spark keeps them. */
const HISTORY_MS = 10 * 60 * 1000;
const encoder = new TextEncoder();

/** `_spark_metadata`: a file counts from the moment its batch is in here. Spark reads it too, but for the digests beside it. */
export class SinkLog {
  private readonly context: SinkContext;
  private readonly folder: string;
  private readonly directory: string;
  /** What was there at the start. */
  private readonly known: Digests;
  /** Opened with the first batch. */
  private digests: LogFile | null = null;

  /** The newest batch that was there at the start. */
  private readonly newest: number;

  private constructor(context: SinkContext, folder: string, directory: string, known: Digests, newest: number) {
    this.context = context;
    this.newest = newest;
    this.folder = folder;
    this.directory = directory;
    this.known = known;
  }

  /**
   * @param folder the sink's
   * @throws ExternalError when the log is damaged, or of another query
   */
  static open(context: SinkContext, folder: string): SinkLog {
    const { fileSystem, queryId, lastBatchId } = context;
    const directory = fileSystem.join(folder, '_spark_metadata');
    fileSystem.makeDirectory(directory);
    const newest = committedEntries(fileSystem, directory).at(-1)?.batchId ?? -1;
    const known = readDigests(fileSystem, directory);
    const isOther = known.queryId !== null && known.queryId !== queryId;
    if (newest > lastBatchId || (newest >= 0 && isOther)) throw ofAnother(folder, newest);
    return new SinkLog(context, folder, directory, known, newest);
  }

  private get fileSystem(): FileSystem {
    return this.context.fileSystem;
  }

  private path(batchId: number): string {
    return this.fileSystem.join(this.directory, entryName(batchId));
  }

  get isThere(): boolean {
    return this.fileSystem.exists(this.directory);
  }

  /**
   * Whether a batch is in the log since an earlier run.
   *
   * @throws ExternalError when another query has put it there meanwhile
   */
  has(batchId: number): boolean {
    const text = this.fileSystem.readText(this.path(batchId));
    if (text === null) return false;
    if (text !== '') {
      if (batchId > this.newest) throw ofAnother(this.folder, batchId);
      if (!this.known.digests.has(batchId)) this.addDigest(batchId, text);
      return true;
    }
    // A crash between creating and writing the entry: the batch is not in the log yet.
    this.fileSystem.remove(this.path(batchId));
    return false;
  }

  /** Puts a batch into the log; it is there, and survives a power cut, when this resolves. */
  async add(batchId: number, files: readonly string[]): Promise<void> {
    const text = entryText(isCompact(batchId) ? [...this.earlierLines(), ...files] : files);
    const entry = this.fileSystem.createSmall(this.path(batchId), text);
    if (entry === null) throw ofAnother(this.folder, batchId);
    await entry.sync();
    this.addDigest(batchId, text);
    if (isCompact(batchId)) await this.forgetHistory(batchId);
  }

  /** A compact entry stands for all before it, and so does its digest. */
  private addDigest(batchId: number, text: string): void {
    const { queryId } = this.context;
    if (this.digests === null) {
      this.digests = this.fileSystem.openLog(this.fileSystem.join(this.directory, DIGESTS), 'as long as its text');
      this.digests.truncate(this.known.queryId === queryId ? this.known.end : 0);
    }
    if (isCompact(batchId)) this.digests.truncate(0);
    const head = this.digests.size === 0 ? digestsHead(queryId) : '';
    this.digests.append(encoder.encode(head + digestLine(batchId, text)));
  }

  /** What the log holds so far, for the file that stands for all of it. */
  private earlierLines(): string[] {
    const live = committedEntries(this.fileSystem, this.directory);
    return live.flatMap(({ text }) => text.split('\n').slice(1)).filter((line) => line.trim() !== '');
  }

  /** Files that a compact one stands for go after a while: a reader may just be listing them. */
  private async forgetHistory(batchId: number): Promise<void> {
    const { fileSystem, clock } = this.context;
    for (const entry of entriesOf(fileSystem.names(this.directory))) {
      const path = fileSystem.join(this.directory, entry.name);
      const { modifiedMs } = (await fileSystem.files.status(path))!;
      if (entry.batchId < batchId && clock.now() - modifiedMs > HISTORY_MS) fileSystem.remove(path);
    }
  }

  close(): void {
    this.digests?.close();
  }
}

const ofAnother = (folder: string, newest: number): ExternalError =>
  new ExternalError({
    condition: 'SINK_OF_ANOTHER_QUERY',
    message: `The folder ${folder} holds the batches up to ${newest} of another query: batches of this one with the same numbers would be taken for done, and their rows be lost.`,
    hint: 'Write into a folder of its own. If this is the same query and its checkpoint was deleted, delete the folder too, or restore the checkpoint.',
  });
