import { INSPECT } from '../types/inspected.ts';
import { systemClock } from '../runtime/system-clock.ts';
import type { Backend, StartedQuery } from '../backend/backend.ts';
import type { SinkGuarantee } from '../spi/sink.ts';
import { embeddedTools } from './embedded-tools.ts';
import type { StreamingQueryProgress } from '../streaming/progress.ts';
import type { StreamingQueryStatus } from '../streaming/query-options.ts';
import type { MillraceError } from '../types/errors.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import type { BatchWaits } from './batch-waits.ts';
import { explainMode } from './explain-mode.ts';
import { currentHost, type ChartOptions, type MimeBundle } from '../spi/host.ts';

/** What the engine tells of a run. */
export interface QueryEvent {
  readonly progress?: StreamingQueryProgress;
  readonly idle?: { readonly timestamp: string };
  readonly status?: StreamingQueryStatus;
  readonly ended?: { readonly error: MillraceError | null };
}

/** False when the time is up. */
const waited = (ms: number, signal: AbortSignal): Promise<boolean> =>
  systemClock.sleepUntil(systemClock.now() + ms, signal).then(() => false);

/**
 * A running query. The getters are kept current by the engine's events, so reading them never waits.
 *
 * Structured Streaming Programming Guide, "Managing Streaming Queries".
 */
export class StreamingQuery {
  /** Survives restarts from a checkpoint. */
  readonly id: string;
  /** New at every start. */
  readonly runId: string;
  readonly name: string | null;
  private readonly backend: Backend;
  private readonly ownerId: number;
  private readonly guarantee: SinkGuarantee;
  private readonly waits: BatchWaits;
  /** What the user's own code in the query threw, undefined when nothing. */
  private readonly thrown: () => unknown;
  /** How many reports are kept. */
  private readonly recent: number;
  private active = true;
  private failure: MillraceError | null = null;
  private progress: StreamingQueryProgress[] = [];
  private currentStatus: StreamingQueryStatus = {
    message: 'Initializing sources',
    isDataAvailable: false,
    isTriggerActive: false,
  };
  private readonly ended: Promise<void>;
  private end: () => void = () => {};
  private readonly progressListeners = new Set<(progress: StreamingQueryProgress) => void>();

  constructor(
    backend: Backend,
    started: StartedQuery & { readonly ownerId: number },
    waits: BatchWaits,
    thrown: () => unknown,
    recent: number,
  ) {
    this.backend = backend;
    this.ownerId = started.ownerId;
    this.waits = waits;
    this.thrown = thrown;
    this.recent = recent;
    this.id = started.id;
    this.runId = started.runId;
    this.name = started.name;
    this.guarantee = started.guarantee;
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  /**
   * Whether the query runs.
   *
   * @example
   * query.isActive
   * // true
   */
  get isActive(): boolean {
    return this.active;
  }

  /**
   * What the query does now, and what its sink promises.
   *
   * @example
   * await query.processAllAvailable();
   * [query.status.isTriggerActive, query.status.guarantee]
   * // [false, "at-least-once"]
   */
  get status(): StreamingQueryStatus & { readonly guarantee: SinkGuarantee } {
    return { ...this.currentStatus, guarantee: this.guarantee };
  }

  /**
   * Progress of the newest batch, null before the first.
   *
   * @example
   * await clicks.addData(["ana", 1], ["bo", 2]);
   * await query.processAllAvailable();
   * query.lastProgress.numInputRows
   * // 2
   */
  get lastProgress(): StreamingQueryProgress | null {
    return this.progress.at(-1) ?? null;
  }

  /**
   * Progress of the last batches: 100 of them, or as many as `spark.sql.streaming.numRecentProgressUpdates` said when it started.
   *
   * @example
   * await clicks.addData(["ana", 1]);
   * await query.processAllAvailable();
   * query.recentProgress.map((progress) => progress.batchId)
   * // [0]
   */
  get recentProgress(): readonly StreamingQueryProgress[] {
    return this.progress;
  }

  /**
   * Why the query failed, null when it did not.
   *
   * @example
   * query.exception
   * // null
   */
  get exception(): MillraceError | null {
    return this.failure;
  }

  /**
   * Calls a function with the progress of each batch from now on.
   *
   * @returns a function that ends it
   * @example
   * const rows = [];
   * const end = query.onProgress((progress) => rows.push(progress.numInputRows));
   * await clicks.addData(["ana", 1]);
   * await query.processAllAvailable();
   * end();
   * rows
   * // [1]
   */
  onProgress(listener: (progress: StreamingQueryProgress) => void): () => void {
    argumentsOf('onProgress', 'query.onProgress((progress) => console.log(progress.batchId))').func(
      'listener',
      listener,
    );
    this.progressListeners.add(listener);
    return () => this.progressListeners.delete(listener);
  }

  /**
   * Ends the query after the batch that runs. In the query's own `foreachBatch` function it only asks for that.
   *
   * @example
   * await query.stop();
   * query.isActive
   * // false
   */
  async stop(): Promise<void> {
    const stopped = this.active ? this.backend.stopQuery(this.runId) : Promise.resolve();
    if (this.waits.isEndless(this.ownerId)) stopped.catch(() => undefined);
    else await this.waits.during(this.ownerId, 'stop()', () => stopped.then(() => this.ended));
  }

  /**
   * Waits until the query ends.
   *
   * @param timeoutMs gives up after so many milliseconds
   * @returns true when it ended, false when the time was up
   * @throws StreamingQueryError when it failed
   * @example
   * [query.isActive, await query.awaitTermination(10)]
   * // [true, false]
   */
  async awaitTermination(timeoutMs?: number): Promise<boolean> {
    if (timeoutMs !== undefined) {
      argumentsOf('awaitTermination', 'query.awaitTermination(1000)').positiveOrZero('timeoutMs', timeoutMs);
    }
    const ended = this.ended.then(() => true);
    const done = new AbortController();
    const late = timeoutMs === undefined ? [] : [waited(timeoutMs, done.signal)];
    const wait = (): Promise<boolean> => Promise.race([ended, ...late]);
    const inTime =
      timeoutMs === undefined ? await this.waits.during(this.ownerId, 'awaitTermination()', wait) : await wait();
    done.abort();
    if (inTime && this.failure !== null) throw this.failure;
    return inTime;
  }

  /**
   * Waits until all data that is there now is processed, for tests.
   *
   * @throws StreamingQueryError when the query fails
   * @example
   * await clicks.addData(["ana", 1]);
   * await query.processAllAvailable();
   * session.table("clicks")
   * // [{ user: "ana", n: 1 }]
   */
  async processAllAvailable(): Promise<void> {
    await this.waits.during(this.ownerId, 'processAllAvailable()', () => this.backend.processAllAvailable(this.runId));
  }

  /**
   * Runs one batch of a query with `trigger({ manual: true })`.
   *
   * @example
   * const stepped = await clicks.toDF().writeStream.format("memory").queryName("steps").trigger({ manual: true }).start();
   * await clicks.addData(["ana", 1]);
   * await stepped.step();
   * session.table("steps")
   * // [{ user: "ana", n: 1 }]
   */
  async step(): Promise<void> {
    await this.waits.during(this.ownerId, 'step()', () => embeddedTools(this.backend, 'step()').stepQuery(this.runId));
  }

  /**
   * Prints the plan of the query.
   *
   * @param mode `"extended"` shows all its stages, `"codegen"` the functions that run
   * @example
   * query.explain()
   * // == Physical Plan ==
   * // MicroBatchScan memory-stream [user, n]
   */
  async explain(mode: 'simple' | 'extended' | 'codegen' | 'formatted' = 'simple'): Promise<void> {
    const given = argumentsOf('explain', 'query.explain("extended")');
    console.log(await this.backend.explainQuery(this.runId, explainMode(given, mode)));
  }

  /**
   * The text that `explain` prints.
   *
   * @param mode `"extended"` shows all stages of the plan, `"codegen"` the functions that run
   * @example
   * (await query.explainString()).split("\n")[0]
   * // "== Physical Plan =="
   */
  explainString(mode: 'simple' | 'extended' | 'codegen' | 'formatted' = 'simple'): Promise<string> {
    const given = argumentsOf('explainString', 'query.explainString("extended")');
    return this.backend.explainQuery(this.runId, explainMode(given, mode));
  }

  /**
   * Attaches a new live view of this query under the running cell; prints its status in a plain program.
   *
   * @param options a title, and a chart as for `display`
   * @example
   * await query.stop();
   * query.show()
   * // clicks: Stopped
   */
  show(options: { readonly title?: string; readonly chart?: ChartOptions } = {}): void {
    argumentsOf('show', 'query.show({ title: "Orders" })').entries('options', options, 'an object of options');
    const host = currentHost();
    if (host === undefined) console.log(`${this.name ?? this.runId}: ${this.currentStatus.message}`);
    else host.openView({ queryId: this.runId, ...options });
  }

  [INSPECT](): string {
    const state = this.failure !== null ? 'failed' : this.active ? 'running' : 'stopped';
    const batch = this.lastProgress === null ? '' : `, batch ${this.lastProgress.batchId}`;
    return `StreamingQuery ${this.name ?? '(no name)'}: ${state}${batch}`;
  }

  /** What a notebook shows when a query is the last value of a cell. */
  [Symbol.for('Jupyter.display')](): MimeBundle {
    const lines = [
      this[INSPECT](),
      `  id      ${this.id}`,
      `  runId   ${this.runId}`,
      `  status  ${this.failure?.message ?? this.currentStatus.message}`,
    ];
    return { 'text/plain': lines.join('\n') };
  }

  /**
   * Whether waiting for the end here would never end; for the session.
   *
   * @internal
   */
  get waitsForItself(): boolean {
    return this.waits.isEndless(this.ownerId);
  }

  /**
   * Events of the engine; for the session.
   *
   * @internal
   */
  receive(event: QueryEvent): void {
    if (event.status !== undefined) this.currentStatus = event.status;
    if (event.progress !== undefined) {
      this.progress.push(event.progress);
      if (this.progress.length > this.recent) this.progress.shift();
      for (const listener of this.progressListeners) listener(event.progress);
    }
    if (event.ended !== undefined) {
      this.active = false;
      this.failure = event.ended.error;
      // an error crosses threads as its parts; what the user's code threw stayed here, with its stack
      if (this.failure !== null && this.thrown() !== undefined) this.failure.cause = this.thrown();
      this.end();
    }
  }
}
