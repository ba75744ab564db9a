import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { SmallFile } from '../spi/runtime.ts';

const SPARE = '.spare';

/** A file under a hidden name, empty, that becomes the next one of its folder. */
interface Spare {
  readonly path: string;
  /** Open when it was made for the purpose. */
  file: number | null;
  /** Resolves when it is there; null when it is. */
  coming: Promise<void> | null;
}

/**
 * Small files in folders where one comes with each batch, as in a checkpoint's logs. On ext4 a new file costs up to
 * 0.5 ms, a second name for one that is there 0.05 ms. So the next file is made while the thread does other work, and
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

  /** Creates a file in one write; null when its name is taken. */
  create(path: string, data: string): SmallFile | null {
    const file = this.reuse(path, data) ?? createNew(path, data);
    return file === TAKEN ? null : smallFile(file);
  }

  /**
   * Makes the next file of a folder ahead.
   *
   * @returns when it is there
   */
  expect(folder: string): Promise<void> {
    if (this.spares.has(folder) || this.recycling.has(folder)) return Promise.resolve();
    const spare: Spare = { path: join(folder, this.spareName), file: null, coming: null };
    this.spares.set(folder, spare);
    spare.coming = new Promise((resolve) => {
      fs.open(spare.path, 'wx', (error, file) => {
        if (error !== null) this.spares.delete(folder);
        else Object.assign(spare, { file, coming: null });
        resolve();
      });
    });
    return spare.coming;
  }

  /** Removes a file and keeps it for the next one of its folder, if there is none for that yet. */
  retire(path: string): void {
    const folder = dirname(path);
    if (!this.recycling.has(folder)) this.beginRecycling(folder);
    if (this.spares.has(folder)) return unlink(path);
    try {
      fs.truncateSync(path, 0);
      const spare = join(folder, this.spareName);
      fs.renameSync(path, spare);
      this.spares.set(folder, { path: spare, file: null, coming: null });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }

  private beginRecycling(folder: string): void {
    this.recycling.add(folder);
    removeSpares(folder, this.spares.has(folder) ? this.spareName : null);
  }

  /** No more files will come to a folder. */
  async end(folder: string): Promise<void> {
    await this.spares.get(folder)?.coming;
    const spare = this.spares.get(folder);
    this.spares.delete(folder);
    this.recycling.delete(folder);
    if (spare === undefined) return;
    if (spare.file !== null) fs.closeSync(spare.file);
    unlink(spare.path);
  }

  /** Null when there is no spare, or this file system cannot give it a second name. */
  private reuse(path: string, data: string): number | typeof TAKEN | null {
    const folder = dirname(path);
    const spare = this.spares.get(folder);
    if (spare === undefined || spare.coming !== null) return null;
    this.spares.delete(folder);
    let { file } = spare;
    try {
      file ??= fs.openSync(spare.path, 'r+');
      fs.writeSync(file, data);
      // Unlike a rename, a link does not replace a file that is there.
      fs.linkSync(spare.path, path);
      return file;
    } catch (error) {
      if (file !== null) fs.closeSync(file);
      return codeOf(error) === 'EEXIST' ? TAKEN : null;
    } finally {
      unlink(spare.path);
    }
  }
}

const TAKEN = Symbol('taken');

function createNew(path: string, data: string): number | typeof TAKEN {
  try {
    const file = openNew(path);
    fs.writeSync(file, data);
    return file;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return TAKEN;
    throw error;
  }
}

/** Opens a file that must not be there yet, in a folder that may not be there yet. */
export function openNew(path: string): number {
  try {
    return fs.openSync(path, 'wx');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    fs.mkdirSync(dirname(path), { recursive: true });
    return fs.openSync(path, 'wx');
  }
}

const smallFile = (file: number): SmallFile => ({
  // The thread goes on while the disk works.
  sync: () =>
    new Promise<void>((resolve, reject) => {
      fs.fdatasync(file, (error) => {
        fs.closeSync(file);
        if (error === null) resolve();
        else reject(error);
      });
    }),
  release: () => fs.closeSync(file),
});

/** A process that died may have left its spare, perhaps still under its second name. */
function removeSpares(folder: string, except: string | null): void {
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder)) if (name.endsWith(SPARE) && name !== except) unlink(join(folder, name));
}

/** Several times as fast as `rmSync`. */
function unlink(path: string): void {
  try {
    fs.unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
