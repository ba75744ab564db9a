import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileStatus, FileSystem } from '../spi/runtime.ts';
import { writeAtomic } from './atomic-file.ts';
import { readChecked } from './checked-text.ts';
import type { DiskCalls } from './disk-calls.ts';
import { fileFailure } from './file-failure.ts';
import { lockFile } from './file-lock.ts';
import { NodeLogFile, readLog } from './log-file.ts';
import { SmallFiles } from './small-files.ts';

const SMALL_FILE = 4 << 20;

/**
 * The local disk.
 *
 * @param base folder that relative paths start from
 * @param disk the calls that change it
 */
export function nodeFileSystem(base: string = process.cwd(), disk: DiskCalls = fs): FileSystem {
  const smallFiles = new SmallFiles(disk);
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
    readText: (path) => readChecked(path),
    writeAtomic: (path, data) => writeAtomic(disk, path, data),
    createSmall: (path, data) => smallFiles.create(path, data),
    retireSmall: (path) => smallFiles.retire(path),
    expectSmall: (directory) => void smallFiles.expect(directory),
    endSmall: (directory) => smallFiles.end(directory),
    makeDirectory: (path) => {
      try {
        disk.mkdirSync(path, { recursive: true });
      } catch (error) {
        throw fileFailure(error, path, 'make the folder');
      }
    },
    remove: (path) => {
      try {
        fs.rmSync(path, { recursive: true, force: true });
      } catch (error) {
        throw fileFailure(error, path, 'remove');
      }
    },
    openLog: (path, room) => new NodeLogFile(disk, path, room === 'with room'),
    readLog: (path) => readLog(path),
    lock: (path) => lockFile(path),
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
