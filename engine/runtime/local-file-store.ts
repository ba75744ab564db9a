import * as fs from 'node:fs/promises';
import { constants } from 'node:fs';
import type { FileStore, OpenFile } from '../spi/file-store.ts';

/** The files of this machine. */
export const LOCAL_FILES: FileStore = {
  scheme: 'file',
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
};
