import { AsyncLocalStorage } from 'node:async_hooks';
import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { memberOf } from '../api/arguments/member-of.ts';
import type { MillraceSession } from '../api/session.ts';
import { nodeFileSystem } from '../runtime/node-file-system.ts';
import { systemClock } from '../runtime/system-clock.ts';
import type { Clock } from '../spi/runtime.ts';
import { starred } from '../types/secrets.ts';
import { INSPECT } from '../types/inspected.ts';
import { CONTEXT_MARK, isContext } from './brands.ts';
import { BatchScheduler, isManual } from './batch-scheduler.ts';
import { readCheckpoint, removeLater, restoreInto, writeCheckpoint, type Checkpoint } from './checkpoint.ts';
import { dstreamError, reasonOf } from './dstream-error.ts';
import { durationOf, type Duration } from './duration.ts';
import { isInsideJob, refuseInsideJob } from './inside-job.ts';
import { ReceivedLog } from './received-log.ts';
import type { Later } from './rows.ts';
import { StreamGraph, type ContextState } from './stream-graph.ts';
import { StreamingInputs } from './streaming-inputs.ts';
import { Termination } from './termination.ts';

/** The one context of this process that runs. */
const active: { context: StreamingContext | null } = { context: null };

/** Of batches that a restart makes up. */
const MOST_MISSED = 100_000;

const WRITE_AHEAD_LOG = 'spark.streaming.receiver.writeAheadLog.enable';

/**
 * The way into Spark Streaming: makes the inputs, and runs a batch every interval.
 *
 * Spark Streaming Programming Guide, "Initializing StreamingContext". One context runs at a time, nothing is added after
 * `start()`, and a context that was stopped does not start again.
 */
export class StreamingContext extends StreamingInputs {
  protected override readonly graph: StreamGraph;
  private readonly scheduler: BatchScheduler;
  private readonly termination = new Termination();
  private restored: Checkpoint | null = null;
  private stopping: Promise<void> | null = null;
  private inCell: <R>(work: () => R) => R = (work) => work();

  /**
   * @param batchDuration how long a batch is
   * @param options `clock`: the machine's when it is left out, a `ManualClock` to move time with `step()`
   */
  constructor(session: MillraceSession, batchDuration: Duration, options: { readonly clock?: Clock } = {}) {
    super();
    const given = argumentsOf('StreamingContext', 'new StreamingContext(session, Seconds(1))');
    if (typeof memberOf(session, 'createDataFrame') !== 'function') given.wrong('session', 'a session', session);
    const { milliseconds } = durationOf(given, 'batchDuration', batchDuration);
    given.entries('options', options, 'an object of options');
    const { clock = systemClock } = options;
    if (typeof memberOf(clock, 'sleepUntil') !== 'function') given.wrong('clock', 'a clock', clock);
    this.graph = new StreamGraph(session, milliseconds, clock);
    Object.defineProperty(this, CONTEXT_MARK, { value: true });
    this.scheduler = new BatchScheduler(this.graph, {
      failed: (error) => this.failed(error),
      completed: (ms) => this.completed(ms),
    });
  }

  /**
   * The context that runs, undefined when none does.
   *
   * @example
   * ssc.queueStream([["a"]]).print();
   * ssc.start();
   * StreamingContext.getActive() === ssc
   * // true
   */
  static getActive(): StreamingContext | undefined {
    return active.context ?? undefined;
  }

  /**
   * A context that goes on where the one of a checkpoint folder ended, or a new one.
   *
   * Spark Streaming Programming Guide, "How to configure Checkpointing". Functions cannot be stored, so `create` is called in
   * any case and says the same steps each time; states, windows, files and what receivers logged come from the folder.
   *
   * @throws ArgumentError DSTREAM.CHECKPOINT_OF_OTHER_PROGRAM, DSTREAM.CHECKPOINT_UNREADABLE, DSTREAM.INPUT_CANNOT_RESTART
   * @example
   * const create = () => {
   *   const made = new StreamingContext(session, Seconds(1), { clock: new ManualClock() });
   *   made.checkpoint("counts");
   *   made.textFileStream("incoming").countByValue().print();
   *   return made;
   * };
   * (await StreamingContext.getOrCreate("counts", create)).getState()
   * // "INITIALIZED"
   */
  static async getOrCreate(checkpointPath: string, create: () => Later<StreamingContext>): Promise<StreamingContext> {
    const given = argumentsOf('getOrCreate', 'StreamingContext.getOrCreate("checkpoints/counts", create)');
    const folder = given.filledText('checkpointPath', checkpointPath);
    given.func('create', create);
    const disk = nodeFileSystem();
    const checkpoint = await readCheckpoint(disk, disk.resolve(folder));
    const context: unknown = await create();
    if (!isContext(context)) return given.wrong('create', 'a function that gives a StreamingContext', create);
    return (context as StreamingContext).continuing(checkpoint, folder);
  }

  /**
   * Whether it was started or stopped.
   *
   * @example
   * ssc.getState()
   * // "INITIALIZED"
   */
  getState(): ContextState {
    return this.graph.state;
  }

  /**
   * Keeps states, windows and the log of receivers in a folder.
   *
   * Spark Streaming Programming Guide, "Checkpointing".
   *
   * @example
   * ssc.checkpoint("checkpoints/counts");
   * ssc.getState()
   * // "INITIALIZED"
   */
  checkpoint(directory: string): void {
    const given = argumentsOf('checkpoint', 'ssc.checkpoint("checkpoints/counts")');
    this.graph.refuseUnlessNew('checkpoint');
    this.graph.checkpointFolder = this.graph.disk.resolve(given.filledText('directory', directory));
  }

  /**
   * Keeps the RDDs of each stream so long, for code that holds on to them.
   *
   * @example
   * ssc.remember(Minutes(5));
   * ssc.getState()
   * // "INITIALIZED"
   */
  remember(duration: Duration): void {
    this.graph.rememberMs = durationOf(
      argumentsOf('remember', 'ssc.remember(Minutes(5))'),
      'duration',
      duration,
    ).milliseconds;
  }

  /**
   * Begins: the first batch ends at the next multiple of the interval. After a restart the batches that were missed come first.
   *
   * @throws ArgumentError DSTREAM.NO_OUTPUT_OPERATION, DSTREAM.NO_CHECKPOINT_DIRECTORY, DSTREAM.ANOTHER_CONTEXT_ACTIVE,
   * DSTREAM.CONTEXT_STOPPED
   * @example
   * ssc.queueStream([["a"]]).map((word) => [word, 1]);
   * ssc.start()
   * // throws DSTREAM.NO_OUTPUT_OPERATION
   */
  start(): void {
    const { graph } = this;
    if (graph.state === 'ACTIVE') return;
    this.refuseToStart();
    const { batchMs, clock } = graph;
    const now = clock.now();
    const zero = this.restored?.zeroMs ?? Math.floor(now / batchMs) * batchMs;
    const due = (Math.floor((now - zero) / batchMs) + 1) * batchMs + zero;
    const after = this.restored === null ? due : this.restored.ms + batchMs;
    const first = Math.max(due, after);
    if ((first - after) / batchMs > MOST_MISSED) throw tooManyMissed((first - after) / batchMs);
    const missed: number[] = [];
    for (let ms = after; ms < first; ms += batchMs) missed.push(ms);
    this.inCell = AsyncLocalStorage.snapshot();
    graph.initialize(zero);
    this.openLogs();
    graph.state = 'ACTIVE';
    active.context = this;
    const { checkpointFolder } = graph;
    if (checkpointFolder !== null && this.restored === null) {
      // what is received from now on is not lost with a program that dies in its first batch
      this.scheduler.before(() => {
        removeLater(graph.disk, checkpointFolder, zero);
        return writeCheckpoint(graph, checkpointFolder, zero, zero);
      });
    }
    this.scheduler.start(missed, first);
    for (const receiver of graph.receivers) receiver.start();
  }

  /**
   * With a manual clock: moves it to the end of the next batch and waits until that batch is done.
   *
   * @param batches how many
   * @throws RuntimeError DSTREAM.USER_FUNCTION_ERROR and whatever else a job failed with
   * @example
   * const seen = [];
   * ssc.queueStream([["a"], ["b"]]).foreachRDD(async (rdd, time) => seen.push([time.milliseconds, await rdd.collect()]));
   * ssc.start();
   * await ssc.step(2);
   * seen
   * // [[1000, ["a"]], [2000, ["b"]]]
   */
  async step(batches = 1): Promise<void> {
    const many = argumentsOf('step', 'ssc.step(3)').wholeNumber('batches', batches, 1);
    const { clock, state } = this.graph;
    if (!isManual(clock) || state !== 'ACTIVE') {
      const message = 'step() moves the manual clock of a context that runs.';
      const hint = 'Make it with new StreamingContext(session, Seconds(1), { clock: new ManualClock() }) and start it.';
      throw dstreamError('NO_MANUAL_CLOCK', message, hint);
    }
    refuseInsideJob('step()');
    await this.termination.watched(async () => {
      for (let i = 0; i < many; i++) {
        this.scheduler.advance(clock);
        await this.scheduler.settled();
      }
    });
  }

  /**
   * Waits until the context is stopped.
   *
   * @throws RuntimeError the first error of a job
   * @example
   * ssc.queueStream([["a"]]).map((word) => word.missing.length).print();
   * ssc.start();
   * ssc.step().catch(() => undefined);
   * ssc.awaitTermination()
   * // throws DSTREAM.USER_FUNCTION_ERROR
   */
  async awaitTermination(): Promise<void> {
    refuseInsideJob('awaitTermination()');
    await this.termination.end();
  }

  /**
   * Waits until the context is stopped, or so long.
   *
   * @returns whether it was stopped
   * @throws RuntimeError the first error of a job
   * @example
   * ssc.queueStream([["a"]]).print();
   * ssc.start();
   * ssc.awaitTerminationOrTimeout(10)
   * // false
   */
  async awaitTerminationOrTimeout(timeoutMs: number): Promise<boolean> {
    const given = argumentsOf('awaitTerminationOrTimeout', 'ssc.awaitTerminationOrTimeout(10_000)');
    const ms = given.positiveOrZero('timeoutMs', timeoutMs);
    const over = new AbortController();
    const late = systemClock.sleepUntil(systemClock.now() + ms, over.signal).then(() => false);
    try {
      return await Promise.race([this.termination.end(over.signal).then(() => true), late]);
    } finally {
      over.abort();
    }
  }

  /**
   * Ends the context.
   *
   * @param stopSparkContext whether the session ends too: as in Spark it does unless
   * `spark.streaming.stopSparkContextByDefault` is false or this is
   * @param stopGracefully whether all that was received is processed first
   * @example
   * ssc.queueStream([["a"]]).print();
   * ssc.start();
   * await ssc.stop(false, true);
   * ssc.getState()
   * // "STOPPED"
   */
  async stop(stopSparkContext?: boolean, stopGracefully = false): Promise<void> {
    const { graph } = this;
    const given = argumentsOf('stop', 'ssc.stop(false, true)');
    const byDefault = graph.session.conf.get('spark.streaming.stopSparkContextByDefault', 'true') === 'true';
    const ends = stopSparkContext === undefined ? byDefault : given.flag('stopSparkContext', stopSparkContext);
    const graceful = given.flag('stopGracefully', stopGracefully);
    if (graceful) refuseInsideJob('stop(..., true)');
    const isFirst = this.stopping === null;
    this.stopping ??= this.end(graceful);
    // a job that stops its own context cannot wait for itself
    if (isFirst || !isInsideJob()) await this.stopping;
    if (ends) await graph.session.stop();
  }

  private async end(graceful: boolean): Promise<void> {
    const { graph } = this;
    const wasActive = graph.state === 'ACTIVE';
    try {
      await Promise.all(graph.receivers.map((receiver) => receiver.stop()));
      if (wasActive && graceful) await this.scheduler.drain();
      graph.state = 'STOPPED';
      this.scheduler.stop();
      if (wasActive && !isInsideJob()) await this.scheduler.idle();
      for (const receiver of graph.receivers) receiver.close();
      for (const end of graph.atEnd.splice(0)) await end();
    } finally {
      if (active.context === this) active.context = null;
      this.termination.stopped();
    }
  }

  [INSPECT](): string {
    const { state, batchMs } = this.graph;
    return `StreamingContext: ${state.toLowerCase()}, a batch every ${batchMs} ms`;
  }

  private continuing(checkpoint: Checkpoint | null, folder: string): this {
    if (checkpoint === null) return this;
    this.graph.checkpointFolder = this.graph.disk.resolve(folder);
    restoreInto(this.graph, checkpoint, folder);
    this.restored = checkpoint;
    return this;
  }

  private refuseToStart(): void {
    const { state, outputs, nodes, checkpointFolder, session } = this.graph;
    if (state === 'STOPPED') {
      throw dstreamError('CONTEXT_STOPPED', 'A context that was stopped cannot be started again.', 'Make a new one.');
    }
    if (outputs.length === 0) {
      const hint = 'Say what to do with a stream, for example counts.print(), before ssc.start().';
      throw dstreamError('NO_OUTPUT_OPERATION', 'There is no output operation, so nothing would run.', hint);
    }
    const stateful = nodes.find(({ options }) => options.needsCheckpoint === true);
    const logs = session.conf.get(WRITE_AHEAD_LOG, 'false') === 'true' && this.graph.receivers.length > 0;
    const needy = stateful?.name ?? (logs ? WRITE_AHEAD_LOG : undefined);
    if (needy !== undefined && checkpointFolder === null) {
      const hint = 'Say ssc.checkpoint("checkpoints/counts") before ssc.start().';
      throw dstreamError('NO_CHECKPOINT_DIRECTORY', `${needy} needs a checkpoint folder.`, hint);
    }
    if (active.context !== null) {
      const hint = 'Stop it first: await StreamingContext.getActive().stop(false).';
      throw dstreamError('ANOTHER_CONTEXT_ACTIVE', 'Another StreamingContext runs, and only one may.', hint);
    }
  }

  private openLogs(): void {
    const { session, receivers, disk, checkpointFolder } = this.graph;
    if (checkpointFolder === null || session.conf.get(WRITE_AHEAD_LOG, 'false') !== 'true') return;
    const folder = disk.join(checkpointFolder, 'receivedData');
    // what an earlier program received is for the one that goes on from its checkpoint
    if (this.restored === null) disk.remove(folder);
    receivers.forEach((receiver, i) => {
      receiver.useLog(new ReceivedLog(disk, disk.join(folder, `${i}`)));
      if (this.restored !== null) receiver.saved(this.restored.ms);
    });
  }

  private async completed(ms: number): Promise<void> {
    const { checkpointFolder, nodes } = this.graph;
    if (checkpointFolder === null) return;
    const zero = nodes.find(({ zeroMs }) => zeroMs !== null)!.zeroMs!;
    await writeCheckpoint(this.graph, checkpointFolder, zero, ms);
    for (const receiver of this.graph.receivers) receiver.saved(ms);
  }

  /** As in Spark the batches after it go on; whoever waits for the end is told, and the cell when nobody does. */
  private failed(error: unknown): void {
    if (!this.termination.failed(error)) this.tell(reasonOfFailure(error));
  }

  protected override tell(text: string): void {
    this.inCell(() => console.error(starred(text)));
  }
}

const tooManyMissed = (batches: number): unknown =>
  dstreamError(
    'TOO_MANY_MISSED_BATCHES',
    `The checkpoint ends ${Math.floor(batches)} batches before the time of the clock, and each would be made up.`,
    'Take the clock that the checkpoint was made with, or another folder.',
  );

const reasonOfFailure = (error: unknown): string => (error instanceof Error ? error.message : reasonOf(error));
