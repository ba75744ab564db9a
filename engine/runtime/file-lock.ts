import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FileLock } from '../spi/runtime.ts';
import { ExternalError } from '../types/errors.ts';
import { fileFailure } from './file-failure.ts';

/** SQLite's answers: somebody else has the lock; the file system knows no locks. */
const BUSY = 5;
const NO_LOCKS = new Set([10, 14]);

/**
 * Takes the exclusive lock of a file, which the operating system ends with the process, however that dies. Node has no
 * call for it; SQLite's transaction over an empty database is one, between threads and processes, on all systems.
 *
 * @returns null when another thread or process holds it
 */
export function lockFile(path: string): FileLock | null {
  const database = openDatabase(path);
  try {
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const code = (error as { errcode?: number }).errcode ?? 0;
    if ((code & 0xff) === BUSY) return null;
    throw NO_LOCKS.has(code & 0xff) ? noLocks(path, error) : fileFailure(error, path, 'lock the file');
  }
  const inode = inodeOf(path);
  return {
    held: () => inodeOf(path) === inode,
    release: () => database.close(),
  };
}

type Database = InstanceType<(typeof import('node:sqlite'))['DatabaseSync']>;

function openDatabase(path: string): Database {
  const { DatabaseSync } = sqlite();
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw fileFailure(error, path, 'open the file');
  }
}

/** Node 22 and 24 warn that SQLite may change; nothing of what may change is used, and a notebook would show it. */
function sqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return createRequire(import.meta.url)('node:sqlite') as typeof import('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

const inodeOf = (path: string): bigint | undefined => statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;

const noLocks = (path: string, cause: unknown): ExternalError =>
  new ExternalError({
    condition: 'FILE_LOCKS_UNSUPPORTED',
    message: `The file ${path} cannot be locked: ${(cause as Error).message}.`,
    hint: 'Put the checkpoint on a disk whose file system can lock files, and that this process may write to.',
    cause,
  });
