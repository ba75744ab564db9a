import * as fs from 'node:fs/promises';
import type { ScratchFile } from '../spi/runtime.ts';
import { fileFailure } from './file-failure.ts';

/** A scratch file on the local disk. @throws ExternalError that names the file */
export async function createScratchFile(path: string): Promise<ScratchFile> {
  const naming = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw fileFailure(error, path, doing);
    }
  };
  const file = await naming('write the file', () => fs.open(path, 'wx+'));
  let size = 0;
  return {
    append: (bytes) =>
      naming('write the file', async () => {
        const at = size;
        for (let done = 0; done < bytes.length;) {
          const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
          if (bytesWritten <= 0) throw new Error(`the disk took ${done} of ${bytes.length} bytes and no more`);
          done += bytesWritten;
        }
        size += bytes.length;
        return at;
      }),
    read: (into, from) =>
      naming('read the file', async () => {
        for (let done = 0; done < into.length;) {
          const { bytesRead } = await file.read(into, done, into.length - done, from + done);
          if (bytesRead === 0) throw new Error(`it ends at byte ${from + done} of ${size}`);
          done += bytesRead;
        }
      }),
    close: () => file.close(),
  };
}
