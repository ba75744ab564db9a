import type { StatefulOperator } from '../../operators/stateful-operator.ts';
import type { FileSystem } from '../../spi/runtime.ts';
import type { Changelog } from '../../state/changelog.ts';
import { ChangelogHistory, digestOf, type KnownFile, type LoggedFile } from '../../state/changelog-history.ts';
import { ExternalError } from '../../types/errors.ts';
import { CheckpointFiles } from './checkpoint-files.ts';
import { CheckpointLease, type Owner } from './checkpoint-lease.ts';
import { commitText, offsetText, parseCommit, parseOffsets, type CommitEntry, type OffsetEntry } from './log-entry.ts';
import { QueryIdentity } from './query-identity.ts';
import { CheckpointSourceLog } from './source-log.ts';

/** Entries of the logs that are kept: `spark.sql.streaming.minBatchesToRetain`. */
const RETAINED_BATCHES = 100;

export interface CheckpointPlace {
  readonly directory: string;
  /** Nobody continues from it: it is removed when the query ends well. */
  readonly temporary: boolean;
}

/**
 * The folder that a query continues from: Spark's layout, and our own files under `millrace/`. It is opened by its one
 * owner, read as a whole and held against the changelog; nothing in it is changed before the query's first write.
 */
export class Checkpoint {
  readonly directory: string;
  readonly temporary: boolean;
  /** What the changelog said when the checkpoint was opened. */
  history: ChangelogHistory;
  private readonly fileSystem: FileSystem;
  private known: ReadonlyMap<string, KnownFile>;
  private readonly files: CheckpointFiles;
  private readonly identity: QueryIdentity;
  private readonly lease: CheckpointLease | null;
  private readonly sourceLogs: CheckpointSourceLog[] = [];
  /** Entries that somebody put into the log of offsets and that were never decided on. */
  private undecided: readonly string[] = [];
  private newestCommit: LoggedFile | null = null;
  private settled = false;
  /** Small files that nobody will go back to. */
  private readonly leaving: string[] = [];
  private writeIdentity: () => void = () => undefined;

  private constructor(fileSystem: FileSystem, place: CheckpointPlace, lease: CheckpointLease | null, freshId: string) {
    this.fileSystem = fileSystem;
    this.directory = place.directory;
    this.temporary = place.temporary;
    this.lease = lease;
    this.history = ChangelogHistory.read(fileSystem, this.millraceDirectory);
    this.known = knownFiles(this.history);
    const since = this.history.lastPlan - RETAINED_BATCHES + 2;
    this.files = CheckpointFiles.read(fileSystem, place.directory, this.known, since);
    const age = { hasRun: this.lastBatchId >= 0, hasChangelog: this.history.files.length > 0 };
    this.identity = new QueryIdentity(fileSystem, place.directory, age, freshId);
    const last = this.batches('commits').at(-1);
    if (last !== undefined) this.newestCommit = { path: `commits/${last}`, text: this.files.text(`commits/${last}`)! };
  }

  /**
   * @param freshId the query's id, where nothing has run yet
   * @param owner how the query is told to those who want the same checkpoint
   * @throws ExternalError CHECKPOINT_IN_USE, CHECKPOINT_FILE_CORRUPT
   */
  static open(fileSystem: FileSystem, place: CheckpointPlace, freshId: string, owner: Owner): Checkpoint {
    const own = fileSystem.join(place.directory, 'millrace');
    fileSystem.makeDirectory(own);
    const lease = place.temporary ? null : CheckpointLease.take(fileSystem, place.directory, own, owner);
    try {
      return new Checkpoint(fileSystem, place, lease, freshId);
    } catch (error) {
      lease?.release();
      throw error;
    }
  }

  /** Survives restarts. */
  get queryId(): string {
    return this.identity.id;
  }

  get millraceDirectory(): string {
    return this.fileSystem.join(this.directory, 'millrace');
  }

  // ---- what is there --------------------------------------------------------------------------------------------

  batches(log: 'offsets' | 'commits'): number[] {
    return this.files.batches(log);
  }

  offsetsOf(batchId: number): OffsetEntry | null {
    const path = `offsets/${batchId}`;
    const text = this.files.text(path);
    return text === null ? null : parseOffsets(text, this.full(path));
  }

  commitOf(batchId: number): CommitEntry | null {
    const path = `commits/${batchId}`;
    const text = this.files.text(path);
    return text === null ? null : parseCommit(text, this.full(path));
  }

  /** The newest batch that was decided on, -1 when there is none. */
  get lastBatchId(): number {
    return Math.max(-1, ...this.batches('offsets'), ...this.batches('commits'));
  }

  /** Whether the changelog has a small file too. */
  knows(path: string): boolean {
    return this.known.has(path);
  }

  full(path: string): string {
    return this.fileSystem.join(this.directory, path);
  }

  /** The state was rebuilt: what it was rebuilt from need not stay in memory. */
  releaseHistory(): void {
    this.history = ChangelogHistory.none;
    this.known = new Map();
  }

  /** The log of a source. */
  sourceLog(index: number): CheckpointSourceLog {
    const folder = `sources/${index}`;
    const log = new CheckpointSourceLog(this.full(folder), folder, this.files.entries(folder));
    this.sourceLogs[index] = log;
    return log;
  }

  /**
   * Refuses a query whose stateful operators are not the ones that the state belongs to.
   *
   * @param fromTheTop the same operators in the order in which Spark numbers them
   */
  checkOperators(stateful: readonly StatefulOperator[], fromTheTop: readonly StatefulOperator[]): void {
    this.writeIdentity = this.identity.check(stateful, fromTheTop, this.newestCommit !== null);
  }

  /** Those in which a small file comes with a batch. */
  private folders(): string[] {
    return ['offsets', 'commits', ...this.sourceLogs.map((_, i) => `sources/${i}`)];
  }

  // ---- what is written ------------------------------------------------------------------------------------------

  /** This entry of the log of offsets was never decided on: the batch that takes its number replaces it. */
  forgetUndecided(batchId: number): void {
    this.undecided = [...this.undecided, `offsets/${batchId}`];
  }

  /** Makes the folders whole, once, before the first write: what a crash took is written again, what it left is removed. */
  settle(): void {
    if (this.settled) return;
    this.settled = true;
    const { fileSystem, files } = this;
    for (const folder of this.folders()) fileSystem.makeDirectory(this.full(folder));
    for (const path of [...files.leftovers, ...files.repairs.map((file) => file.path), ...this.undecided]) {
      fileSystem.remove(this.full(path));
    }
    for (const { path, text } of files.repairs) fileSystem.createSmall(this.full(path), text)?.release();
    this.writeIdentity();
  }

  /**
   * Writes down what was decided of a batch: first in the changelog, which is synced with the batch's state, then in Spark's
   * files.
   *
   * @throws ExternalError CONCURRENT_STREAM_LOG_UPDATE when the batch has offsets already
   */
  decide(batchId: number, entry: OffsetEntry, changelog: Changelog): void {
    const offsets = { path: `offsets/${batchId}`, text: offsetText(entry) };
    this.guarded(() => {
      this.writeDown(batchId, [offsets], changelog);
    });
  }

  /** Writes down what the sources noted, though no batch was made of it. */
  async keepNotes(batchId: number, changelog: Changelog): Promise<void> {
    if (!this.guarded(() => this.writeDown(batchId, [], changelog))) return;
    await changelog.sync();
  }

  /** Lets the changelog know of a batch that somebody else decided on, and that has run again. */
  adopt(batchId: number, changelog: Changelog): void {
    const path = `offsets/${batchId}`;
    if (!this.temporary) changelog.plan(batchId, [{ path, text: this.files.text(path)! }]);
  }

  private writeDown(batchId: number, decided: readonly LoggedFile[], changelog: Changelog): boolean {
    const notes = this.sourceLogs.map((log) => log.take());
    const files = [...notes.flatMap(({ added }) => added), ...decided];
    if (files.length === 0) return false;
    this.lease?.check();
    this.settle();
    if (!this.temporary) changelog.plan(batchId, this.newestCommit === null ? files : [...files, this.newestCommit]);
    for (const file of files) this.create(file);
    this.leaving.push(...notes.flatMap(({ gone }) => gone));
    return true;
  }

  /** The batch is done. */
  commit(batchId: number, entry: CommitEntry): void {
    const commit = { path: `commits/${batchId}`, text: commitText(entry) };
    this.guarded(() => this.create(commit));
    this.newestCommit = commit;
    const old = batchId - RETAINED_BATCHES;
    if (old >= 0) this.leaving.push(`offsets/${old}`, `commits/${old}`);
  }

  /** Makes room for the next small files and removes those that nobody will go back to: for when the thread waits anyway. */
  tidy(changelog: Changelog): void {
    for (const path of this.guarded(() => this.retireLeaving())) changelog.forget(path);
    for (const folder of this.folders()) this.fileSystem.expectSmall(this.full(folder));
  }

  private retireLeaving(): string[] {
    for (const path of this.leaving) this.fileSystem.retireSmall(this.full(path));
    return this.leaving.splice(0);
  }

  private create({ path, text }: LoggedFile): void {
    const full = this.full(path);
    const file = this.fileSystem.createSmall(full, text);
    if (file === null) throw concurrentUpdate(full);
    file.release();
  }

  /** A checkpoint that vanished is told as that, not as the first file that fails. */
  private guarded<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      throw this.lease?.explain(error) ?? error;
    }
  }

  /** No more will be written. */
  close(): void {
    try {
      this.retireLeaving();
    } catch {
      // the next start removes them
    }
    for (const folder of this.folders()) this.fileSystem.endSmall(this.full(folder));
    this.lease?.release();
  }
}

/** What the changelog knows of the small files, the commits of its last batches included. */
function knownFiles(history: ChangelogHistory): ReadonlyMap<string, KnownFile> {
  const known = new Map(history.smallFiles());
  const newest = history.lastPlan;
  for (let batchId = Math.max(0, newest - RETAINED_BATCHES); batchId <= newest; batchId++) {
    const text = history.inputsOf(batchId)?.commit;
    // It is known what the commit would say, not whether there is one.
    if (text !== undefined && !known.has(`commits/${batchId}`))
      known.set(`commits/${batchId}`, { batchId: -Infinity, text, digest: digestOf(text) });
  }
  return known;
}

const concurrentUpdate = (path: string): ExternalError =>
  new ExternalError({
    condition: 'CONCURRENT_STREAM_LOG_UPDATE',
    sqlState: '40000',
    message: `Concurrent update to the log: ${path} is there already. Multiple streaming jobs detected for it.`,
    hint: 'Only one query may run on a checkpoint: stop the other one, or give this one its own checkpointLocation.',
  });
