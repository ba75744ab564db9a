/** A place where data files lie, by the scheme of their addresses. All of it is asynchronous: no thread waits for a file. */
export interface FileStore {
  /** `file`, `s3`, `hdfs`. */
  readonly scheme: string;
  /** What is at a path, links followed; null when nothing is, or links lead in a circle. */
  status(path: string): Promise<FileStatus | null>;
  /** What is in a folder, in any order, and nothing of what is in its folders; empty when there is no folder. */
  list(folder: string): Promise<FileStatus[]>;
  /** Names in a folder, in any order, without looking at each; none when there is no folder. */
  names(folder: string): Promise<string[]>;
  /**
   * Opens a file for reading in ranges.
   *
   * @throws an error with code EFTYPE for what is no regular file
   */
  open(path: string): Promise<OpenFile>;
  /** Begins a file, its folders too; nobody sees it before `commit`. @throws ExternalError that names the file */
  create(path: string): Promise<FileWriter>;
  /** Takes a file away; nothing when it is gone already. @throws ExternalError that names the file */
  remove(path: string): Promise<void>;
  /** Gives a file another place, its folders too; nothing when it is gone already. @throws ExternalError that names the file */
  move(from: string, to: string): Promise<void>;
}

export interface FileStatus {
  /** Absolute path. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs: number;
  readonly directory: boolean;
  /** Nothing else (a FIFO, a socket, a device) is data. */
  readonly regular: boolean;
  /** Which folder it is, by whatever path. */
  readonly inode?: string;
}

/** A file in the making. */
export interface FileWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the file durable and whole under its name. */
  commit(): Promise<void>;
  /** Takes away what was written. */
  abort(): Promise<void>;
}

export interface OpenFile {
  /** Bytes, when it was opened. */
  readonly size: number;
  /**
   * Reads bytes from a place on.
   *
   * @param into takes them from its beginning; as many as it holds, unless the file ends before
   * @returns how many were read, 0 at the end of the file
   */
  read(into: Uint8Array, from: number): Promise<number>;
  close(): Promise<void>;
}
