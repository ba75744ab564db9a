import { Interner } from '../columnar/interner.ts';
import { BLOCK_ROWS } from '../columnar/take.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { OperatorWatermark } from '../operators/batch-context.ts';
import type { BatchRun } from '../operators/physical-node.ts';
import type { StatefulOperator } from '../operators/stateful-operator.ts';
import type { ReadContext, ReadMetrics } from '../spi/source.ts';
import type { WatermarkStats } from '../codegen/stage.ts';
import { Changelog } from '../state/changelog.ts';
import type { StateStore } from '../state/state-store.ts';
import type { MillraceError } from '../types/errors.ts';
import { BatchTimer } from './batch-timer.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { commitText, type OffsetEntry } from './checkpoint/log-entry.ts';
import { checkReplay } from './checkpoint/replay-check.ts';
import { checkSourceCount, resumePoint, type ConstructedBatch, type ResumePoint } from './checkpoint/resume-point.ts';
import { compactInterner } from './compact-interner.ts';
import { FutureWatermark } from './future-watermark.ts';
import { InputDigests } from './input-digests.ts';
import { fromTheTop } from './operator-order.ts';
import { progressOf, traceOf, type BatchFacts } from './batch-report.ts';
import type { QueryOptions, StreamingQueryStatus } from './query-options.ts';
import { queryFailure } from './query-failure.ts';
import { anyNew, sameOffset, StreamSources, type Offsets } from './stream-sources.ts';
import { TriggerLoop } from './trigger-loop.ts';
import { WatermarkPropagator } from './watermark-propagation.ts';
import { emptyStats, WatermarkTracker } from './watermark-tracker.ts';

const NO_DATA_BATCHES = 'spark.sql.streaming.noDataMicroBatches.enabled';
const POLICY = 'spark.sql.streaming.multipleWatermarkPolicy';
const ALLOW_MULTIPLE = 'spark.sql.streaming.statefulOperator.allowMultiple';

/** What running the plan gave. */
interface Computed {
  readonly batches: readonly RecordBatch[];
  /** By source. */
  readonly rowsIn: readonly number[];
  readonly malformed: number;
  /** What the watermark nodes saw, by slot. */
  readonly seen: readonly WatermarkStats[];
  readonly lateMicros: number;
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
  private readonly propagator: WatermarkPropagator;
  private readonly future: FutureWatermark;
  private readonly checkpoint: Checkpoint;
  private readonly changelog: Changelog;
  private readonly stores: readonly StateStore[];
  private readonly abort = new AbortController();
  private readonly loop: TriggerLoop;
  private sources = StreamSources.none;
  private at: ResumePoint;
  private batchId = 0;
  private committed: Offsets = [];
  /** Watermark of the batch before, by which lateness is judged. */
  private previousWatermarkMs = 0;
  private lastWatermarkMs: number | null = null;
  private pending: ConstructedBatch | null = null;
  private lastTriggerMs: number | null = null;
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
    const { fileSystem, checkpoint, plan, trigger, clock } = options;
    this.loop = new TriggerLoop(trigger, clock, this.abort.signal);
    this.future = new FutureWatermark(clock, options.observer.warning);
    this.checkpoint = checkpoint;
    this.propagator = new WatermarkPropagator(plan, this.conf[ALLOW_MULTIPLE] !== 'false');
    this.stores = plan.stateful.flatMap((operator) => operator.stores);
    const durable = !checkpoint.temporary;
    this.changelog = new Changelog(fileSystem, checkpoint.millraceDirectory, this.stores, this.interner, durable);
    checkSourceCount(checkpoint, plan.streams.length);
    checkpoint.checkOperators(plan.stateful);
    this.at = resumePoint(checkpoint, plan.streams.length, this.stores.length > 0);
    const last = checkpoint.batches('offsets').at(-1);
    const recorded = last === undefined ? undefined : checkpoint.offsetsOf(last)!.conf[POLICY];
    const policy = (recorded ?? this.conf[POLICY]) === 'max' ? 'max' : 'min';
    this.conf[POLICY] = policy;
    this.watermark = new WatermarkTracker(
      plan.watermarks.map(({ delayMicros }) => delayMicros),
      policy,
    );
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
      await this.loop.run({
        runNext: (limited) => this.runNext(limited),
        waiting: (forData) =>
          this.setStatus(forData ? 'Waiting for data to arrive' : 'Waiting for next trigger', false, false),
        breathe: this.options.breathe,
      });
    } catch (error) {
      if (!this.abort.signal.aborted) this.error = queryFailure(error, this.id, this.options);
    }
    await this.shutdown();
  }

  /** Ends the query after the batch that runs. */
  async stop(): Promise<void> {
    this.abort.abort();
    this.loop.wakeUp();
    await this.running;
  }

  /** Something may have happened: look again. */
  wakeUp(): void {
    this.loop.wakeUp();
  }

  /** Resolves when all data that is there now is processed, no-data batches included. */
  processAllAvailable(): Promise<void> {
    return this.unlessEnded(() => this.loop.untilIdle());
  }

  /** Lets a query with a manual trigger run one batch; resolves when it is done or there was none to run. */
  step(): Promise<void> {
    return this.unlessEnded(() => this.loop.step());
  }

  /** A query that has ended has nothing to wait for. */
  private unlessEnded(wait: () => Promise<void>): Promise<void> {
    if (this.error !== null) return Promise.reject(this.error);
    return this.finished ? Promise.resolve() : wait();
  }

  private setStatus(message: string, isDataAvailable: boolean, isTriggerActive: boolean): void {
    this.status = { message, isDataAvailable, isTriggerActive };
    this.options.observer.status(this.status);
  }

  // ---- start ----------------------------------------------------------------------------------------------------

  private async recover(): Promise<void> {
    this.setStatus('Initializing sources', false, false);
    const { checkpoint, abort } = this;
    const { plan, fileSystem, clock, trigger } = this.options;
    const { waiting, notice } = this.options.observer;
    const services = { fileSystem, clock, signal: abort.signal, waiting, notice };
    this.sources = await StreamSources.open(plan.streams, checkpoint, services);
    if (trigger.kind === 'availableNow') await this.sources.prepareForAvailableNow();
    const { pending } = this.at;
    if (pending?.origin === 'unplanned' && !this.sources.canRead(pending.entry.offsets)) {
      checkpoint.forgetUndecided(pending.batchId);
      this.at = resumePoint(checkpoint, plan.streams.length, plan.stateful.length > 0, true);
    }
    const { at } = this;
    this.changelog.restore(checkpoint.history, at.committedId);
    checkpoint.releaseHistory();
    this.batchId = at.committedId + 1;
    this.committed = at.committed;
    this.watermark.current = at.watermarkMs;
    this.previousWatermarkMs = at.previousWatermarkMs;
    this.lastWatermarkMs = at.lastWatermarkMs;
    this.pending = at.pending;
  }

  // ---- the next batch -------------------------------------------------------------------------------------------

  private async runNext(limited: boolean): Promise<boolean> {
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
    const ends = await timer.time('latestOffset', () =>
      this.sources.latestOffsets(this.committed, limited, (source) =>
        this.setStatus(`Getting offsets from ${source}`, false, true),
      ),
    );
    const hasData = anyNew(this.committed, ends);
    if (!hasData && !this.needsNoDataBatch()) {
      await this.checkpoint.keepNotes(this.batchId, this.changelog);
      return null;
    }
    const entry: OffsetEntry = {
      batchWatermarkMs: this.watermark.current,
      batchTimestampMs: this.options.clock.now(),
      conf: this.loggedConf(),
      offsets: ends.map((end, i) => end ?? this.committed[i] ?? null),
    };
    timer.timeSync('walCommit', () => this.checkpoint.decide(this.batchId, entry, this.changelog));
    return { batchId: this.batchId, entry, hasData, repeated: null, origin: 'planned' };
  }

  /** A batch without rows runs when an operator has something to do at the watermark that it would have. */
  private needsNoDataBatch(): boolean {
    if (this.options.trigger.kind === 'once' || this.conf[NO_DATA_BATCHES] === 'false') return false;
    return this.lastWatermarkMs !== null && this.propagator.wantsBatch(this.lastWatermarkMs, this.watermark.current);
  }

  private loggedConf(): Record<string, string> {
    return { 'spark.sql.shuffle.partitions': '1', [POLICY]: this.conf[POLICY]! };
  }

  // ---- one batch ------------------------------------------------------------------------------------------------

  private async runBatch(batch: ConstructedBatch, timer: BatchTimer): Promise<void> {
    const { options } = this;
    const { entry, batchId } = batch;
    const starts = this.committed;
    const { rowsOut, ...computed } = await timer.time('addBatch', () => this.addBatch(batch, timer));
    const facts: BatchFacts = {
      ...computed,
      batchId,
      entry,
      starts,
      rowsOut,
      operators: fromTheTop(options.plan.watermarkFlow).map((o) => ({ metrics: o.metrics(), trace: o.trace() })),
      watermarks: options.plan.watermarks.map(({ windowsOf }, slot) => ({ seen: computed.seen[slot]!, windowsOf })),
      lastTriggerMs: this.lastTriggerMs,
      maxEventMs: this.watermark.maxEventMs,
      watermarkAfter: this.watermark.current,
      behind: await this.commit(batch, timer),
    };
    if (this.watermark.exists) this.future.check(facts, this.sources.descriptions);
    this.lastTriggerMs = timer.startedMs;
    compactInterner(this.interner, this.stores);
    const identity = { id: this.id, runId: options.runId, name: options.name };
    const sources = this.sources.descriptions;
    const watermarks = this.watermark.exists;
    options.observer.batch(
      progressOf(identity, facts, timer, sources, options.sink.description, watermarks),
      traceOf(facts, timer, sources, watermarks),
    );
  }

  /** Computes a batch, makes its state durable and gives its rows to the sink. */
  private async addBatch(
    batch: ConstructedBatch,
    timer: BatchTimer,
  ): Promise<Omit<Computed, 'batches'> & { readonly rowsOut: number }> {
    const { options } = this;
    const { batchId } = batch;
    const inputs = new InputDigests(options.plan.streams.length);
    const { batches, ...computed } = await this.compute(batch, timer, inputs);
    const rows = computed.rowsIn.reduce((a, b) => a + b, 0);
    const digests = inputs.texts();
    checkReplay(batch, { rows, digests }, options.acceptChangedInput);
    this.watermark.observe(computed.seen);
    this.checkpoint.settle();
    if (batch.origin !== 'planned') this.checkpoint.adopt(batchId, this.changelog);
    const commit = commitText({ nextBatchWatermarkMs: this.watermark.current });
    await timer.time('stateCommit', () =>
      this.changelog.append(batchId, { rows, digests, commit }, () => this.checkpoint.tidy(this.changelog)),
    );
    options.observer.rows(batchId, batches);
    const written = await timer.time('sink', () => options.sink.addBatch(batchId, batches, this.abort.signal));
    return { ...computed, rowsOut: written < 0 ? batches.reduce((n, b) => n + b.length, 0) : written };
  }

  /** @returns how many rows wait in the sources, null when one cannot tell */
  private async commit({ batchId, entry }: ConstructedBatch, timer: BatchTimer): Promise<number | null> {
    timer.timeSync('commitOffsets', () =>
      this.checkpoint.commit(batchId, { nextBatchWatermarkMs: this.watermark.current }),
    );
    await this.sources.commit(entry.offsets);
    this.committed = entry.offsets;
    this.previousWatermarkMs = entry.batchWatermarkMs;
    this.lastWatermarkMs = entry.batchWatermarkMs;
    this.batchId = batchId + 1;
    return this.sources.behind(entry.offsets);
  }

  private async compute(batch: ConstructedBatch, timer: BatchTimer, inputs: InputDigests): Promise<Computed> {
    const { options } = this;
    const { entry } = batch;
    const { plan } = options;
    const lateMs = this.propagator.multiple ? this.previousWatermarkMs : entry.batchWatermarkMs;
    const lateMicros = this.watermark.exists ? lateMs * 1000 : -Infinity;
    const [late, evict] = [this.propagator.at(lateMs), this.propagator.at(entry.batchWatermarkMs)];
    const seen = plan.watermarks.map(emptyStats);
    const rowsIn = plan.streams.map(() => 0);
    const metrics: ReadMetrics = { malformed: 0 };
    const { signal } = this.abort;
    const read = { interner: this.interner, metrics, signal, blockRows: BLOCK_ROWS };
    const run: BatchRun = {
      context: {
        runtime: {
          interner: this.interner,
          nowMicros: BigInt(entry.batchTimestampMs) * 1000n,
          random: options.random,
          lateMicros,
          watermarks: seen,
          farMicros: this.future.farMicros,
        },
        streaming: true,
        mode: options.mode,
        checkpoint: () => {
          signal.throwIfAborted();
          return options.breathe();
        },
      },
      watermarkOf: (operator: StatefulOperator): OperatorWatermark => ({
        lateMicros: late.get(operator)!,
        evictMicros: evict.get(operator)!,
      }),
      callUser: options.callUser,
      scan: (reader, columns) => reader.read({ ...read, columns }),
      scanStream: (slot, columns) =>
        this.readSource(slot, entry, rowsIn, timer, { ...read, columns, seen: inputs.of(slot) }),
      cutStream: (slot, bytes) => {
        const [start, end] = [this.committed[slot] ?? null, entry.offsets[slot] ?? null];
        return end === null || sameOffset(start, end) ? null : this.sources.cut(slot, start, end, bytes);
      },
      tookStream: (slot, seen, { rows, malformed }) => {
        seen.forEach(inputs.of(slot));
        rowsIn[slot]! += rows;
        metrics.malformed += malformed;
      },
      signal,
    };
    const batches: RecordBatch[] = [];
    for await (const out of plan.root.execute(run)) batches.push(out);
    return { batches, rowsIn, malformed: metrics.malformed, seen, lateMicros };
  }

  private async *readSource(
    slot: number,
    entry: OffsetEntry,
    rowsIn: number[],
    timer: BatchTimer,
    read: ReadContext,
  ): AsyncIterable<RecordBatch> {
    const start = this.committed[slot] ?? null;
    const end = entry.offsets[slot] ?? null;
    if (end === null || sameOffset(start, end)) return;
    const rows = this.sources.read(slot, start, end, read)[Symbol.asyncIterator]();
    for (;;) {
      const next = await timer.time('getBatch', () => rows.next());
      if (next.done === true) return;
      rowsIn[slot]! += next.value.length;
      yield next.value;
    }
  }

  // ---- end ------------------------------------------------------------------------------------------------------

  private async shutdown(): Promise<void> {
    this.finished = true;
    await this.sources.stop();
    await this.options.sink.close().catch(() => undefined);
    this.changelog.close();
    await this.checkpoint.close();
    const { checkpoint, fileSystem } = this.options;
    if (checkpoint.temporary && this.error === null) fileSystem.remove(checkpoint.directory);
    const message = this.error === null ? 'Stopped' : `Terminated with exception: ${this.error.summary}`;
    this.setStatus(message, false, false);
    this.options.observer.ended(this.error);
    this.loop.end(this.error);
  }

  get exception(): MillraceError | null {
    return this.error;
  }
}
