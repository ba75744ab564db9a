import * as fs from 'node:fs';
import type { LogFile } from '../spi/runtime.ts';
import { closeQuietly, writeFully, type DiskCalls } from './disk-calls.ts';
import { fileFailure } from './file-failure.ts';

/** Zeros are written ahead of the data in steps of this size, so that syncing an append need not sync the file's length. */
const AHEAD = 1 << 20;
const zeros = new Uint8Array(AHEAD);
/** One read of the system takes no more. */
const READ_BYTES = 1 << 30;

/** An append-only file on the local disk. */
export class NodeLogFile implements LogFile {
  private readonly disk: DiskCalls;
  private readonly path: string;
  private readonly file: number;
  size: number;
  /** Bytes of the file on disk. */
  private allocated: number;

  private readonly ahead: boolean;

  constructor(disk: DiskCalls, path: string, ahead: boolean) {
    this.disk = disk;
    this.path = path;
    this.ahead = ahead;
    try {
      this.file = disk.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT);
    } catch (error) {
      throw fileFailure(error, path, 'open the file');
    }
    this.size = fs.fstatSync(this.file).size;
    this.allocated = this.size;
  }

  append(data: Uint8Array): void {
    try {
      while (this.ahead && this.size + data.length > this.allocated) {
        writeFully(this.disk, this.file, zeros, this.allocated);
        this.allocated += AHEAD;
      }
      writeFully(this.disk, this.file, data, this.size);
    } catch (error) {
      throw fileFailure(error, this.path, 'append to the file');
    }
    this.size += data.length;
    this.allocated = Math.max(this.allocated, this.size);
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) =>
      this.disk.fdatasync(this.file, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(fileFailure(error, this.path, 'make durable the file'));
      }),
    );
  }

  truncate(size: number): void {
    try {
      this.disk.ftruncateSync(this.file, size);
    } catch (error) {
      throw fileFailure(error, this.path, 'cut the file');
    }
    this.size = size;
    this.allocated = size;
  }

  close(): void {
    try {
      // Only what was written ahead by this very file is taken back: nobody else's bytes are.
      const { size } = fs.fstatSync(this.file);
      if (size === this.allocated && size > this.size) this.disk.ftruncateSync(this.file, this.size);
    } catch {
      // zeros at the end harm nobody
    }
    closeQuietly(this.disk, this.file);
  }
}

/** All bytes of a log of any size, null when it is not there. */
export function readLog(path: string): Uint8Array | null {
  if (!fs.existsSync(path)) return null;
  let file: number | null = null;
  try {
    file = fs.openSync(path, 'r');
    const bytes = new Uint8Array(fs.fstatSync(file).size);
    let read = 0;
    while (read < bytes.length) {
      const n = fs.readSync(file, bytes, read, Math.min(READ_BYTES, bytes.length - read), read);
      if (n === 0) break;
      read += n;
    }
    return bytes.subarray(0, read);
  } catch (error) {
    throw fileFailure(error, path, 'read the file');
  } finally {
    if (file !== null) fs.closeSync(file);
  }
}
