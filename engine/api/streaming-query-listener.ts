import type { StreamingQueryProgress } from '../streaming/progress.ts';

/** A query was started; told before `start()` answers. */
export interface QueryStartedEvent {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
}

/** A batch is done. */
export interface QueryProgressEvent {
  readonly progress: StreamingQueryProgress;
}

/** Triggers of a query find no data: told when they begin to, and every ten seconds (`spark.sql.streaming.noDataProgressEventInterval`). */
export interface QueryIdleEvent {
  readonly id: string;
  readonly runId: string;
  /** Of the last such trigger; ISO 8601, UTC. */
  readonly timestamp: string;
}

/** A query has ended. */
export interface QueryTerminatedEvent {
  readonly id: string;
  readonly runId: string;
  /** Why it failed; null when it was stopped or came to its end. */
  readonly exception: string | null;
  /** The condition of the failure. */
  readonly errorClassOnException: string | null;
}

/**
 * Hears of all queries of a session, in the order in which things happen. What a listener throws is printed and changes
 * nothing.
 *
 * Structured Streaming Programming Guide, "Reporting Metrics programmatically using Asynchronous APIs".
 */
export interface StreamingQueryListener {
  onQueryStarted?(event: QueryStartedEvent): unknown;
  onQueryProgress?(event: QueryProgressEvent): unknown;
  onQueryIdle?(event: QueryIdleEvent): unknown;
  onQueryTerminated?(event: QueryTerminatedEvent): unknown;
}

/** Tells each listener, whatever others throw. */
export function tellListeners(
  listeners: Iterable<StreamingQueryListener>,
  tell: (listener: StreamingQueryListener) => unknown,
): void {
  for (const listener of [...listeners]) {
    try {
      Promise.resolve(tell(listener)).catch(print);
    } catch (error) {
      print(error);
    }
  }
}

const print = (error: unknown): void => console.error('A StreamingQueryListener threw:', error);
