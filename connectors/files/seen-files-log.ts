import { pathToFileURL } from 'node:url';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { SourceLog } from '../../engine/spi/source.ts';
import {
  checkGaps,
  damagedLog,
  entriesOf,
  entryName,
  entryText,
  entryValues,
  isCompact,
  liveEntries,
} from './compact-log.ts';

/** As many as a query keeps of its offsets; by then ten compact files stand for an entry. */
const RETAINED = 100;

/** One line of the log, with Spark's field names. */
export interface SeenFile {
  readonly path: string;
  readonly timestamp: number;
  readonly batchId: number;
}

/** `sources/<i>/N`: which files each batch takes, in Spark's v1 format, every tenth file with all of them. */
export class SeenFilesLog {
  private readonly log: SourceLog;
  private readonly entries = new Map<number, SeenFile[]>();
  /** All entries as they are written down, in their order. */
  private readonly lines: string[] = [];
  latest = -1;

  /** @throws ExternalError CHECKPOINT_FILE_CORRUPT when an entry is missing or cannot be read */
  constructor(fileSystem: FileSystem, log: SourceLog) {
    this.log = log;
    const { directory } = log;
    const texts = new Map(log.entries.map(({ name, text }) => [name, text]));
    const live = liveEntries(entriesOf([...texts.keys()]));
    const first = live[0];
    if (first !== undefined && first.batchId !== 0 && !isCompact(first.batchId)) {
      throw damagedLog(directory, entryName(first.batchId - 1), 'is missing');
    }
    checkGaps(directory, live);
    for (const { batchId, name } of live) {
      const files = entryValues<SeenFile>(directory, name, texts.get(name)!);
      for (const [n, own] of byBatch(files)) {
        this.remember(
          n,
          own.map((f) => ({ ...f, path: fileSystem.resolve(f.path) })),
        );
      }
      this.latest = Math.max(this.latest, batchId);
    }
  }

  private remember(n: number, files: SeenFile[]): void {
    this.entries.set(n, files);
    for (const file of files) {
      this.lines.push(JSON.stringify({ ...file, path: pathToFileURL(file.path).href }));
    }
    this.latest = Math.max(this.latest, n);
  }

  /** The files of all entries. */
  *all(): Generator<SeenFile> {
    for (const files of this.entries.values()) yield* files;
  }

  /** Writes down the files of an entry before anybody reads them. */
  add(n: number, files: readonly FileStatus[]): void {
    const entry = files.map((f): SeenFile => ({ path: f.path, timestamp: Math.floor(f.modifiedMs), batchId: n }));
    const before = this.lines.length;
    this.remember(n, entry);
    this.log.add(entryName(n), entryText(isCompact(n) ? this.lines : this.lines.slice(before)));
    if (n >= RETAINED) this.log.retire(entryName(n - RETAINED));
  }

  /** The files of the entries in (from, to]. */
  between(from: number, to: number): SeenFile[] {
    const entries: SeenFile[][] = [];
    for (let n = from + 1; n <= to; n++) entries.push(this.entries.get(n) ?? []);
    return entries.flat();
  }
}

function byBatch(files: readonly SeenFile[]): Map<number, SeenFile[]> {
  const batches = new Map<number, SeenFile[]>();
  for (const file of files) {
    const own = batches.get(file.batchId);
    if (own === undefined) batches.set(file.batchId, [file]);
    else own.push(file);
  }
  return batches;
}
