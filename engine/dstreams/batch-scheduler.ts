import { setImmediate as nextTurn } from 'node:timers/promises';
import { memberOf } from '../api/arguments/member-of.ts';
import type { ManualClock } from '../runtime/manual-clock.ts';
import type { Clock } from '../spi/runtime.ts';
import { asJob } from './inside-job.ts';
import type { StreamGraph } from './stream-graph.ts';

/** What a context does at the ends of batches. */
export interface BatchHooks {
  failed(error: unknown): void;
  /** All jobs of a batch went well. */
  completed(ms: number): Promise<void>;
}

/**
 * A batch for each multiple of the interval; its jobs run one after the other, behind those of the batch before.
 *
 * @internal
 */
export class BatchScheduler {
  private readonly graph: StreamGraph;
  private readonly hooks: BatchHooks;
  private readonly ended = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** When the next batch is due. */
  nextMs = 0;
  private dropped = false;

  constructor(graph: StreamGraph, hooks: BatchHooks) {
    this.graph = graph;
    this.hooks = hooks;
  }

  /** Work that comes before the first batch. */
  before(work: () => Promise<void>): void {
    this.running = this.running.then(async () => void (await this.guarded(work)));
  }

  /** @param missed batches that are made up first */
  start(missed: readonly number[], firstMs: number): void {
    for (const ms of missed) this.submit(ms);
    this.nextMs = firstMs;
    void this.tick();
  }

  /** No batch begins any more; those that wait are dropped. */
  stop(): void {
    this.dropped = true;
    this.ended.abort();
  }

  /** Moves a manual clock to the end of the next batch. */
  advance(clock: ManualClock): void {
    if (this.nextMs > clock.now()) clock.set(this.nextMs);
  }

  /** Goes on until what was received is in batches, then until those are done. Nobody else moves a manual clock meanwhile. */
  async drain(): Promise<void> {
    const { clock, receivers } = this.graph;
    while (!this.ended.signal.aborted && receivers.some(({ hasWaiting }) => hasWaiting)) {
      if (isManual(clock)) this.advance(clock);
      await clock.sleepUntil(this.nextMs, this.ended.signal);
      // the timer of the tick, which is due, needs a turn of its own
      await nextTurn();
    }
    this.ended.abort();
    await this.running;
  }

  /** Resolves when the batch that runs has ended. */
  idle(): Promise<void> {
    return this.running;
  }

  /** Resolves when every batch that is due has run. */
  async settled(): Promise<void> {
    // the tick of a time comes a little after the time
    while (!this.ended.signal.aborted && this.nextMs <= this.graph.clock.now()) await nextTurn();
    await this.running;
  }

  private async tick(): Promise<void> {
    const { clock, batchMs } = this.graph;
    for (;;) {
      await clock.sleepUntil(this.nextMs, this.ended.signal);
      if (this.ended.signal.aborted) return;
      const ms = this.nextMs;
      this.nextMs += batchMs;
      await this.guarded(async () => this.submit(ms));
    }
  }

  private submit(ms: number): void {
    for (const receiver of this.graph.receivers) {
      try {
        receiver.allocate(ms);
      } catch (error) {
        this.hooks.failed(error);
      }
    }
    // batches that were missed follow each other at once: others get a turn between them
    this.running = this.running
      .then(() => nextTurn())
      .then(() => (this.dropped ? undefined : asJob(() => this.run(ms))));
  }

  private async run(ms: number): Promise<void> {
    await this.guarded(async () => {
      const jobs: (() => Promise<void>)[] = [];
      for (const output of this.graph.outputs) {
        const job = await output.job(ms);
        if (job !== null) jobs.push(job);
      }
      if (await this.allDone(jobs)) await this.hooks.completed(ms);
    });
    await this.guarded(async () => this.graph.forget(ms));
  }

  /** A job that fails does not keep the others from running. */
  private async allDone(jobs: readonly (() => Promise<void>)[]): Promise<boolean> {
    let good = true;
    for (const job of jobs) good = (await this.guarded(job)) && good;
    return good;
  }

  /** @returns whether it went well */
  private async guarded(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.hooks.failed(error);
      return false;
    }
  }
}

export const isManual = (clock: Clock): clock is ManualClock => typeof memberOf(clock, 'advance') === 'function';
