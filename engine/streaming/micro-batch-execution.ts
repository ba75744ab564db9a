import { Interner } from '../columnar/interner.ts';
import { Changelog } from '../state/changelog.ts';
import type { LoggedState } from '../state/logged-state.ts';
import type { MillraceError } from '../types/errors.ts';
import { BatchComputation, type Computed, type ComputationServices } from './batch-computation.ts';
import { BatchConstruction, watermarkPolicy } from './batch-construction.ts';
import { BatchTimer } from './batch-timer.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { commitText } from './checkpoint/log-entry.ts';
import { checkReplay } from './checkpoint/replay-check.ts';
import { checkSourceCount, resumePoint, type ConstructedBatch, type ResumePoint } from './checkpoint/resume-point.ts';
import { compactInterner } from './compact-interner.ts';
import { FutureWatermark } from './future-watermark.ts';
import { IdleReports } from './idle-reports.ts';
import { InputDigests } from './input-digests.ts';
import { fromTheTop } from './operator-order.ts';
import { isoMillis } from './progress.ts';
import { progressOf, traceOf, type BatchFacts, type OperatorFacts } from './batch-report.ts';
import type { QueryOptions, StreamingQueryStatus } from './query-options.ts';
import { queryFailure } from './query-failure.ts';
import { StateLimit } from './state-limit.ts';
import { StreamSources, type Offsets } from './stream-sources.ts';
import { TriggerLoop } from './trigger-loop.ts';
import { WatermarkPropagator } from './watermark-propagation.ts';
import { WatermarkTracker } from './watermark-tracker.ts';

const ALLOW_MULTIPLE = 'spark.sql.streaming.statefulOperator.allowMultiple';

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
  private readonly stores: readonly LoggedState[];
  private readonly abort = new AbortController();
  private readonly loop: TriggerLoop;
  private readonly construction: BatchConstruction;
  private readonly services: ComputationServices;
  private readonly stateLimit: StateLimit;
  private readonly idle: IdleReports;
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

  constructor(options: QueryOptions) {
    this.options = options;
    const { fileSystem, checkpoint, plan, trigger, clock, conf } = options;
    this.loop = new TriggerLoop(trigger, clock, this.abort.signal);
    this.future = new FutureWatermark(clock, options.observer.warning);
    this.idle = new IdleReports(clock, options.idleIntervalMs);
    this.checkpoint = checkpoint;
    this.propagator = new WatermarkPropagator(plan, conf[ALLOW_MULTIPLE] !== 'false');
    this.stores = plan.stateful.flatMap((operator) => operator.stores);
    const durable = !checkpoint.temporary;
    this.changelog = new Changelog(fileSystem, checkpoint.millraceDirectory, this.stores, this.interner, durable);
    checkSourceCount(checkpoint, plan.streams.length);
    checkpoint.checkOperators(plan.stateful, fromTheTop(plan.watermarkFlow));
    this.at = resumePoint(checkpoint, plan.streams.length, this.stores.length > 0);
    const policy = watermarkPolicy(checkpoint, conf);
    this.construction = new BatchConstruction(options, policy, this.propagator, this.changelog);
    const { interner, propagator, future } = this;
    this.stateLimit = new StateLimit(options.memoryBytes, options.observer.warning);
    this.services = { options, interner, propagator, future, signal: this.abort.signal };
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
    if (batch === null) {
      if (this.idle.isDue) this.options.observer.idle(isoMillis(timer.startedMs));
      return false;
    }
    this.pending = batch;
    this.setStatus('Processing new data', batch.hasData, true);
    await this.runBatch(batch, timer);
    this.pending = null;
    return true;
  }

  private constructNext(timer: BatchTimer, limited: boolean): Promise<ConstructedBatch | null> {
    const { batchId, committed, lastWatermarkMs, watermark } = this;
    const at = { batchId, committed, lastWatermarkMs, watermarkMs: watermark.current };
    return this.construction.next(at, this.sources, limited, timer, (source) =>
      this.setStatus(`Getting offsets from ${source}`, false, true),
    );
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
      operators: this.operatorFacts(),
      watermarks: options.plan.watermarks.map(({ column, windowsOf }, slot) => ({
        column,
        windowsOf,
        seen: computed.seen[slot]!,
        watermarkMs: this.watermark.ofNodes[slot]!,
      })),
      lastTriggerMs: this.lastTriggerMs,
      maxEventMs: this.watermark.maxEventMs,
      watermarkAfter: this.watermark.current,
      behind: await this.commit(batch, timer),
    };
    if (this.watermark.exists) this.future.check(facts, this.sources.descriptions);
    this.lastTriggerMs = timer.startedMs;
    compactInterner(this.interner, this.stores);
    const identity = { id: this.id, runId: options.runId, name: options.name };
    this.idle.reported();
    const sources = this.sources.descriptions;
    const watermarks = this.watermark.exists;
    options.observer.batch(
      progressOf(identity, facts, timer, sources, options.sink.description, watermarks),
      traceOf(facts, timer, sources, watermarks),
    );
  }

  /** What the stateful operators did, from the top of the plan down. */
  private operatorFacts(): OperatorFacts[] {
    const after = this.propagator.at(this.watermark.current);
    return fromTheTop(this.options.plan.watermarkFlow).map((operator) => ({
      metrics: operator.metrics(),
      trace: operator.trace(),
      watermarkMicros: after.get(operator)!,
    }));
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
    this.stateLimit.check(batchId, options.plan.stateful, this.interner);
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
    const written = await timer.time('sink', () => {
      const adding = options.sink.addBatch(batchId, batches, this.abort.signal);
      this.sources.readAhead();
      return adding;
    });
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

  private compute(batch: ConstructedBatch, timer: BatchTimer, inputs: InputDigests): Promise<Computed> {
    const { services, sources, committed } = this;
    const lateMs = this.propagator.multiple ? this.previousWatermarkMs : batch.entry.batchWatermarkMs;
    const computation = new BatchComputation(services, batch, committed, sources, timer, inputs);
    return computation.compute(this.watermark.exists ? lateMs : null);
  }

  // ---- end ------------------------------------------------------------------------------------------------------

  private async shutdown(): Promise<void> {
    this.finished = true;
    await this.sources.stop();
    await this.options.sink.close().catch(() => undefined);
    this.changelog.close();
    this.checkpoint.close();
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
