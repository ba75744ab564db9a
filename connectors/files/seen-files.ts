import type { FileStatus } from '../../engine/spi/file-store.ts';

/**
 * Which files were taken. The age of a file is judged by the newest one that was taken: what is older than that by more
 * than the limit is passed over, so that nobody has to remember it.
 *
 * Spark's `FileStreamSource.SeenFilesMap`.
 */
export class SeenFiles {
  private readonly maxAgeMs: number;
  private readonly fileNameOnly: boolean;
  /** When files were changed, by path or name. */
  private readonly times = new Map<string, number>();
  private newestMs = -Infinity;
  private oldestMs = -Infinity;

  constructor(maxAgeMs: number, fileNameOnly: boolean) {
    this.maxAgeMs = maxAgeMs;
    this.fileNameOnly = fileNameOnly;
  }

  isNew({ path, modifiedMs }: Pick<FileStatus, 'path' | 'modifiedMs'>): boolean {
    return Math.floor(modifiedMs) >= this.oldestMs && !this.times.has(this.nameOf(path));
  }

  add(path: string, modifiedMs: number): void {
    this.times.set(this.nameOf(path), modifiedMs);
    this.newestMs = Math.max(this.newestMs, modifiedMs);
  }

  /** Files of a batch were added: forgets those that are too old to come again. */
  purge(): void {
    this.oldestMs = this.newestMs - this.maxAgeMs;
    if (this.oldestMs === -Infinity) return;
    for (const [name, modifiedMs] of this.times) if (modifiedMs < this.oldestMs) this.times.delete(name);
  }

  private nameOf(path: string): string {
    return this.fileNameOnly ? path.slice(path.lastIndexOf('/') + 1) : path;
  }
}
