import type { FileSystem } from '../../engine/spi/runtime.ts';

/** Every so many batches a log is written anew in one file, as Spark does it; the files before it are then history. */
const EVERY = 10;

/** One file of a log. */
export interface LogEntry {
  readonly batchId: number;
  readonly path: string;
}

export const isCompact = (batchId: number): boolean => (batchId + 1) % EVERY === 0;

/** `7`, `8`, `9.compact`, `10`, ... */
export const entryName = (batchId: number): string => (isCompact(batchId) ? `${batchId}.compact` : String(batchId));

/** Spark's text of an entry. */
export const entryText = (lines: readonly string[]): string => ['v1', ...lines].join('\n');

/** The lines of an entry without its version. */
export const entryLines = (text: string): string[] =>
  text
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '');

/** All files of a log, oldest first. */
export function allEntries(fileSystem: FileSystem, directory: string): LogEntry[] {
  return fileSystem
    .names(directory)
    .filter((name) => /^\d+(\.compact)?$/.test(name))
    .map((name) => ({ batchId: Number.parseInt(name, 10), path: fileSystem.join(directory, name) }))
    .sort((a, b) => a.batchId - b.batchId);
}

/** The files that hold all of a log: the newest compact one and those after it. */
export function liveEntries(fileSystem: FileSystem, directory: string): LogEntry[] {
  const entries = allEntries(fileSystem, directory);
  const last = entries.findLastIndex(({ path }) => path.endsWith('.compact') && fileSystem.readText(path) !== '');
  return entries.slice(Math.max(0, last));
}
