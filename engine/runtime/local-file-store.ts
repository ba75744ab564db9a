import * as fs from 'node:fs/promises';
import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileStore, FileWriter, OpenFile } from '../spi/file-store.ts';
import { fileFailure } from './file-failure.ts';
import { listFolder, namesIn, statusOf } from './list-folder.ts';

/** The files of this machine. */
export const LOCAL_FILES: FileStore = {
  scheme: 'file',
  status: async (path) => statusOf(path),
  list: listFolder,
  names: async (folder) => namesIn(folder),
  async open(path): Promise<OpenFile> {
    // A FIFO nobody writes to would keep whoever opens it for ever.
    const file = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile()) {
      await file.close();
      throw Object.assign(new Error('it is no regular file'), { code: 'EFTYPE' });
    }
    return {
      size: status.size,
      async read(into, from) {
        let length = 0;
        for (let n = -1; n !== 0 && length < into.length; length += n) {
          ({ bytesRead: n } = await file.read(into, length, into.length - length, from + length));
        }
        return length;
      },
      close: () => file.close(),
    };
  },
  async create(path) {
    try {
      await fs.mkdir(dirname(path), { recursive: true });
      const temporary = join(dirname(path), `.${basename(path)}.tmp`);
      return new LocalFileWriter(path, temporary, await fs.open(temporary, 'w'));
    } catch (error) {
      throw fileFailure(error, path, 'write the file');
    }
  },
  async remove(path) {
    try {
      await fs.rm(path, { force: true });
    } catch (error) {
      throw fileFailure(error, path, 'remove the file');
    }
  },
  async move(from, to) {
    try {
      await fs.mkdir(dirname(to), { recursive: true });
      await fs.rename(from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileFailure(error, from, 'move the file');
    }
  },
};

/** Writes under a hidden name, which no reader takes for data. */
class LocalFileWriter implements FileWriter {
  private readonly path: string;
  private readonly temporary: string;
  private readonly file: fs.FileHandle;
  private size = 0;

  constructor(path: string, temporary: string, file: fs.FileHandle) {
    this.path = path;
    this.temporary = temporary;
    this.file = file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.naming(async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done);
        if (bytesWritten <= 0) throw new Error(`the disk took ${done} of ${bytes.length} bytes and no more`);
        done += bytesWritten;
      }
      this.size += bytes.length;
    });
  }

  async commit(): Promise<void> {
    await this.naming(async () => {
      await this.file.datasync();
      const { size } = await this.file.stat();
      if (size !== this.size) throw new Error(`${size} of ${this.size} bytes arrived`);
      await this.file.close();
      await fs.rename(this.temporary, this.path);
    });
  }

  async abort(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await fs.rm(this.temporary, { force: true });
  }

  private async naming(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw fileFailure(error, this.path, 'write the file');
    }
  }
}
