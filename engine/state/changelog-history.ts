import { crc32 } from 'node:zlib';
import type { FileSystem } from '../spi/runtime.ts';
import { ExternalError } from '../types/errors.ts';
import { ByteReader } from './byte-writer.ts';
import { FRAME, framesOf, isOfOtherVersion, type Frame } from './changelog-frame.ts';

/** What a batch read and led to, so that a source that replays something else is refused. */
export interface InputRecord {
  readonly rows: number;
  /** One digest a source where it has one. */
  readonly digests: readonly (string | null)[];
  /** The text of its entry in the log of commits, should it commit. */
  readonly commit: string;
}

/** A small file of the checkpoint, as it is written beside the log. */
export interface LoggedFile {
  /** Path inside the checkpoint. */
  readonly path: string;
  readonly text: string;
}

/** What the changelog knows of a small file: its text, or only a digest of it. */
export interface KnownFile {
  readonly batchId: number;
  readonly text: string | null;
  readonly digest: number;
}

/** One file of the changelog, named by the batch with whose state it begins. */
export interface ChangelogFile {
  readonly first: number;
  readonly path: string;
  readonly frames: readonly Frame[];
  /** End of the last whole frame. */
  readonly end: number;
}

/** The changelog of a checkpoint, read and left as it is. */
export class ChangelogHistory {
  static readonly none = new ChangelogHistory([]);
  /** Oldest first. */
  readonly files: readonly ChangelogFile[];

  private constructor(files: readonly ChangelogFile[]) {
    this.files = files;
  }

  static read(fileSystem: FileSystem, directory: string): ChangelogHistory {
    const files = firstBatchesIn(fileSystem.names(directory)).map((first) => {
      const path = fileSystem.join(directory, changelogName(first));
      const bytes = fileSystem.readLog(path) ?? new Uint8Array();
      if (isOfOtherVersion(bytes)) throw otherVersion(path);
      return { first, path, ...framesOf(bytes) };
    });
    return new ChangelogHistory(files);
  }

  /** The file that the state after a batch is read from: a file begins with the state after its first batch. */
  fileOf(batchId: number): ChangelogFile | undefined {
    return this.files.filter(({ first }) => first <= Math.max(batchId, 0)).at(-1);
  }

  /** The newest batch up to which the state can be rebuilt, -1 when there is none. */
  lastState(batchId: number): number {
    const file = this.fileOf(batchId);
    if (file === undefined) return -1;
    const held = new Set(file.frames.filter(({ kind }) => kind === FRAME.state).map((frame) => frame.batchId));
    let last = file.first - 1;
    while (last < batchId && held.has(last + 1)) last++;
    return last;
  }

  /** What a batch read and led to when it last ran; null when the changelog does not know. */
  inputsOf(batchId: number): InputRecord | null {
    for (const { frames } of this.files.toReversed()) {
      const frame = frames.findLast((f) => f.kind === FRAME.state && f.batchId === batchId);
      if (frame !== undefined) return readInputs(new ByteReader(frame.payload));
    }
    return null;
  }

  /** The newest batch that was decided on, -1 when there is none. */
  get lastPlan(): number {
    const plans = this.files.flatMap(({ frames }) => frames.filter(({ kind }) => kind === FRAME.plan));
    return Math.max(-1, ...plans.map((frame) => frame.batchId));
  }

  /** The small files of the checkpoint by their paths, as they were last written. */
  smallFiles(): ReadonlyMap<string, KnownFile> {
    const known = new Map<string, KnownFile>();
    for (const { kind, batchId, payload } of this.files.flatMap(({ frames }) => frames)) {
      if (kind === FRAME.plan) {
        for (const { path, text } of JSON.parse(new ByteReader(payload).text()) as LoggedFile[])
          known.set(path, { batchId, text, digest: digestOf(text) });
      } else if (kind === FRAME.digests) {
        const digests = JSON.parse(new ByteReader(payload).text()) as Record<string, number>;
        for (const [path, digest] of Object.entries(digests))
          if (known.get(path)?.digest !== digest) known.set(path, { batchId, text: null, digest });
      }
    }
    return known;
  }
}

export const digestOf = (text: string): number => crc32(text);

export const changelogName = (first: number): string => `changelog-${first}`;

/** First batches of the changelog's files among the names of a folder, ascending. */
export const firstBatchesIn = (names: readonly string[]): number[] =>
  names
    .flatMap((name) => {
      const digits = NAME.exec(name)?.[1];
      return digits === undefined ? [] : [Number(digits)];
    })
    .sort((a, b) => a - b);

const NAME = /^changelog-(\d+)$/;

export const readInputs = (reader: ByteReader): InputRecord => JSON.parse(reader.text()) as InputRecord;

/** What is said of such a file. */
export const otherVersion = (path: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_OF_OTHER_VERSION',
    message: `${path} holds state as another version of Millrace writes it, which this one does not read.`,
    hint: 'Go on with the version that wrote it, or choose a new checkpointLocation to start over.',
  });
