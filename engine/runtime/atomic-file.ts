import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, writeFully, type DiskCalls } from './disk-calls.ts';
import { fileFailure } from './file-failure.ts';

const encoder = new TextEncoder();

/**
 * Writes a whole file so that it is there as a whole or not at all: under a hidden name first, which whoever lists the
 * folder takes for no data; it gets its own name when all bytes are on the disk and counted.
 *
 * @throws ExternalError that names the file; what was begun is taken away
 */
export function writeAtomic(disk: DiskCalls, path: string, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? encoder.encode(data) : data;
  const temporary = temporaryName(path);
  try {
    writeDurable(disk, temporary, bytes);
    disk.renameSync(temporary, path);
  } catch (error) {
    unlinkQuietly(disk, temporary);
    throw fileFailure(error, path, 'write the file');
  }
}

/** The hidden name that a file has until it is whole; the same at each try, so that a later one takes its place. */
const temporaryName = (path: string): string => join(dirname(path), `.${path.slice(dirname(path).length + 1)}.tmp`);

function writeDurable(disk: DiskCalls, path: string, bytes: Uint8Array): void {
  const file = disk.openSync(path, 'w');
  try {
    writeFully(disk, file, bytes);
    disk.fdatasyncSync(file);
    const { size } = fs.fstatSync(file);
    if (size !== bytes.length) throw new Error(`${size} of ${bytes.length} bytes arrived`);
  } finally {
    disk.closeSync(file);
  }
}

/** Takes a file away that may not be there; what cannot be taken away now is overwritten by the next try. */
export function unlinkQuietly(disk: DiskCalls, path: string): void {
  try {
    disk.unlinkSync(path);
  } catch {
    // see above
  }
}

/** Takes a file away that may not be there. */
export function unlinkIfThere(disk: DiskCalls, path: string): void {
  try {
    disk.unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
