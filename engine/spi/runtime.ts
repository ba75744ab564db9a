import type { FileStore } from './file-store.ts';

/** Time, timers and files, injected so that tests run the engine on a clock of their own. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves at the time, or earlier when the signal aborts. */
  sleepUntil(millis: number, signal?: AbortSignal): Promise<void>;
  /** A steady clock for durations, in milliseconds with fractions. */
  elapsed(): number;
}

/** The files a checkpoint needs, and those that hold data. Paths are absolute. */
export interface FileSystem {
  /** Absolute path of what a user wrote. */
  resolve(path: string): string;
  join(...parts: string[]): string;
  /** Where data files lie: folders of them are listed, and files read and written, through it. */
  readonly files: FileStore;
  exists(path: string): boolean;
  /** Names in a directory, without looking at each. */
  names(directory: string): string[];
  /**
   * Reads a regular file as a whole, without ever waiting for a writer.
   *
   * @throws an error with code EFTYPE for what is no regular file, EFBIG for one beyond 2 GiB
   */
  read(path: string): Promise<Uint8Array>;
  /**
   * Reads a file that fits in memory easily as soon as the thread has nothing else to do.
   *
   * @param room gives bytes to read it into, at least as many as it is told
   */
  readAhead(path: string, room: (size: number) => Uint8Array): Promise<Uint8Array>;
  /**
   * The text of a small file, null when it is not there.
   *
   * @throws ExternalError CHECKPOINT_FILE_CORRUPT when Hadoop's checksums beside it (`.<name>.crc`) are not of it
   */
  readText(path: string): string | null;
  /** Writes a whole file so that it is there as a whole or not at all; durable when it returns. Its folder must be there. */
  writeAtomic(path: string, data: string | Uint8Array): void;
  /**
   * Creates a small file in one write, or gives null when it exists. A crash in between may leave it empty, never half
   * written. Its folder must be there.
   *
   * @returns how to make it survive a power cut; a file system may delay other files while it does that
   */
  createSmall(path: string, data: string): SmallFile | null;
  /** Removes a small file, if it is there; what it took on the disk may serve the next one of its folder. */
  retireSmall(path: string): void;
  /** Another small file will come to this directory soon: to be said when the thread would only wait. */
  expectSmall(directory: string): void;
  /** No more small files will come to this directory. */
  endSmall(directory: string): void;
  makeDirectory(path: string): void;
  remove(path: string): void;
  /**
   * An append-only file; its folder must be there.
   *
   * @param room whether zeros are kept behind its end: appends are then quicker to sync, which pays where each is
   */
  openLog(path: string, room: 'with room' | 'as long as its text'): LogFile;
  /** All bytes of such a file, without opening it for writing; null when it is not there. */
  readLog(path: string): Uint8Array | null;
  /** Takes the exclusive lock of a file, made if need be; null when another thread or process has it. */
  lock(path: string): FileLock | null;
  temporaryDirectory(prefix: string): string;
  /** Begins a file for what does not fit in memory; its folder must be there. */
  createScratch(path: string): Promise<ScratchFile>;
}

/** A file that nobody else reads and that need not survive anything. */
export interface ScratchFile {
  /** @returns where the bytes begin in the file */
  append(bytes: Uint8Array): Promise<number>;
  /** Fills `into` with the bytes from a place on. */
  read(into: Uint8Array, from: number): Promise<void>;
  close(): Promise<void>;
}

/** A small file that was just created. */
export interface SmallFile {
  /** Resolves when the file survives a power cut; to be called once. */
  sync(): Promise<void>;
  /** Leaves that to the operating system. */
  release(): void;
}

/** A file that only grows. */
export interface LogFile {
  readonly size: number;
  append(data: Uint8Array): void;
  /** Resolves when all that was appended survives a power cut; the thread goes on meanwhile. */
  sync(): Promise<void>;
  /** Forgets everything from this byte on. */
  truncate(size: number): void;
  close(): void;
}

/** A lock that ends with the process that holds it, however that dies. */
export interface FileLock {
  /** Whether the file that was locked is still the one at its path. */
  held(): boolean;
  release(): void;
}
