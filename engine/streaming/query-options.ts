import type { CallUser, OutputMode } from '../operators/batch-context.ts';
import type { PhysicalPlan } from '../operators/physical-node.ts';
import type { Clock, FileSystem } from '../spi/runtime.ts';
import type { StreamSink } from '../spi/sink.ts';
import type { BatchTrace } from '../spi/view-port.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { MillraceError } from '../types/errors.ts';
import type { StreamingQueryProgress } from './progress.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import type { Trigger } from './trigger.ts';

/** Spark's `StreamingQueryStatus`. */
export interface StreamingQueryStatus {
  readonly message: string;
  readonly isDataAvailable: boolean;
  readonly isTriggerActive: boolean;
}

/** What a streaming query is made of. */
export interface QueryOptions {
  readonly runId: string;
  readonly name: string | null;
  readonly plan: PhysicalPlan;
  readonly sink: StreamSink;
  readonly mode: OutputMode;
  readonly trigger: Trigger;
  /** Opened for this query, which closes it; a temporary one is removed when the query ends well. */
  readonly checkpoint: Checkpoint;
  /** The batch whose changed input the user takes as it is now, null when none. */
  readonly acceptChangedInput: number | null;
  /** What the state may take in memory. */
  readonly memoryBytes: number;
  readonly conf: Readonly<Record<string, string>>;
  /** How long it is silent without data, in milliseconds. */
  readonly idleIntervalMs: number;
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  readonly random: () => number;
  /** Gives the thread back to its events now and then. */
  readonly breathe: () => Promise<void> | undefined;
  readonly callUser: CallUser;
  readonly observer: QueryObserver;
}

/** Who is told of a query's life. */
export interface QueryObserver {
  /** The rows of a batch, before it is committed. */
  rows(batchId: number, batches: readonly RecordBatch[]): void;
  batch(progress: StreamingQueryProgress, trace: BatchTrace): void;
  /** Triggers find no data. @param timestamp of the last of them, ISO text in UTC */
  idle(timestamp: string): void;
  status(status: StreamingQueryStatus): void;
  /** A source waits for a system outside; null when it no longer does. */
  waiting(text: string | null): void;
  /** Something that is wrong for as long as the query runs: for its header, and at greater length once. */
  warning(text: string, notice: string): void;
  /** Something worth knowing, for the user who started the query. */
  notice(text: string): void;
  /** The query ended; `error` is null when it was stopped or finished. */
  ended(error: MillraceError | null): void;
}
