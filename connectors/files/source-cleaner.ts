import type { FileStore } from '../../engine/spi/file-store.ts';
import type { CleanSource } from './file-stream-options.ts';

/**
 * Takes files out of the way when their batch is done. What cannot be removed or moved stays, and is told once.
 *
 * Spark's `FileStreamSourceCleaner`.
 */
export class SourceCleaner {
  private readonly clean: CleanSource;
  private readonly files: FileStore;
  private readonly notice: (text: string) => void;
  private told = false;

  constructor(clean: CleanSource, files: FileStore, notice: (text: string) => void) {
    this.clean = clean;
    this.files = files;
    this.notice = notice;
  }

  get isOn(): boolean {
    return this.clean.mode !== 'off';
  }

  async cleanUp(paths: readonly string[]): Promise<void> {
    const { clean, files } = this;
    if (clean.mode === 'off') return;
    for (const path of paths) {
      try {
        if (clean.mode === 'delete') await files.remove(path);
        else await files.move(path, `${clean.folder}${path.startsWith('/') ? '' : '/'}${path}`);
      } catch (error) {
        if (!this.told)
          this.notice(`cleanSource ${clean.mode} leaves files where they are: ${(error as Error).message}`);
        this.told = true;
      }
    }
  }
}
