import { basename, dirname } from 'node:path';
import type { FileSystem, LogFile, SmallFile } from '../../engine/spi/runtime.ts';

/** A place in the life of a batch where the process dies, and how often it passes there before it does. */
export interface CrashMoment {
  readonly place: 'after-offsets' | 'after-data-file' | 'torn-state' | 'after-sink-commit' | 'before-commit';
  readonly pass: number;
}

/** The disk of a process that dies without a word at one moment. */
export function dyingFileSystem(disk: FileSystem, moment: CrashMoment): FileSystem {
  let left = moment.pass;
  const dieAt = (place: CrashMoment['place'], last: () => void = () => undefined): void => {
    if (place !== moment.place || --left > 0) return;
    last();
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment; nothing more must happen.
    for (;;);
  };
  return {
    ...disk,
    createSmall(path: string, data: string): SmallFile | null {
      const log = basename(dirname(path));
      if (log === 'commits') dieAt('before-commit');
      const file = disk.createSmall(path, data);
      if (log === 'offsets') dieAt('after-offsets');
      if (log === '_spark_metadata') dieAt('after-sink-commit');
      return file;
    },
    writeAtomic(path, data) {
      disk.writeAtomic(path, data);
      if (basename(path).startsWith('part-')) dieAt('after-data-file');
    },
    openLog: (path) => dyingLog(disk.openLog(path), dieAt),
  };
}

function dyingLog(log: LogFile, dieAt: (place: CrashMoment['place'], last: () => void) => void): LogFile {
  return {
    get size() {
      return log.size;
    },
    append(data) {
      dieAt('torn-state', () => log.append(data.subarray(0, data.length >> 1)));
      log.append(data);
    },
    sync: () => log.sync(),
    truncate: (size) => log.truncate(size),
    readAll: () => log.readAll(),
    close: () => log.close(),
  };
}
