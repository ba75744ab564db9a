import { hasBrand } from '../api/arguments/brand.ts';
import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { dstreamError } from './dstream-error.ts';
import type { Later } from './rows.ts';

const RECEIVER: unique symbol = Symbol.for('millrace.dstreams.receiver');

/** What a context does for a receiver that it runs. */
export interface ReceiverSupervisor<T> {
  store(row: T): void;
  storeAll(rows: readonly T[]): Promise<void>;
  restart(message: string, error: unknown, delayMs: number): void;
  stop(message: string): void;
  report(message: string, error: unknown): void;
  readonly stopped: boolean;
}

/** Milliseconds before a receiver is started again. */
const RESTART_MS = 2000;

/**
 * Takes data from somewhere and stores it for the next batch: extend it with `onStart` and `onStop`, which must not wait.
 *
 * A reliable receiver acknowledges to its source what `storeAll` has stored; an unreliable one calls `store` for each row.
 * With `spark.streaming.receiver.writeAheadLog.enable` what is stored is in the checkpoint folder first.
 *
 * Spark Streaming Programming Guide, "Custom Receivers".
 */
export abstract class Receiver<T> {
  private supervisor: ReceiverSupervisor<T> | null = null;

  constructor() {
    Object.defineProperty(this, RECEIVER, { value: true });
  }

  /** Begins to receive, and returns at once. */
  protected abstract onStart(): Later<void>;
  /** Ends what `onStart` began. */
  protected abstract onStop(): Later<void>;

  /**
   * Stores one row; it may be lost when the program dies before its batch.
   *
   * @example
   * class Greeter extends Receiver {
   *   onStart() { this.store("hello"); }
   *   onStop() {}
   * }
   * batchesOf(ssc.receiverStream(new Greeter()))
   * // [["hello"]]
   */
  store(row: T): void {
    this.running('store').store(row);
  }

  /**
   * Stores several rows as one block, all or none: Spark's `store` of a buffer.
   *
   * @returns resolves when they are stored, with a write-ahead log on disk; then they may be acknowledged
   * @example
   * class Queue extends Receiver {
   *   async onStart() {
   *     await this.storeAll(["a", "b"]);
   *     this.store("acknowledged");
   *   }
   *   onStop() {}
   * }
   * batchesOf(ssc.receiverStream(new Queue()), 2)
   * // [["a", "b"], ["acknowledged"]]
   */
  storeAll(rows: Iterable<T>): Promise<void> {
    const list = argumentsOf('storeAll', 'this.storeAll(["a", "b"])').items('rows', rows, 'an array of rows') as T[];
    return this.running('storeAll').storeAll(list);
  }

  /**
   * Stops the receiver and starts it again a little later.
   *
   * @param delayMs 2000 when it is left out
   * @example
   * class Flaky extends Receiver {
   *   starts = 0;
   *   onStart() {
   *     if (this.starts++ === 0) this.restart("The source went away", undefined, 1500);
   *     else this.store("here again");
   *   }
   *   onStop() {}
   * }
   * batchesOf(ssc.receiverStream(new Flaky()), 2)
   * // [[], ["here again"]]
   */
  restart(message: string, error?: unknown, delayMs: number = RESTART_MS): void {
    const given = argumentsOf('restart', 'this.restart("The connection broke", error)');
    this.running('restart').restart(given.text('message', message), error, given.positiveOrZero('delayMs', delayMs));
  }

  /**
   * Ends the receiver; the context goes on.
   *
   * @example
   * class Once extends Receiver {
   *   onStart() {
   *     this.store("all there is");
   *     this.stop("The source has ended");
   *   }
   *   onStop() {}
   * }
   * const once = new Once();
   * await batchesOf(ssc.receiverStream(once));
   * once.isStopped()
   * // true
   */
  stop(message: string): void {
    this.running('stop').stop(argumentsOf('stop', 'this.stop("The source has ended")').text('message', message));
  }

  /**
   * Tells of something that went wrong, and goes on.
   *
   * @example
   * class Careful extends Receiver {
   *   onStart() { this.reportError("A line could not be read", new Error("no UTF-8")); }
   *   onStop() {}
   * }
   * const careful = new Careful();
   * await batchesOf(ssc.receiverStream(careful));
   * careful.isStopped()
   * // false
   */
  reportError(message: string, error?: unknown): void {
    this.running('reportError').report(
      argumentsOf('reportError', 'this.reportError("A line could not be read", error)').text('message', message),
      error,
    );
  }

  /**
   * Whether it does not run: before the start, after `stop`.
   *
   * @example
   * class Silent extends Receiver {
   *   onStart() {}
   *   onStop() {}
   * }
   * new Silent().isStopped()
   * // true
   */
  isStopped(): boolean {
    return this.supervisor === null || this.supervisor.stopped;
  }

  /**
   * Gives it to the context that runs it.
   *
   * @internal
   */
  attach(supervisor: ReceiverSupervisor<T>): { readonly start: () => Later<void>; readonly stop: () => Later<void> } {
    this.supervisor = supervisor;
    return { start: () => this.onStart(), stop: () => this.onStop() };
  }

  private running(call: string): ReceiverSupervisor<T> {
    if (this.supervisor !== null) return this.supervisor;
    throw dstreamError(
      'RECEIVER_NOT_STARTED',
      `${call} needs a receiver that a context has started.`,
      'Give the receiver to ssc.receiverStream(receiver), and call this in onStart or later.',
    );
  }
}

/** Whether it can be started: what extends Receiver, of whichever copy of the package. */
export const isReceiver = (value: unknown): value is Receiver<unknown> => hasBrand(value, RECEIVER);
