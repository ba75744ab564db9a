import { pathToFileURL } from 'node:url';
import type { FileStatus, FileSystem } from '../../engine/spi/runtime.ts';
import { entryLines, entryName, entryText, isCompact, liveEntries } from './compact-log.ts';

/** As many as a query keeps of its offsets; by then ten compact files stand for an entry. */
const RETAINED = 100;

/** One line of the log, with Spark's field names. */
export interface SeenFile {
  readonly path: string;
  readonly timestamp: number;
  readonly batchId: number;
}

/** `sources/<i>/N`: which files each batch takes, in Spark's v1 format, every tenth file with all of them. Kept in memory when there is no checkpoint. */
export class SeenFilesLog {
  private readonly fileSystem: FileSystem;
  private readonly directory: string | null;
  private readonly entries = new Map<number, SeenFile[]>();
  private readonly seen = new Set<string>();
  latest = -1;
  /** Entries that nobody has made durable yet. */
  private fresh: { readonly name: string; readonly text: string }[] = [];

  constructor(fileSystem: FileSystem, directory: string | null) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    if (directory !== null) this.load(directory);
  }

  private load(directory: string): void {
    for (const { batchId, path } of liveEntries(this.fileSystem, directory)) {
      const text = this.fileSystem.readText(path) ?? '';
      if (text === '') {
        // A crash between creating and writing: no batch was built on it.
        this.fileSystem.remove(path);
        continue;
      }
      const files = entryLines(text)
        .map((line) => JSON.parse(line) as SeenFile)
        .map((f) => ({ ...f, path: this.fileSystem.resolve(f.path) }));
      for (const [n, own] of byBatch(files)) this.remember(n, own);
      this.latest = Math.max(this.latest, batchId);
    }
  }

  private remember(n: number, files: SeenFile[]): void {
    this.entries.set(n, files);
    for (const file of files) this.seen.add(file.path);
    this.latest = Math.max(this.latest, n);
  }

  has(path: string): boolean {
    return this.seen.has(path);
  }

  /** Writes down the files of an entry before anybody reads them. */
  add(n: number, files: readonly FileStatus[]): void {
    const entry = files.map((f): SeenFile => ({ path: f.path, timestamp: Math.floor(f.modifiedMs), batchId: n }));
    if (this.directory !== null) {
      const known = isCompact(n) ? this.between(-1, n - 1) : [];
      const lines = [...known, ...entry].map((f) => JSON.stringify({ ...f, path: pathToFileURL(f.path).href }));
      const name = entryName(n);
      const text = entryText(lines);
      this.fileSystem.createSmall(this.fileSystem.join(this.directory, name), text)?.release();
      this.fresh.push({ name, text });
      this.fileSystem.expectSmall(this.directory);
      if (n >= RETAINED) this.fileSystem.retireSmall(this.fileSystem.join(this.directory, entryName(n - RETAINED)));
    }
    this.remember(n, entry);
  }

  async close(): Promise<void> {
    if (this.directory !== null) await this.fileSystem.endSmall(this.directory);
  }

  /** The entries written since the last call. */
  takeWritten(): readonly { readonly name: string; readonly text: string }[] {
    return this.fresh.splice(0);
  }

  /** The files of the entries in (from, to]. */
  between(from: number, to: number): SeenFile[] {
    const files: SeenFile[] = [];
    for (let n = from + 1; n <= to; n++) files.push(...(this.entries.get(n) ?? []));
    return files;
  }
}

function byBatch(files: readonly SeenFile[]): Map<number, SeenFile[]> {
  const batches = new Map<number, SeenFile[]>();
  for (const file of files) {
    const own = batches.get(file.batchId);
    if (own === undefined) batches.set(file.batchId, [file]);
    else own.push(file);
  }
  return batches;
}
