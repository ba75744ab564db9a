import { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { BatchContext, OperatorMetrics } from '../operators/batch-context.ts';
import type { BatchRun } from '../operators/physical-plan.ts';
import type { MicroBatchSource, Offset, ReadMetrics } from '../spi/source.ts';
import { Changelog, type InputRecord } from '../state/changelog.ts';
import { AnalysisError, ExternalError, isMillraceError, MillraceError, StreamingQueryError } from '../types/errors.ts';
import { BatchTimer } from './batch-timer.ts';
import { Checkpoint } from './checkpoint.ts';
import { compactInterner } from './compact-interner.ts';
import type { OffsetEntry } from './offset-log.ts';
import { progressOf, traceOf, type BatchFacts } from './batch-report.ts';
import type { QueryOptions, StreamingQueryStatus } from './query-options.ts';
import { nextTick } from './trigger.ts';
import { emptyStats, WatermarkTracker } from './watermark-tracker.ts';

const BLOCK_ROWS = 8192;
const POLL_MS = 10;
/** Entries of the logs that are kept: `spark.sql.streaming.minBatchesToRetain`. */
const RETAINED_BATCHES = 100;
const NO_DATA_BATCHES = 'spark.sql.streaming.noDataMicroBatches.enabled';
const POLICY = 'spark.sql.streaming.multipleWatermarkPolicy';
const ALLOW_MULTIPLE = 'spark.sql.streaming.statefulOperator.allowMultiple';

/** A batch that was decided on: its offsets are in the log. */
interface ConstructedBatch {
  readonly batchId: number;
  readonly entry: OffsetEntry;
  readonly hasData: boolean;
  /** What it read when it ran before a crash. */
  readonly repeated: InputRecord | null;
}

/**
 * The micro-batch loop. Batch N: offsets/N, read and transform, state and inputs of N, sink, commits/N, source commit.
 * After a crash the last batch without a commit runs again with the offsets, time and watermark it was given.
 *
 * Structured Streaming Programming Guide, "Recovering from Failures with Checkpointing".
 */
export class MicroBatchExecution {
  readonly options: QueryOptions;
  readonly interner = new Interner();
  readonly watermark: WatermarkTracker;
  private readonly checkpoint: Checkpoint;
  private readonly changelog: Changelog;
  private readonly abort = new AbortController();
  private sources: MicroBatchSource[] = [];
  private batchId = 0;
  private committed: (Offset | null)[] = [];
  /** Watermark of the batch before, by which lateness is judged. */
  private previousWatermarkMs = 0;
  private lastWatermarkMs: number | null = null;
  private pending: ConstructedBatch | null = null;
  private lastTriggerMs: number | null = null;
  private idleWaiters: { resolve: () => void; reject: (e: unknown) => void }[] = [];
  private wake: (() => void) | null = null;
  private wakeRequested = false;
  private steps = 0;
  private error: MillraceError | null = null;
  private finished = false;
  private running: Promise<void> | null = null;
  private status: StreamingQueryStatus = {
    message: 'Initializing sources',
    isDataAvailable: false,
    isTriggerActive: false,
  };
  private conf: Record<string, string>;

  constructor(options: QueryOptions) {
    this.options = options;
    this.conf = { ...options.conf };
    const { fileSystem, checkpoint, plan } = options;
    this.checkpoint = new Checkpoint(fileSystem, checkpoint.directory, options.id);
    const stores = plan.stateful.map((s) => s.state);
    this.changelog = new Changelog(
      fileSystem,
      this.checkpoint.millraceDirectory,
      stores,
      this.interner,
      !checkpoint.temporary,
    );
    this.forgetUndecided(this.changelog.restoreFiles(checkpoint.directory, RETAINED_BATCHES));
    const recorded = this.checkpoint.offsets.latest()?.entry.conf[POLICY];
    const policy = (recorded ?? this.conf[POLICY]) === 'max' ? 'max' : 'min';
    this.conf[POLICY] = policy;
    this.watermark = new WatermarkTracker(plan.watermarks, policy);
  }

  /** Offsets without their entry in the log of this engine: the batch was not begun, and its sources' files may be gone. */
  private forgetUndecided(decided: number): void {
    if (decided < 0) return;
    const { offsets } = this.checkpoint;
    for (const batchId of offsets.batches()) if (batchId > decided) offsets.remove(batchId);
  }

  /** Survives restarts from the same checkpoint. */
  get id(): string {
    return this.checkpoint.queryId;
  }

  get currentStatus(): StreamingQueryStatus {
    return this.status;
  }

  /** Runs until the query is stopped, has nothing more to do, or fails; never rejects. */
  start(): Promise<void> {
    this.running ??= this.run();
    return this.running;
  }

  private async run(): Promise<void> {
    try {
      await this.recover();
      await this.triggerLoop();
    } catch (error) {
      if (!this.abort.signal.aborted) this.error = asQueryError(error, this);
    }
    await this.shutdown();
  }

  /** Ends the query after the batch that runs. */
  async stop(): Promise<void> {
    this.abort.abort();
    this.wakeUp();
    await this.running;
  }

  /** Something may have happened: look again. */
  wakeUp(): void {
    this.wakeRequested = true;
    this.wake?.();
  }

  /** Resolves when all data that is there now is processed, no-data batches included. */
  processAllAvailable(): Promise<void> {
    if (this.error !== null) return Promise.reject(this.error);
    if (this.finished) return Promise.resolve();
    if (this.options.trigger.kind === 'manual') this.steps = Infinity;
    return new Promise((resolve, reject) => {
      this.idleWaiters.push({ resolve, reject });
      this.wakeUp();
    });
  }

  /** Lets a query with a manual trigger run one batch; resolves when it is done or there was none to run. */
  async step(): Promise<void> {
    this.steps++;
    const done = new Promise<void>((resolve, reject) => this.idleWaiters.push({ resolve, reject }));
    this.wakeUp();
    await done;
  }

  private setStatus(message: string, isDataAvailable: boolean, isTriggerActive: boolean): void {
    this.status = { message, isDataAvailable, isTriggerActive };
    this.options.observer.status(this.status);
  }

  // ---- start ----------------------------------------------------------------------------------------------------

  private async recover(): Promise<void> {
    this.setStatus('Initializing sources', false, false);
    const { offsets, commits } = this.checkpoint;
    const last = offsets.latest();
    const lastCommit = commits.latest();
    const committedId = lastCommit?.batchId ?? -1;
    if (last !== null) this.checkSourceCount(last.entry);
    this.checkpoint.checkOperators(this.options.plan.stateful, committedId >= 0);
    await this.openSources();
    const repeated = this.changelog.recover(committedId);
    if (last === null) {
      this.committed = this.sources.map(() => null);
      return;
    }
    if (committedId !== last.batchId && committedId !== last.batchId - 1)
      throw this.logsDisagree(last.batchId, committedId);
    this.watermark.current = Math.max(last.entry.batchWatermarkMs, lastCommit?.entry.nextBatchWatermarkMs ?? 0);
    if (committedId === last.batchId) {
      this.batchId = last.batchId + 1;
      this.committed = [...last.entry.offsets];
      this.previousWatermarkMs = last.entry.batchWatermarkMs;
      this.lastWatermarkMs = last.entry.batchWatermarkMs;
      return;
    }
    const before = last.batchId > 0 ? offsets.get(last.batchId - 1) : null;
    this.batchId = last.batchId;
    this.committed = before === null ? this.sources.map(() => null) : [...before.offsets];
    this.previousWatermarkMs = before?.batchWatermarkMs ?? 0;
    this.watermark.current = last.entry.batchWatermarkMs;
    const hasData = last.entry.offsets.some((offset, i) => !sameOffset(offset, this.committed[i] ?? null));
    this.pending = { batchId: last.batchId, entry: last.entry, hasData, repeated };
  }

  private async openSources(): Promise<void> {
    const { plan, fileSystem, clock } = this.options;
    for (const [i, reader] of plan.streams.entries()) {
      const checkpoint = this.checkpoint.sourceDirectory(i);
      this.sources.push(await reader.open({ checkpoint, fileSystem, clock, signal: this.abort.signal }));
    }
    if (this.options.trigger.kind === 'availableNow') {
      for (const source of this.sources) await source.prepareForAvailableNow?.();
    }
  }

  private checkSourceCount(entry: OffsetEntry): void {
    const now = this.options.plan.streams.length;
    if (entry.offsets.length === now) return;
    throw new AnalysisError({
      condition: 'java.lang.AssertionError',
      message: `There are [${entry.offsets.length}] sources in the checkpoint offsets and now there are [${now}] sources requested by the query. Cannot continue.`,
      hint: 'The sources of a query cannot change between restarts: choose a new checkpointLocation.',
    });
  }

  private logsDisagree(offsetId: number, commitId: number): ExternalError {
    return new ExternalError({
      condition: 'CHECKPOINT_FILE_CORRUPT',
      message: `The checkpoint ${this.checkpoint.directory} is damaged: the newest file of offsets/ is ${offsetId}, the newest of commits/ is ${commitId}.`,
      hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
    });
  }

  // ---- the loop -------------------------------------------------------------------------------------------------

  private async triggerLoop(): Promise<void> {
    const { trigger, clock } = this.options;
    const { signal } = this.abort;
    if (trigger.kind === 'once') {
      await this.runOneTrigger(false);
      return;
    }
    while (!signal.aborted) {
      if (trigger.kind === 'manual' && this.steps <= 0) {
        this.releaseIdle();
        await this.sleep(null);
        continue;
      }
      const startedMs = clock.now();
      const waiters = this.idleWaiters.length;
      const ran = await this.runOneTrigger(true);
      if (trigger.kind === 'manual') {
        this.steps = ran && this.steps === Infinity ? Infinity : ran ? this.steps - 1 : 0;
        continue;
      }
      if (!ran) {
        if (trigger.kind === 'availableNow') return;
        this.setStatus('Waiting for data to arrive', false, false);
        this.releaseIdle(waiters);
      }
      if (trigger.kind === 'processingTime') {
        const due = nextTick(startedMs, trigger.intervalMs);
        if (clock.now() < due) {
          this.setStatus(ran ? 'Waiting for next trigger' : 'Waiting for data to arrive', false, false);
          await this.sleep(due, false);
        }
      } else if (!ran) await this.sleep(clock.now() + POLL_MS);
      await this.options.breathe();
    }
  }

  /** Waits for a time; whoever wakes the query ends the wait, unless it has to keep to its ticks. */
  private async sleep(untilMs: number | null, wakeable = true): Promise<void> {
    if (this.abort.signal.aborted || (wakeable && this.wakeRequested)) {
      this.wakeRequested = false;
      return;
    }
    const cancel = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.wake = () => {
        if (!wakeable && !this.abort.signal.aborted) return;
        resolve();
      };
    });
    const waits: Promise<void>[] = [woken];
    if (untilMs !== null) waits.push(this.options.clock.sleepUntil(untilMs, cancel.signal));
    await Promise.race(waits);
    cancel.abort();
    this.wake = null;
    this.wakeRequested = false;
  }

  /** Tells the oldest waiters that nothing was left to do; later ones may have come after the look. */
  private releaseIdle(count = this.idleWaiters.length): void {
    for (const { resolve } of this.idleWaiters.splice(0, count)) resolve();
  }

  /** Runs the next batch if there is one. */
  private async runOneTrigger(limited: boolean): Promise<boolean> {
    const timer = new BatchTimer(this.options.clock);
    const batch = this.pending ?? (await this.constructNext(timer, limited));
    if (batch === null) return false;
    this.pending = batch;
    this.setStatus('Processing new data', batch.hasData, true);
    await this.runBatch(batch, timer);
    this.pending = null;
    return true;
  }

  private async constructNext(timer: BatchTimer, limited: boolean): Promise<ConstructedBatch | null> {
    const ends: (Offset | null)[] = [];
    await timer.time('latestOffset', async () => {
      for (const [i, source] of this.sources.entries()) {
        const start = this.committed[i] ?? null;
        this.setStatus(`Getting offsets from ${this.options.plan.streams[i]!.description}`, false, true);
        ends.push(await source.latestOffset(start, limited));
      }
    });
    const hasData = ends.some((end, i) => end !== null && !sameOffset(end, this.committed[i] ?? null));
    if (!hasData && !this.needsNoDataBatch()) return null;
    const entry: OffsetEntry = {
      batchWatermarkMs: this.watermark.current,
      batchTimestampMs: this.options.clock.now(),
      conf: this.loggedConf(),
      offsets: ends.map((end, i) => end ?? this.committed[i] ?? null),
    };
    const added = timer.timeSync('walCommit', () => this.checkpoint.offsets.add(this.batchId, entry));
    if (added === null) throw this.concurrentRun();
    added.release();
    await this.makeDurable(timer);
    return { batchId: this.batchId, entry, hasData, repeated: null };
  }

  /** A batch without rows runs when the watermark moved and some operator waits for it. */
  private needsNoDataBatch(): boolean {
    if (this.options.trigger.kind === 'once' || this.conf[NO_DATA_BATCHES] === 'false') return false;
    if (this.lastWatermarkMs === null || this.watermark.current <= this.lastWatermarkMs) return false;
    const { plan, mode } = this.options;
    return plan.stateful.some((s) => (s.name === 'stateStoreSave' ? mode !== 'complete' : s.name !== 'globalLimit'));
  }

  private loggedConf(): Record<string, string> {
    return { 'spark.sql.shuffle.partitions': '1', [POLICY]: this.conf[POLICY]! };
  }

  private concurrentRun(): ExternalError {
    return new ExternalError({
      condition: 'CONCURRENT_STREAM_LOG_UPDATE',
      sqlState: '40000',
      message: `Concurrent update to the log ${this.checkpoint.offsets.directory}: batch ${this.batchId} is there already. Multiple streaming jobs detected for it.`,
      hint: 'Only one query may run on a checkpoint: stop the other one, or give this one its own checkpointLocation.',
    });
  }

  // ---- one batch ------------------------------------------------------------------------------------------------

  private async runBatch(batch: ConstructedBatch, timer: BatchTimer): Promise<void> {
    const { options } = this;
    const { entry, batchId } = batch;
    const facts: BatchFacts = {
      batchId,
      entry,
      starts: this.committed,
      rowsIn: options.plan.streams.map(() => 0),
      malformed: 0,
      rowsOut: 0,
      operators: [],
      stats: options.plan.watermarks.map(emptyStats),
      sampledTimes: [],
      lateMicros: this.lateMicros(entry),
      windowEnd: options.plan.windowEnd,
      lastTriggerMs: this.lastTriggerMs,
      maxEventMs: null,
      watermarkAfter: 0,
      behind: null,
    };
    const digests = await this.digestInputs(entry);
    const output = await timer.time('addBatch', async () => {
      const batches = await this.compute(batch, facts, timer);
      this.checkReplay(batch, facts, digests);
      const rows = facts.rowsIn.reduce((a, b) => a + b, 0);
      timer.timeSync('stateCommit', () => this.changelog.append(batchId, { rows, digests }));
      options.observer.rows(batchId, batches);
      facts.rowsOut = await timer.time('sink', () => options.sink.addBatch(batchId, batches));
      return batches;
    });
    if (facts.rowsOut < 0) facts.rowsOut = output.reduce((n, b) => n + b.length, 0);
    this.watermark.observe(facts.stats);
    facts.watermarkAfter = this.watermark.current;
    facts.maxEventMs = this.watermark.maxEventMs;
    timer.timeSync('commitOffsets', () =>
      this.checkpoint.commits.add(batchId, { nextBatchWatermarkMs: this.watermark.current })?.release(),
    );
    for (const [i, source] of this.sources.entries()) {
      const end = entry.offsets[i];
      if (end !== null && end !== undefined) await source.commit(end);
    }
    if (batchId >= RETAINED_BATCHES) this.checkpoint.forget(batchId - RETAINED_BATCHES);
    facts.behind = await this.behind(entry);
    this.committed = [...entry.offsets];
    this.previousWatermarkMs = entry.batchWatermarkMs;
    this.lastWatermarkMs = entry.batchWatermarkMs;
    this.batchId = batchId + 1;
    this.lastTriggerMs = timer.startedMs;
    compactInterner(this.interner, options.plan.stateful);
    const identity = { id: this.id, runId: options.runId, name: options.name };
    const sources = options.plan.streams.map((s) => s.description);
    const watermarks = this.watermark.exists;
    options.observer.batch(
      progressOf(identity, facts, timer, sources, options.sink.description, watermarks),
      traceOf(facts, timer, sources, watermarks),
    );
  }

  /** Nothing may be seen of a batch before its offsets, and what its sources wrote down for it, are on the disk. */
  private async makeDurable(timer: BatchTimer): Promise<void> {
    if (this.options.checkpoint.temporary) return;
    const { batchId } = this;
    await timer.time('walCommit', async () => {
      const { offsets, commits } = this.checkpoint;
      const files = [{ path: `offsets/${batchId}`, text: offsets.textOf(batchId)! }];
      if (batchId > 0) files.push({ path: `commits/${batchId - 1}`, text: commits.textOf(batchId - 1)! });
      for (const [i, source] of this.sources.entries()) {
        await source.flush?.();
        for (const { name, text } of source.takeWritten?.() ?? []) files.push({ path: `sources/${i}/${name}`, text });
      }
      this.changelog.plan(batchId, files);
    });
  }

  private async compute(batch: ConstructedBatch, facts: BatchFacts, timer: BatchTimer): Promise<RecordBatch[]> {
    const { options } = this;
    const { entry } = batch;
    const { lateMicros } = facts;
    const context: BatchContext = {
      runtime: {
        interner: this.interner,
        nowMicros: BigInt(entry.batchTimestampMs) * 1000n,
        random: options.random,
        lateMicros,
        watermarks: facts.stats,
        sampledTimes: facts.sampledTimes,
      },
      streaming: true,
      mode: options.mode,
      lateMicros,
      evictMicros: this.watermark.exists ? entry.batchWatermarkMs * 1000 : -Infinity,
      checkpoint: () => {
        this.abort.signal.throwIfAborted();
        return options.breathe();
      },
    };
    const metrics: ReadMetrics = { malformed: 0 };
    const { signal } = this.abort;
    const read = { interner: this.interner, metrics, signal, blockRows: BLOCK_ROWS };
    const run: BatchRun = {
      context,
      scan: (reader, columns) => reader.read({ ...read, columns }),
      scanStream: (slot, columns) => this.readSource(slot, columns, entry, facts, timer, read),
      report: (operator: OperatorMetrics) => facts.operators.push(operator),
    };
    const batches: RecordBatch[] = [];
    for await (const out of options.plan.root.execute(run)) batches.push(out);
    facts.malformed = metrics.malformed;
    return batches;
  }

  /** Lateness is judged by the watermark of the batch before. */
  private lateMicros(entry: OffsetEntry): number {
    if (!this.watermark.exists) return -Infinity;
    const multiple = this.conf[ALLOW_MULTIPLE] !== 'false';
    return (multiple ? this.previousWatermarkMs : entry.batchWatermarkMs) * 1000;
  }

  private async *readSource(
    slot: number,
    columns: readonly string[],
    entry: OffsetEntry,
    facts: BatchFacts,
    timer: BatchTimer,
    read: Omit<Parameters<MicroBatchSource['read']>[2], 'columns'>,
  ): AsyncIterable<RecordBatch> {
    const start = this.committed[slot] ?? null;
    const end = entry.offsets[slot] ?? null;
    if (end === null || sameOffset(start, end)) return;
    const rows = this.sources[slot]!.read(start, end, { ...read, columns })[Symbol.asyncIterator]();
    for (;;) {
      const next = await timer.time('getBatch', () => rows.next());
      if (next.done === true) return;
      facts.rowsIn[slot]! += next.value.length;
      yield next.value;
    }
  }

  private async digestInputs(entry: OffsetEntry): Promise<(string | null)[]> {
    const digests: (string | null)[] = [];
    for (const [i, source] of this.sources.entries()) {
      const end = entry.offsets[i] ?? null;
      const digest = end === null ? null : await source.digest?.(this.committed[i] ?? null, end);
      digests.push(digest ?? null);
    }
    return digests;
  }

  /** A batch that runs again must read what it read before. */
  private checkReplay(batch: ConstructedBatch, facts: BatchFacts, digests: readonly (string | null)[]): void {
    const { repeated } = batch;
    if (repeated === null) return;
    const rows = facts.rowsIn.reduce((a, b) => a + b, 0);
    const other = repeated.digests.some((digest, i) => digest !== null && digests[i] !== null && digest !== digests[i]);
    if (rows === repeated.rows && !other) return;
    throw new ExternalError({
      condition: 'SOURCE_REPLAY_DIFFERS',
      message: `Batch ${batch.batchId} ran before with ${repeated.rows} input rows and now its source gives ${rows}${other ? ' of other content' : ''}.`,
      hint: 'The source no longer holds the data of that batch; choose a new checkpointLocation to start over from what it has.',
    });
  }

  /** Rows that wait in the sources, null when one cannot tell. */
  private async behind(entry: OffsetEntry): Promise<number | null> {
    let total = 0;
    for (const [i, source] of this.sources.entries()) {
      if (source.reportLatest === undefined || source.rowsBetween === undefined) return null;
      const newest = await source.reportLatest();
      if (newest === null) continue;
      const rows = source.rowsBetween(entry.offsets[i] ?? null, newest);
      if (rows === null) return null;
      total += rows;
    }
    return total;
  }

  // ---- end ------------------------------------------------------------------------------------------------------

  private async shutdown(): Promise<void> {
    this.finished = true;
    for (const source of this.sources) await source.stop().catch(() => undefined);
    await this.options.sink.close().catch(() => undefined);
    this.changelog.close();
    const { checkpoint, fileSystem } = this.options;
    if (checkpoint.temporary && this.error === null) fileSystem.remove(checkpoint.directory);
    const message = this.error === null ? 'Stopped' : `Terminated with exception: ${this.error.summary}`;
    this.setStatus(message, false, false);
    this.options.observer.ended(this.error);
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const { resolve, reject } of waiters)
      if (this.error === null) resolve();
      else reject(this.error);
  }

  get exception(): MillraceError | null {
    return this.error;
  }
}

const sameOffset = (a: Offset | null, b: Offset | null): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The error as users see it: what happened, in which query, with the cause's own condition kept. */
function asQueryError(error: unknown, execution: MicroBatchExecution): MillraceError {
  const { runId, name } = execution.options;
  const cause = isMillraceError(error) ? error : null;
  const summary = cause?.summary ?? (error instanceof Error ? error.message : String(error));
  const detail = cause?.detail();
  return new StreamingQueryError({
    ...detail,
    condition: cause?.condition ?? 'STREAM_FAILED',
    sqlState: cause?.sqlState ?? 'XXKST',
    message: `Query [id = ${execution.id}, runId = ${runId}${name === null ? '' : `, name = ${name}`}] terminated with exception: ${summary}`,
    cause: error,
  });
}
