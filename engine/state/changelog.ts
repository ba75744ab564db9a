import { crc32 } from 'node:zlib';
import { Interner, hashBytes } from '../columnar/interner.ts';
import type { FileSystem, LogFile } from '../spi/runtime.ts';
import { ExternalError } from '../types/errors.ts';
import { ByteReader, ByteWriter } from './byte-writer.ts';
import { Dictionary, readStores, writeStores } from './frame.ts';
import type { StateStore } from './state-store.ts';

const HEADER = 16;
/** A frame of state, and a frame of what was decided before a batch ran. */
const STATE = 0x4d52_4c47;
const PLAN = 0x4d52_504c;
/** A snapshot is written when the log has outgrown the state it leads to. */
const SNAPSHOT_RATIO = 4;
const SNAPSHOT_MIN_BYTES = 4 << 20;

/** What a batch read, so that a source that replays something else is refused. */
export interface InputRecord {
  readonly rows: number;
  /** One digest a source where it has one. */
  readonly digests: readonly (string | null)[];
}

/** A small file of the checkpoint, as it is written beside the log. */
export interface LoggedFile {
  /** Path inside the checkpoint. */
  readonly path: string;
  readonly text: string;
}

/**
 * The state of a query on disk: one append-only file of frames, one frame a batch with what the batch changed and what
 * it read, and now and then a file that begins with everything. A frame that was torn by a crash fails its checksum and
 * ends the log. It also holds the small files of Spark's layout: they are written without waiting for the disk, and a
 * power cut that takes them gives them back from here. One write at the end of one file is what disks do best.
 */
export class Changelog {
  private readonly fileSystem: FileSystem;
  private readonly directory: string;
  private readonly stores: readonly StateStore[];
  private readonly interner: Interner;
  private readonly durable: boolean;
  private readonly dictionary = new Dictionary();
  private readonly writer = new ByteWriter();
  private file: LogFile | null = null;
  private snapshotBytes = 0;
  private generation = 0;

  constructor(
    fileSystem: FileSystem,
    directory: string,
    stores: readonly StateStore[],
    interner: Interner,
    durable: boolean,
  ) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.stores = stores;
    this.interner = interner;
    this.durable = durable;
  }

  /**
   * Writes the small files of the checkpoint again that a power cut has taken.
   *
   * @param retained batches whose files are kept; older ones were removed on purpose
   * @returns the last batch that was decided, -1 when the log knows of none
   */
  restoreFiles(checkpoint: string, retained: number): number {
    const plans = this.files().flatMap((first) => [...this.plansIn(first)]);
    const newest = Math.max(-1, ...plans.map((plan) => plan.batchId));
    for (const { batchId, files } of plans) {
      if (batchId <= newest - retained) continue;
      for (const { path, text } of files) {
        const full = this.fileSystem.join(checkpoint, path);
        if (!this.fileSystem.readText(full)) this.fileSystem.writeAtomic(full, text);
      }
    }
    return newest;
  }

  private *plansIn(first: number): Generator<{ readonly batchId: number; readonly files: readonly LoggedFile[] }> {
    const file = this.fileSystem.openLog(this.path(first));
    const bytes = file.readAll();
    file.close();
    for (let at = 0, frame = frameAt(bytes, at); frame !== null; frame = frameAt(bytes, at)) {
      at += HEADER + frame.payload.length;
      if (frame.kind !== PLAN) continue;
      yield { batchId: frame.batchId, files: JSON.parse(new ByteReader(frame.payload).text()) as LoggedFile[] };
    }
  }

  /**
   * Appends what was decided of a batch. The sync of the batch's state covers it: before that nothing of the batch can be
   * seen, so a power cut in between only makes it undecided again.
   */
  plan(batchId: number, files: readonly LoggedFile[]): void {
    this.openFor(batchId);
    const { writer } = this;
    writer.clear();
    writer.raw(new Uint8Array(HEADER));
    writer.text(JSON.stringify(files));
    this.appendFrame(PLAN, batchId);
  }

  private openFor(batchId: number): void {
    if (this.file !== null) return;
    this.file = this.fileSystem.openLog(this.path(batchId));
    this.file.truncate(0);
  }

  /**
   * Rebuilds the state as it was after a batch and forgets what was written later.
   *
   * @param batchId last committed batch, -1 for none
   * @returns what the batch after it read when it ran before, if it did
   */
  recover(batchId: number): InputRecord | null {
    const files = this.files();
    // A file begins with the state after its first batch, so a file that begins later than the commit is of no use.
    const start = files.filter((first) => first <= Math.max(batchId, 0)).at(-1);
    const repeated = files.includes(batchId + 1) ? this.firstInputs(batchId + 1) : null;
    for (const first of files) if (start !== undefined && first > start) this.fileSystem.remove(this.path(first));
    if (start === undefined) {
      if (batchId >= 0 && this.stores.length > 0) throw this.missing(batchId);
      for (const first of files) this.fileSystem.remove(this.path(first));
      return null;
    }
    return this.replay(start, batchId) ?? repeated;
  }

  /** What the first batch of a file read. */
  private firstInputs(first: number): InputRecord | null {
    const file = this.fileSystem.openLog(this.path(first));
    const bytes = file.readAll();
    file.close();
    for (let at = 0, frame = frameAt(bytes, at); frame !== null; frame = frameAt(bytes, at)) {
      if (frame.kind === STATE) return readInputs(new ByteReader(frame.payload));
      at += HEADER + frame.payload.length;
    }
    return null;
  }

  private replay(first: number, batchId: number): InputRecord | null {
    const file = this.fileSystem.openLog(this.path(first));
    const bytes = file.readAll();
    const ids: number[] = [];
    let at = 0;
    let reached = first - 1;
    let later: InputRecord | null = null;
    let next = 0;
    for (let frame = frameAt(bytes, next); frame !== null; frame = frameAt(bytes, next)) {
      next += HEADER + frame.payload.length;
      if (frame.kind === PLAN) {
        // What was decided of a batch that did not commit is decided still.
        if (frame.batchId <= batchId + 1) at = next;
        continue;
      }
      if (frame.batchId > batchId) {
        later ??= readInputs(new ByteReader(frame.payload));
        break;
      }
      const reader = new ByteReader(frame.payload);
      readInputs(reader);
      for (let n = reader.u32(); n > 0; n--) {
        const text = reader.block();
        ids.push(this.interner.internBytes(text, 0, text.length, hashBytes(text, 0, text.length)));
      }
      readStores(reader, this.stores, ids);
      reached = frame.batchId;
      at = next;
      if (this.snapshotBytes === 0) this.snapshotBytes = at;
    }
    if (reached < batchId && this.stores.length > 0) {
      file.close();
      throw this.missing(batchId);
    }
    file.truncate(at);
    this.dictionary.restore(ids);
    this.generation = this.interner.generation;
    this.file = file;
    return later;
  }

  /** Appends the frame of a batch; it survives a power cut when this resolves. */
  async append(batchId: number, inputs: InputRecord): Promise<void> {
    this.openFor(batchId);
    if (this.snapshotBytes === 0) {
      this.writeFrame(batchId, inputs, true);
      this.snapshotBytes = this.file!.size;
    } else if (this.generation !== this.interner.generation || this.outgrown()) {
      this.rotate(batchId, inputs);
    } else {
      this.writeFrame(batchId, inputs, false);
    }
    if (this.durable) await this.file!.sync();
  }

  private outgrown(): boolean {
    return this.file!.size > Math.max(SNAPSHOT_MIN_BYTES, SNAPSHOT_RATIO * this.snapshotBytes);
  }

  /** Begins a file with everything; the one before stays until the new one has a successor. */
  private rotate(batchId: number, inputs: InputRecord): void {
    this.file!.close();
    this.dictionary.reset();
    this.file = this.fileSystem.openLog(this.path(batchId));
    this.file.truncate(0);
    this.writeFrame(batchId, inputs, true);
    this.snapshotBytes = this.file.size;
    const files = this.files();
    for (const first of files.slice(0, -2)) this.fileSystem.remove(this.path(first));
  }

  private writeFrame(batchId: number, inputs: InputRecord, whole: boolean): void {
    const { writer } = this;
    // Texts come before the rows that use them, but only writing the rows tells which texts are new.
    const rows = new ByteWriter();
    writeStores(rows, this.stores, this.dictionary, whole);
    writer.clear();
    writer.raw(new Uint8Array(HEADER));
    writer.text(JSON.stringify(inputs));
    this.dictionary.writePending(writer, this.interner);
    writer.raw(rows.written());
    this.appendFrame(STATE, batchId);
    this.generation = this.interner.generation;
  }

  private appendFrame(kind: number, batchId: number): void {
    const frame = this.writer.written();
    const header = new DataView(frame.buffer, frame.byteOffset, HEADER);
    header.setUint32(0, kind, true);
    header.setUint32(4, batchId, true);
    header.setUint32(8, frame.length - HEADER, true);
    header.setUint32(12, crc32(frame.subarray(HEADER)), true);
    this.file!.append(frame);
  }

  close(): void {
    this.file?.close();
    this.file = null;
  }

  private path(first: number): string {
    return this.fileSystem.join(this.directory, `changelog-${first}`);
  }

  /** First batches of the files, ascending. */
  private files(): number[] {
    return this.fileSystem
      .list(this.directory)
      .map((status) => /changelog-(\d+)$/.exec(status.path)?.[1])
      .filter((digits) => digits !== undefined)
      .map(Number)
      .sort((a, b) => a - b);
  }

  private missing(batchId: number): ExternalError {
    return new ExternalError({
      condition: 'CHECKPOINT_FILE_CORRUPT',
      message: `The state of batch ${batchId} is not in ${this.directory}: its changelog is missing, torn or damaged.`,
      hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over; the query is not restarted from zero by itself.',
    });
  }
}

interface Frame {
  readonly kind: number;
  readonly batchId: number;
  readonly payload: Uint8Array;
}

function frameAt(bytes: Uint8Array, at: number): Frame | null {
  if (bytes.length - at < HEADER) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER);
  const kind = header.getUint32(0, true);
  if (kind !== STATE && kind !== PLAN) return null;
  const length = header.getUint32(8, true);
  if (at + HEADER + length > bytes.length) return null;
  const payload = bytes.subarray(at + HEADER, at + HEADER + length);
  if (crc32(payload) !== header.getUint32(12, true)) return null;
  return { kind, batchId: header.getUint32(4, true), payload };
}

const readInputs = (reader: ByteReader): InputRecord => JSON.parse(reader.text()) as InputRecord;
