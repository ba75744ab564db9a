import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileStatus, FileSystem, LogFile } from '../spi/runtime.ts';
import { openNew, SmallFiles } from './small-files.ts';

const SMALL_FILE = 4 << 20;

/**
 * The local disk.
 *
 * @param base folder that relative paths start from
 */
export function nodeFileSystem(base: string = process.cwd()): FileSystem {
  const smallFiles = new SmallFiles();
  return {
    resolve: (path) => {
      const local = path.startsWith('file:') ? fileURLToPath(path.replace(/^file:\/*/, 'file:///')) : path;
      return isAbsolute(local) ? resolve(local) : resolve(base, local);
    },
    join: (...parts) => join(...parts),
    exists: (path) => fs.existsSync(path),
    status: (path) => statusOf(path),
    list: (directory) =>
      fs.existsSync(directory)
        ? fs
            .readdirSync(directory)
            .map((name) => statusOf(join(directory, name)))
            .filter((s) => s !== null)
        : [],
    // The engine has a thread of its own: reading a small file at once costs a tenth of waiting for it.
    names: (directory) => (fs.existsSync(directory) ? fs.readdirSync(directory) : []),
    read: async (path) => (fs.statSync(path).size <= SMALL_FILE ? fs.readFileSync(path) : fs.promises.readFile(path)),
    readAhead: (path) => readAhead(path),
    readText: (path) => (fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : null),
    writeAtomic: (path, data) => {
      const temporary = writeTemporary(path, data);
      fs.renameSync(temporary, path);
    },
    createSmall: (path, data) => smallFiles.create(path, data),
    retireSmall: (path) => smallFiles.retire(path),
    expectSmall: (directory) => void smallFiles.expect(directory),
    endSmall: (directory) => smallFiles.end(directory),
    makeDirectory: (path) => void fs.mkdirSync(path, { recursive: true }),
    remove: (path) => fs.rmSync(path, { recursive: true, force: true }),
    openLog: (path) => {
      fs.mkdirSync(dirname(path), { recursive: true });
      return new NodeLogFile(path);
    },
    temporaryDirectory: (prefix) => fs.mkdtempSync(join(tmpdir(), prefix)),
  };
}

function statusOf(path: string): FileStatus | null {
  const status = fs.statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return null;
  return { path, size: status.size, modifiedMs: status.mtimeMs, directory: status.isDirectory() };
}

/** One trip to another thread for the bytes: opening a file and asking for its size cost less than a trip each. */
async function readAhead(path: string): Promise<Uint8Array> {
  const file = fs.openSync(path, 'r');
  const { size } = fs.fstatSync(file);
  const bytes = Buffer.allocUnsafeSlow(size);
  return new Promise((resolve, reject) => {
    fs.read(file, bytes, 0, size, 0, (error, length) => {
      fs.closeSync(file);
      if (error !== null) reject(error);
      else resolve(length === size ? bytes : fs.readFileSync(path));
    });
  });
}

let lastTemporary = 0;

/** A durable file beside the wanted one; its name begins with a dot, so that nobody lists it as data. */
function writeTemporary(path: string, data: string | Uint8Array): string {
  const directory = dirname(path);
  const temporary = join(directory, `.${path.slice(directory.length + 1)}.${process.pid}-${++lastTemporary}.tmp`);
  const file = openNew(temporary);
  try {
    fs.writeSync(file, typeof data === 'string' ? Buffer.from(data) : data);
    fs.fdatasyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  return temporary;
}

/** Zeros are written ahead of the data in steps of this size, so that syncing an append need not sync the file's length. */
const AHEAD = 1 << 20;
const zeros = new Uint8Array(AHEAD);

class NodeLogFile implements LogFile {
  private readonly file: number;
  size: number;
  /** Bytes of the file on disk. */
  private allocated: number;

  constructor(path: string) {
    this.file = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT);
    this.size = fs.fstatSync(this.file).size;
    this.allocated = this.size;
  }

  append(data: Uint8Array): void {
    while (this.size + data.length > this.allocated) {
      fs.writeSync(this.file, zeros, 0, AHEAD, this.allocated);
      this.allocated += AHEAD;
    }
    for (let written = 0; written < data.length;) {
      written += fs.writeSync(this.file, data, written, data.length - written, this.size + written);
    }
    this.size += data.length;
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) =>
      fs.fdatasync(this.file, (error) => (error === null ? resolve() : reject(error))),
    );
  }

  truncate(size: number): void {
    fs.ftruncateSync(this.file, size);
    this.size = size;
    this.allocated = size;
  }

  readAll(): Uint8Array {
    const data = new Uint8Array(this.size);
    for (let read = 0; read < data.length;) {
      const n = fs.readSync(this.file, data, read, data.length - read, read);
      if (n === 0) break;
      read += n;
    }
    return data;
  }

  close(): void {
    if (this.allocated > this.size) fs.ftruncateSync(this.file, this.size);
    fs.closeSync(this.file);
  }
}
