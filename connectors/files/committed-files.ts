import { crc32 } from 'node:zlib';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { ExternalError } from '../../engine/types/errors.ts';
import {
  checkGaps,
  damagedLog,
  entriesOf,
  entryName,
  entryValues,
  isCompact,
  liveEntries,
  type LogEntry,
} from './compact-log.ts';

/** Hidden, so that Spark does not read it. */
export const DIGESTS = '.millrace-digests';

/** One line of `_spark_metadata/N`, with Spark's field names. */
interface CommittedFile {
  readonly path: string;
  readonly size: number;
  readonly modificationTime: number;
}

/** An entry of the log with its text. */
export interface LogText extends LogEntry {
  readonly text: string;
}

/** The files that a file sink committed, null when the folder has no `_spark_metadata`. */
export function committedFiles(fileSystem: FileSystem, directory: string): FileStatus[] | null {
  const log = fileSystem.join(directory, '_spark_metadata');
  if (!fileSystem.exists(log)) return null;
  return committedEntries(fileSystem, log).flatMap(({ name, text }) =>
    entryValues<CommittedFile>(log, name, text).map(({ path, size, modificationTime }) => ({
      path: fileSystem.resolve(path),
      size,
      modifiedMs: modificationTime,
      directory: false,
      regular: true,
    })),
  );
}

/**
 * The entries that hold all of a sink's log, each held against the digests beside it and, where Hadoop wrote it, against its
 * checksums.
 *
 * @throws ExternalError CHECKPOINT_FILE_CORRUPT that names the file that is damaged or missing
 */
export function committedEntries(fileSystem: FileSystem, log: string): readonly LogText[] {
  // Before the names: an entry is there before its digest.
  const { digests } = readDigests(fileSystem, log);
  const all = entriesOf(fileSystem.names(log)).map((entry) => ({
    ...entry,
    text: fileSystem.readText(fileSystem.join(log, entry.name)) ?? '',
  }));
  // A crash between creating and writing leaves the newest empty: its batch is not in the log yet.
  const newest = all.at(-1);
  const written = newest?.text === '' && !digests.has(newest.batchId) ? all.slice(0, -1) : all;
  const live = liveEntries(written);
  const first = live[0]?.batchId ?? 0;
  if (first > 0 && !isCompact(first) && digests.size === 0) throw damagedLog(log, entryName(first - 1), 'is missing');
  checkGaps(log, live);
  for (const [batchId, digest] of digests) {
    const entry = live.find((one) => one.batchId === batchId);
    if (entry === undefined && batchId >= first) throw damagedLog(log, entryName(batchId), 'is missing');
    if (entry !== undefined && digestOf(entry.text) !== digest)
      throw damagedLog(log, entry.name, 'is not as it was written');
  }
  return live;
}

export interface Digests {
  readonly queryId: string | null;
  /** By batch. */
  readonly digests: ReadonlyMap<number, string>;
  /** Bytes of the whole lines: a crash may have torn the one behind them, and what it was about is not checked then. */
  readonly end: number;
}

/** What `.millrace-digests` says: whose the log is, and a digest of each entry since the last compact one. */
export function readDigests(fileSystem: FileSystem, log: string): Digests {
  const text = fileSystem.readText(fileSystem.join(log, DIGESTS)) ?? '';
  const end = text.lastIndexOf('\n') + 1;
  const [head, ...lines] = text.split('\n').slice(0, -1);
  const queryId = head?.split(' ')[1] ?? null;
  if (head !== undefined && `${head}\n` !== digestsHead(queryId!)) throw damagedDigests(log);
  const digests = lines.map((line) => {
    const [batchId = '', digest = ''] = line.split(' ');
    if (line !== sealed(`${batchId} ${digest}`)) throw damagedDigests(log);
    return [Number(batchId), digest] as const;
  });
  return { queryId, digests: new Map(digests), end };
}

export const digestsHead = (queryId: string): string => `${sealed(`v1 ${queryId}`)}\n`;

export const digestLine = (batchId: number, text: string): string => `${sealed(`${batchId} ${digestOf(text)}`)}\n`;

const sealed = (line: string): string => `${line} ${digestOf(line)}`;

const digestOf = (text: string): string => `${crc32(text).toString(16)}-${text.length}`;

const damagedDigests = (log: string): ExternalError => damagedLog(log, DIGESTS, 'is not as it was written');
