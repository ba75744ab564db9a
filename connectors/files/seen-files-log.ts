import { pathToFileURL } from 'node:url';
import type { FileStatus, FileSystem } from '../../engine/spi/runtime.ts';

/** One line of the log, with Spark's field names. */
export interface SeenFile {
  readonly path: string;
  readonly timestamp: number;
  readonly batchId: number;
}

/** `sources/<i>/N`: which files each batch takes, in Spark's v1 format. Kept in memory when there is no checkpoint. */
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
    const numbers = this.fileSystem
      .list(directory)
      .map((s) => s.path.slice(directory.length + 1))
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
    for (const n of numbers) {
      const path = this.fileSystem.join(directory, String(n));
      const text = this.fileSystem.readText(path) ?? '';
      if (text === '') {
        // A crash between creating and writing: no batch was built on it.
        this.fileSystem.remove(path);
        continue;
      }
      const lines = text.split('\n').slice(1);
      const files = lines
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as SeenFile)
        .map((f) => ({ ...f, path: this.fileSystem.resolve(f.path) }));
      this.remember(n, files);
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
      const lines = entry.map((f) => JSON.stringify({ ...f, path: pathToFileURL(f.path).href }));
      const path = this.fileSystem.join(this.directory, String(n));
      const text = ['v1', ...lines].join('\n');
      this.fileSystem.createSmall(path, text)?.release();
      this.fresh.push({ name: String(n), text });
    }
    this.remember(n, entry);
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
