import type { FileSystem, SmallFile } from '../spi/runtime.ts';
import { ExternalError, isMillraceError } from '../types/errors.ts';

/** Numbered small files, one a batch, never overwritten: the shape of Spark's checkpoint logs. */
export abstract class MetadataLog<T> {
  private readonly fileSystem: FileSystem;
  readonly directory: string;
  private newest: { readonly batchId: number; readonly text: string } | null = null;

  constructor(fileSystem: FileSystem, directory: string) {
    this.fileSystem = fileSystem;
    this.directory = directory;
  }

  protected abstract encode(entry: T): string[];
  protected abstract decode(lines: readonly string[], file: string): T;

  private path(batchId: number): string {
    return this.fileSystem.join(this.directory, String(batchId));
  }

  /** Writes the entry of a batch; null when the batch has one already. */
  add(batchId: number, entry: T): SmallFile | null {
    const text = ['v1', ...this.encode(entry)].join('\n');
    const file = this.fileSystem.createSmall(this.path(batchId), text);
    if (file === null) return null;
    this.newest = { batchId, text };
    this.fileSystem.expectSmall(this.directory);
    return file;
  }

  /** The text of an entry; the newest is known without reading. */
  textOf(batchId: number): string | null {
    return this.newest?.batchId === batchId ? this.newest.text : this.fileSystem.readText(this.path(batchId));
  }

  get(batchId: number): T | null {
    const path = this.path(batchId);
    const text = this.fileSystem.readText(path);
    if (text === null) return null;
    const [version, ...lines] = text.split('\n').filter((line, i) => i === 0 || line !== '');
    if (version !== 'v1') throw unreadable(path, version ?? '');
    try {
      return this.decode(lines, path);
    } catch (error) {
      if (isMillraceError(error)) throw error;
      throw new ExternalError({
        condition: 'CHECKPOINT_FILE_CORRUPT',
        message: `The checkpoint file ${path} cannot be read: ${(error as Error).message}.`,
        hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
        cause: error,
      });
    }
  }

  /** Numbers of the batches that have an entry, ascending. */
  batches(): number[] {
    return this.fileSystem
      .names(this.directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  latest(): { readonly batchId: number; readonly entry: T } | null {
    const batches = this.batches();
    // A crash between creating and writing leaves the newest entry empty: nothing was decided by it yet.
    while (batches.length > 0 && this.fileSystem.readText(this.path(batches.at(-1)!)) === '') {
      this.remove(batches.pop()!);
    }
    const batchId = batches.at(-1);
    if (batchId === undefined) return null;
    return { batchId, entry: this.get(batchId)! };
  }

  remove(batchId: number): void {
    this.fileSystem.remove(this.path(batchId));
  }

  /** Removes an entry that nobody will go back to, to make room for a new one. */
  retire(batchId: number): void {
    this.fileSystem.retireSmall(this.path(batchId));
  }

  /** No more entries will come. */
  close(): Promise<void> {
    return this.fileSystem.endSmall(this.directory);
  }
}

function unreadable(path: string, version: string): ExternalError {
  const newer = /^v\d+$/.test(version);
  return new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: newer
      ? `Log file ${path}: maximum supported log version is v1, but encountered ${version}. The log file was produced by a newer version of Spark and cannot be read by this version.`
      : `Log file ${path} was malformed: failed to read correct log version from ${JSON.stringify(version.slice(0, 40))}.`,
    hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
  });
}
