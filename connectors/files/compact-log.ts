import { ExternalError } from '../../engine/types/errors.ts';

/** Every so many batches a log is written anew in one file, as Spark does it; the files before it are then history. */
const EVERY = 10;

/** One file of a log. */
export interface LogEntry {
  readonly batchId: number;
  readonly name: string;
}

export const isCompact = (batchId: number): boolean => (batchId + 1) % EVERY === 0;

/** `7`, `8`, `9.compact`, `10`, ... */
export const entryName = (batchId: number): string => (isCompact(batchId) ? `${batchId}.compact` : String(batchId));

/** Spark's text of an entry. */
export const entryText = (lines: readonly string[]): string => ['v1', ...lines].join('\n');

/** The files of a log among some names, oldest first. */
export function entriesOf(names: readonly string[]): LogEntry[] {
  return names
    .filter((name) => /^\d+(\.compact)?$/.test(name))
    .map((name) => ({ batchId: Number.parseInt(name, 10), name }))
    .sort((a, b) => a.batchId - b.batchId);
}

/** The files that hold all of a log: the newest compact one and those after it. */
export function liveEntries<T extends LogEntry>(entries: readonly T[]): readonly T[] {
  const last = entries.findLastIndex(({ name }) => name.endsWith('.compact'));
  return entries.slice(Math.max(0, last));
}

/** @throws ExternalError when an entry between two others is not there */
export function checkGaps(directory: string, live: readonly LogEntry[]): void {
  live.forEach(({ batchId }, i) => {
    const before = live[i - 1]?.batchId ?? batchId - 1;
    if (before !== batchId - 1) throw damagedLog(directory, entryName(batchId - 1), 'is missing');
  });
}

/**
 * The lines of an entry as JSON.
 *
 * @throws ExternalError when it is of another version or no log at all
 */
export function entryValues<T>(directory: string, name: string, text: string): T[] {
  const [version, ...lines] = text.split('\n');
  if (version !== 'v1')
    throw damagedLog(directory, name, `begins with ${JSON.stringify(version!.slice(0, 40))}, not v1`);
  try {
    return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
  } catch (error) {
    throw damagedLog(directory, name, `cannot be read: ${(error as Error).message}`);
  }
}

export const damagedLog = (directory: string, name: string, why: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `The log of files ${directory} is damaged: its file ${directory}/${name} ${why}.`,
    hint: 'Restore the folder from a copy: rows would be missing or come twice.',
  });
