import type { Interner } from '../columnar/interner.ts';
import type { FileSystem, LogFile } from '../spi/runtime.ts';
import { ByteWriter } from './byte-writer.ts';
import { FRAME, FRAME_HEADER, sealFrame, type FrameKind } from './changelog-frame.ts';
import {
  changelogName,
  digestOf,
  firstBatchesIn,
  type ChangelogFile,
  type ChangelogHistory,
  type InputRecord,
  type LoggedFile,
} from './changelog-history.ts';
import { readState, writeStores } from './frame.ts';
import { LogDictionary } from './log-dictionary.ts';
import type { LoggedState } from './logged-state.ts';

/** A snapshot is written when the log has outgrown the state it leads to. */
const SNAPSHOT_RATIO = 4;
const SNAPSHOT_MIN_BYTES = 4 << 20;

/**
 * The state of a query on disk: one append-only file of frames, one frame a batch with what the batch changed and what
 * it read, and now and then a file that begins with everything. It also holds the small files of Spark's layout: they are
 * written without waiting for the disk, and a power cut that takes them gives them back from here. One write at the end of
 * one file is what disks do best.
 *
 * Nothing is opened for writing before the first append. A batch that runs again appends another frame, and the last one
 * of a batch counts: what it read when it ran before stays until the file is history.
 */
export class Changelog {
  private readonly fileSystem: FileSystem;
  private readonly directory: string;
  private readonly stores: readonly LoggedState[];
  private readonly interner: Interner;
  private readonly durable: boolean;
  private readonly dictionary = new LogDictionary();
  private readonly writer = new ByteWriter();
  private file: LogFile | null = null;
  /** Where to go on: the file with the state that was rebuilt. */
  private at: ChangelogFile | null = null;
  /** Files that begin with batches that did not commit: nobody may read them once those have run again. */
  private superseded: readonly ChangelogFile[] = [];
  private snapshotBytes = 0;
  private generation = 0;
  /** The next frame of state begins a file. */
  private beginsFile = false;
  /** Digests of the small files that are kept, by path. */
  private readonly digests = new Map<string, number>();

  constructor(
    fileSystem: FileSystem,
    directory: string,
    stores: readonly LoggedState[],
    interner: Interner,
    durable: boolean,
  ) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.stores = stores;
    this.interner = interner;
    this.durable = durable;
  }

  /** Rebuilds the state as it was after a batch. @param batchId last committed batch, -1 for none */
  restore(history: ChangelogHistory, batchId: number): void {
    const file = history.fileOf(batchId) ?? null;
    this.superseded = history.files.filter(({ first }) => first > Math.max(batchId, 0));
    for (const [path, { digest }] of history.smallFiles()) this.digests.set(path, digest);
    this.at = file;
    if (file === null) return;
    const last = new Map(
      file.frames.flatMap((frame) =>
        frame.kind === FRAME.state && frame.batchId <= batchId ? [[frame.batchId, frame]] : [],
      ),
    );
    const ids: number[] = [];
    for (const { payload } of last.values()) {
      readState(payload, this.stores, this.interner, ids);
      if (this.snapshotBytes === 0) this.snapshotBytes = payload.length;
    }
    // Somebody else went on from this checkpoint in between: what follows does not follow the frames that are here.
    this.beginsFile = batchId >= 0 && !last.has(batchId);
    this.dictionary.restore(ids);
    this.generation = this.interner.generation;
  }

  /**
   * Appends what was decided of a batch. The sync of the batch's state covers it: before that nothing of the batch can be
   * seen, so a power cut in between only makes it undecided again.
   */
  plan(batchId: number, files: readonly LoggedFile[]): void {
    this.open(batchId);
    for (const { path, text } of files) this.digests.set(path, digestOf(text));
    this.appendText(FRAME.plan, batchId, JSON.stringify(files));
  }

  /** A small file that nobody will go back to. */
  forget(path: string): void {
    this.digests.delete(path);
  }

  private open(batchId: number): LogFile {
    if (this.file !== null) return this.file;
    const path = this.at?.path ?? this.fileSystem.join(this.directory, changelogName(batchId));
    this.file = this.fileSystem.openLog(path, 'with room');
    // Behind the last whole frame lie zeros or a frame that a crash has torn.
    this.file.truncate(this.at?.end ?? 0);
    return this.file;
  }

  /**
   * Appends the frame of a batch; it survives a power cut when this resolves.
   *
   * @param meanwhile what the thread does while the disk works
   */
  async append(batchId: number, inputs: InputRecord, meanwhile: () => void): Promise<void> {
    const file = this.open(batchId);
    if (this.beginsFile || this.generation !== this.interner.generation || this.outgrown(file)) {
      this.rotate(batchId, inputs);
    } else {
      this.writeFrame(batchId, inputs, this.snapshotBytes === 0);
      if (this.snapshotBytes === 0) this.snapshotBytes = file.size;
    }
    const synced = this.sync();
    try {
      meanwhile();
    } finally {
      await synced;
    }
    for (const { path } of this.superseded) this.fileSystem.remove(path);
    this.superseded = [];
  }

  /** Resolves when all that was appended survives a power cut. */
  async sync(): Promise<void> {
    if (this.durable) await this.file?.sync();
  }

  private outgrown(file: LogFile): boolean {
    return this.snapshotBytes > 0 && file.size > Math.max(SNAPSHOT_MIN_BYTES, SNAPSHOT_RATIO * this.snapshotBytes);
  }

  /** Begins a file with everything; the one before stays until the new one has a successor. */
  private rotate(batchId: number, inputs: InputRecord): void {
    this.file!.close();
    this.dictionary.reset();
    const path = this.fileSystem.join(this.directory, changelogName(batchId));
    this.superseded = this.superseded.filter((file) => file.path !== path);
    this.file = this.fileSystem.openLog(path, 'with room');
    this.file.truncate(0);
    this.appendText(FRAME.digests, batchId, JSON.stringify(Object.fromEntries(this.digests)));
    this.writeFrame(batchId, inputs, true);
    this.snapshotBytes = this.file.size;
    this.beginsFile = false;
    const before = firstBatchesIn(this.fileSystem.names(this.directory)).filter((first) => first < batchId);
    for (const first of before.slice(0, -1)) {
      this.fileSystem.remove(this.fileSystem.join(this.directory, changelogName(first)));
    }
  }

  private writeFrame(batchId: number, inputs: InputRecord, whole: boolean): void {
    const { writer } = this;
    // Texts come before the rows that use them, but only writing the rows tells which texts are new.
    const rows = new ByteWriter();
    writeStores(rows, this.stores, this.dictionary, whole);
    this.begin();
    writer.text(JSON.stringify(inputs));
    this.dictionary.writePending(writer, this.interner);
    writer.raw(rows.written());
    this.appendFrame(FRAME.state, batchId);
    this.generation = this.interner.generation;
  }

  private appendText(kind: FrameKind, batchId: number, text: string): void {
    this.begin();
    this.writer.text(text);
    this.appendFrame(kind, batchId);
  }

  private begin(): void {
    this.writer.clear();
    this.writer.raw(new Uint8Array(FRAME_HEADER));
  }

  private appendFrame(kind: FrameKind, batchId: number): void {
    const frame = this.writer.written();
    sealFrame(frame, kind, batchId);
    this.file!.append(frame);
  }

  close(): void {
    this.file?.close();
    this.file = null;
  }
}
