import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../spi/runtime.ts';
import { dstreamError, reasonOf } from './dstream-error.ts';
import type { ReceivedLog } from './received-log.ts';
import type { Receiver, ReceiverSupervisor } from './receiver.ts';
import type { Partitions } from './rows.ts';

/** How long one that stores without a log may go on before others get a turn. */
const LONGEST_TURN_MS = 10;

/**
 * Runs one receiver and hands what it stored to the batches.
 *
 * @internal
 */
export class ReceiverTracker {
  private readonly clock: Clock;
  private readonly tell: (text: string) => void;
  private readonly hooks: { readonly start: () => unknown; readonly stop: () => unknown };
  private log: ReceivedLog | null = null;
  private waiting: (readonly unknown[])[] = [];
  /** Rows that were stored one by one since the last block. */
  private single: unknown[] = [];
  private readonly byBatch = new Map<number, Partitions<unknown>>();
  private state: 'new' | 'running' | 'restarting' | 'stopped' = 'new';
  private readonly ended = new AbortController();
  /** Whether what it stores comes into a batch: from its start until its `onStop` is done. */
  private accepts = false;
  /** Up to which batch a checkpoint holds what became of it. */
  private savedMs = -Infinity;
  private lastTurn = 0;

  constructor(receiver: Receiver<unknown>, clock: Clock, tell: (text: string) => void) {
    this.clock = clock;
    this.tell = tell;
    const isStopped = (): boolean => this.state === 'new' || this.state === 'stopped';
    const supervisor: ReceiverSupervisor<unknown> = {
      store: (row) => this.store(row),
      storeAll: (rows) => this.storeAll(rows),
      restart: (message, error, delayMs) => void this.restart(message, error, delayMs),
      stop: () => void this.stop(),
      report: (message, error) => this.report(message, error),
      get stopped() {
        return isStopped();
      },
    };
    this.hooks = receiver.attach(supervisor);
  }

  /** What a log holds from before comes first. */
  useLog(log: ReceivedLog): void {
    this.log = log;
    for (const [ms, blocks] of log.batches) this.byBatch.set(ms, blocks);
    this.waiting = [...log.waiting];
  }

  start(): void {
    this.state = 'running';
    this.accepts = true;
    void this.call('onStart', this.hooks.start);
  }

  /** Resolves when its `onStop` is done: what that stores is received, too. */
  async stop(): Promise<void> {
    if (this.state === 'new' || this.state === 'stopped') return;
    const started = this.state === 'running';
    this.state = 'stopped';
    this.ended.abort();
    if (started) await this.call('onStop', this.hooks.stop);
    this.accepts = false;
  }

  /** A checkpoint holds what became of a batch: the log need not keep it. */
  saved(ms: number): void {
    this.savedMs = ms;
  }

  /** The log is left for the next start. */
  close(): void {
    this.log?.end();
  }

  /** Whether something waits for a batch. */
  get hasWaiting(): boolean {
    return this.waiting.length > 0 || this.single.length > 0;
  }

  /** A batch takes all that was stored before it. */
  allocate(ms: number): void {
    if (this.byBatch.has(ms)) return;
    this.endBlock();
    this.byBatch.set(ms, this.waiting);
    this.waiting = [];
    this.log?.close(ms);
  }

  rowsOf(ms: number): Partitions<unknown> {
    return this.byBatch.get(ms) ?? [];
  }

  forget(beforeMs: number): void {
    for (const ms of this.byBatch.keys()) if (ms <= beforeMs) this.byBatch.delete(ms);
    this.log?.forget(Math.min(beforeMs, this.savedMs));
  }

  private store(row: unknown): void {
    this.refuseUnlessAccepting();
    this.log?.append([row]);
    this.single.push(row);
  }

  private async storeAll(rows: readonly unknown[]): Promise<void> {
    this.refuseUnlessAccepting();
    this.log?.append(rows);
    const synced = this.log?.sync();
    this.endBlock();
    this.waiting.push(rows);
    if (synced !== undefined) return synced;
    // one that stores for ever leaves turns to the others
    if (performance.now() - this.lastTurn < LONGEST_TURN_MS) return;
    await nextTurn();
    this.lastTurn = performance.now();
  }

  private refuseUnlessAccepting(): void {
    if (this.accepts) return;
    const [condition, what] =
      this.state === 'new' ? ['RECEIVER_NOT_STARTED', 'not started'] : ['RECEIVER_STOPPED', 'stopped'];
    throw dstreamError(
      condition,
      `A receiver that is ${what} stores nothing: no batch would have it.`,
      'Store from onStart on, and end in onStop what stores.',
    );
  }

  private endBlock(): void {
    if (this.single.length === 0) return;
    this.waiting.push(this.single);
    this.single = [];
  }

  private async restart(message: string, error: unknown, delayMs: number): Promise<void> {
    if (this.state !== 'running') return;
    this.state = 'restarting';
    this.report(message, error);
    const againMs = this.clock.now() + delayMs;
    // a receiver that restarts while it starts has begun by then
    await Promise.resolve();
    await this.call('onStop', this.hooks.stop);
    await this.clock.sleepUntil(againMs, this.ended.signal);
    if (this.state === 'restarting') this.start();
  }

  private report(message: string, error: unknown): void {
    this.tell(`Receiver: ${message}${error === undefined ? '' : `: ${reasonOf(error)}`}`);
  }

  private async call(name: string, hook: () => unknown): Promise<void> {
    const failed = (error: unknown): void => {
      this.report(`${name} failed`, error);
      if (name === 'onStart') void this.restart('It is started again', undefined, 2000);
    };
    try {
      await hook();
    } catch (error) {
      failed(error);
    }
  }
}
