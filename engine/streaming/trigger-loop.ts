import type { Clock } from '../spi/runtime.ts';
import { nextTick, type Trigger } from './trigger.ts';

/** How often a query without new data looks again. */
const POLL_MS = 10;

/** What a trigger loop drives. */
export interface TriggeredQuery {
  /** Runs the next batch; false when there was none to run. @param limited whether the sources' rate options hold */
  runNext(limited: boolean): Promise<boolean>;
  /** The query waits: for data, or for its next tick. */
  waiting(forData: boolean): void;
  /** Gives the thread back to its events now and then. */
  breathe(): Promise<void> | undefined;
}

/**
 * Decides when a query looks for its next batch, and tells those who wait for it when nothing was left to do.
 *
 * Structured Streaming Programming Guide, "Triggers".
 */
export class TriggerLoop {
  private readonly trigger: Trigger;
  private readonly clock: Clock;
  private readonly signal: AbortSignal;
  private waiters: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  private wake: (() => void) | null = null;
  private wakeRequested = false;
  /** Batches that a manual trigger still lets run. */
  private steps = 0;

  constructor(trigger: Trigger, clock: Clock, signal: AbortSignal) {
    this.trigger = trigger;
    this.clock = clock;
    this.signal = signal;
  }

  /** Runs batches until the trigger has no more of them or the signal aborts. */
  async run(query: TriggeredQuery): Promise<void> {
    const { trigger, clock, signal } = this;
    if (trigger.kind === 'once') {
      await query.runNext(false);
      return;
    }
    while (!signal.aborted) {
      if (trigger.kind === 'manual' && this.steps <= 0) {
        this.releaseWaiters();
        await this.sleep(null);
        continue;
      }
      const startedMs = clock.now();
      const waiters = this.waiters.length;
      const ran = await query.runNext(true);
      if (trigger.kind === 'manual') {
        this.steps = ran && this.steps === Infinity ? Infinity : ran ? this.steps - 1 : 0;
        continue;
      }
      if (!ran) {
        if (trigger.kind === 'availableNow') return;
        query.waiting(true);
        // later ones may have come after the look
        this.releaseWaiters(waiters);
      }
      if (trigger.kind === 'processingTime') {
        const due = nextTick(startedMs, trigger.intervalMs);
        if (clock.now() < due) {
          query.waiting(!ran);
          await this.sleep(due, false);
        }
      } else if (!ran) await this.sleep(clock.now() + POLL_MS);
      await query.breathe();
    }
  }

  /** Something may have happened: look again. */
  wakeUp(): void {
    this.wakeRequested = true;
    this.wake?.();
  }

  /** Resolves when the loop next finds nothing to do. */
  untilIdle(): Promise<void> {
    if (this.trigger.kind === 'manual') this.steps = Infinity;
    return this.wait();
  }

  /** Lets a manual trigger run one batch; resolves when it is done or there was none to run. */
  step(): Promise<void> {
    this.steps++;
    return this.wait();
  }

  /** Ends all waits: nothing will run any more. */
  end(error: unknown): void {
    const { waiters } = this;
    this.waiters = [];
    for (const { resolve, reject } of waiters)
      if (error === null) resolve();
      else reject(error);
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.wakeUp();
    });
  }

  private releaseWaiters(count = this.waiters.length): void {
    for (const { resolve } of this.waiters.splice(0, count)) resolve();
  }

  /** Waits for a time; whoever wakes the query ends the wait, unless it has to keep to its ticks. */
  private async sleep(untilMs: number | null, wakeable = true): Promise<void> {
    if (this.signal.aborted || (wakeable && this.wakeRequested)) {
      this.wakeRequested = false;
      return;
    }
    const cancel = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.wake = () => {
        if (!wakeable && !this.signal.aborted) return;
        resolve();
      };
    });
    const waits: Promise<void>[] = [woken];
    if (untilMs !== null) waits.push(this.clock.sleepUntil(untilMs, cancel.signal));
    await Promise.race(waits);
    cancel.abort();
    this.wake = null;
    this.wakeRequested = false;
  }
}
