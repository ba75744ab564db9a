import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { SmallFile } from '../spi/runtime.ts';
import { unlinkIfThere, unlinkQuietly } from './atomic-file.ts';
import { closeQuietly, errorCode, writeFully, type DiskCalls } from './disk-calls.ts';
import { fileFailure } from './file-failure.ts';

const SPARE = '.spare';

/** A file under a hidden name, empty, that becomes the next one of its folder. */
interface Spare {
  readonly path: string;
  /** Open. */
  readonly file: number;
}

/**
 * Small files in folders where one comes with each batch, as in a checkpoint's logs. On ext4 a new file costs 0.02 ms, but up
 * to 0.5 ms where many were removed in the last minutes: each of those is passed over. A second name for one that is there costs 0.05 ms. So the next file is made while the thread waits, and
 * where old files go, the one that goes becomes the next.
 *
 * A spare is empty before it is put by, so that no crash lets a new name show an old text.
 */
export class SmallFiles {
  /** The spare's name is nobody else's: two processes in one folder must not write into the same file. */
  private readonly spareName = `.${randomUUID()}${SPARE}`;
  /** By folder. */
  private readonly spares = new Map<string, Spare>();
  /** Folders whose spares are files that went. */
  private readonly recycling = new Set<string>();

  private readonly disk: DiskCalls;

  constructor(disk: DiskCalls = fs) {
    this.disk = disk;
  }

  /**
   * Creates a file in one write; null when its name is taken.
   *
   * @throws ExternalError that names the file; what was begun is taken away
   */
  create(path: string, data: string): SmallFile | null {
    const bytes = encoder.encode(data);
    try {
      const file = this.reuse(path, bytes) ?? this.createNew(path, bytes);
      return file === TAKEN ? null : this.smallFile(file, path);
    } catch (error) {
      throw fileFailure(error, path, 'write the file');
    }
  }

  /**
   * Makes the next file of a folder ahead: on this thread, as a trip to another one costs more than a file mostly does.
   */
  expect(folder: string): void {
    if (this.spares.has(folder) || this.recycling.has(folder)) return;
    const path = join(folder, this.spareName);
    try {
      this.spares.set(folder, { path, file: this.disk.openSync(path, 'wx') });
    } catch {
      // Whoever creates the file hears why it cannot be made.
    }
  }

  /** Removes a file and keeps it for the next one of its folder, if there is none for that yet. */
  retire(path: string): void {
    const folder = dirname(path);
    if (!this.recycling.has(folder)) this.beginRecycling(folder);
    try {
      if (this.spares.has(folder)) return unlinkIfThere(this.disk, path);
      const spare = join(folder, this.spareName);
      // Hidden before it is emptied: under its old name nobody must see it without its text.
      this.disk.renameSync(path, spare);
      this.disk.truncateSync(spare, 0);
      this.spares.set(folder, { path: spare, file: this.disk.openSync(spare, 'r+') });
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw fileFailure(error, path, 'remove the file');
    }
  }

  private beginRecycling(folder: string): void {
    this.recycling.add(folder);
    this.removeSpares(folder, this.spares.has(folder) ? this.spareName : null);
  }

  /** No more files will come to a folder. */
  end(folder: string): void {
    const spare = this.spares.get(folder);
    this.spares.delete(folder);
    this.recycling.delete(folder);
    if (spare === undefined) return;
    closeQuietly(this.disk, spare.file);
    unlinkQuietly(this.disk, spare.path);
  }

  /** Null when there is no spare, or this file system cannot give it a second name. */
  private reuse(path: string, bytes: Uint8Array): number | typeof TAKEN | null {
    const folder = dirname(path);
    const spare = this.spares.get(folder);
    if (spare === undefined) return null;
    this.spares.delete(folder);
    const { file } = spare;
    try {
      writeFully(this.disk, file, bytes);
      // Unlike a rename, a link does not replace a file that is there.
      this.disk.linkSync(spare.path, path);
      return file;
    } catch (error) {
      closeQuietly(this.disk, file);
      return errorCode(error) === 'EEXIST' ? TAKEN : null;
    } finally {
      unlinkQuietly(this.disk, spare.path);
    }
  }

  /** The folder must be there: one that vanished under its owner is not made again. */
  private createNew(path: string, bytes: Uint8Array): number | typeof TAKEN {
    let file: number;
    try {
      file = this.disk.openSync(path, 'wx');
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return TAKEN;
      throw error;
    }
    try {
      writeFully(this.disk, file, bytes);
      return file;
    } catch (error) {
      closeQuietly(this.disk, file);
      unlinkQuietly(this.disk, path);
      throw error;
    }
  }

  private smallFile(file: number, path: string): SmallFile {
    const { disk } = this;
    return {
      // The thread goes on while the disk works.
      sync: () =>
        new Promise<void>((resolve, reject) => {
          disk.fdatasync(file, (error) => {
            closeQuietly(disk, file);
            if (error === null || error === undefined) resolve();
            else reject(fileFailure(error, path, 'make durable the file'));
          });
        }),
      release: () => {
        try {
          disk.closeSync(file);
        } catch (error) {
          throw fileFailure(error, path, 'write the file');
        }
      },
    };
  }

  /** A process that died may have left its spare, perhaps still under its second name. */
  private removeSpares(folder: string, except: string | null): void {
    if (!fs.existsSync(folder)) return;
    for (const name of fs.readdirSync(folder)) {
      if (name.endsWith(SPARE) && name !== except) unlinkIfThere(this.disk, join(folder, name));
    }
  }
}

const TAKEN = Symbol('taken');
const encoder = new TextEncoder();
