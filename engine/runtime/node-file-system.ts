import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileSystem } from '../spi/runtime.ts';
import { writeAtomic } from './atomic-file.ts';
import { readChecked } from './checked-text.ts';
import type { DiskCalls } from './disk-calls.ts';
import { fileFailure } from './file-failure.ts';
import { lockFile } from './file-lock.ts';
import { LOCAL_FILES } from './local-file-store.ts';
import { NodeLogFile, readLog } from './log-file.ts';
import { namesIn } from './list-folder.ts';
import { readFile, readFileAhead } from './read-file.ts';
import { createScratchFile } from './scratch-file.ts';
import { SmallFiles } from './small-files.ts';

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
    files: LOCAL_FILES,
    exists: (path) => fs.existsSync(path),
    names: namesIn,
    read: readFile,
    readAhead: readFileAhead,
    readText: readChecked,
    writeAtomic: (path, data) => writeAtomic(disk, path, data),
    createSmall: (path, data) => smallFiles.create(path, data),
    retireSmall: (path) => smallFiles.retire(path),
    expectSmall: (directory) => smallFiles.expect(directory),
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
    createScratch: createScratchFile,
    temporaryDirectory: (prefix) => fs.mkdtempSync(join(tmpdir(), prefix)),
  };
}
