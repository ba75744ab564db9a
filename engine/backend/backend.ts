import type { TransferBatch } from '../columnar/transfer.ts';
import type { RecordBatch, Scalar } from '../columnar/vector.ts';
import type { Relation } from '../plan/relation.ts';
import type { SinkGuarantee } from '../spi/sink.ts';
import type { Trigger } from '../streaming/trigger.ts';
import type { StreamingQueryProgress } from '../streaming/progress.ts';
import type { StreamingQueryStatus } from '../streaming/query-options.ts';
import type { StructType } from '../types/data-type.ts';
import type { ErrorDetail, ErrorPhase } from '../types/errors.ts';

/** What runs plans: the embedded engine in a worker, or a cluster. Plans and columns cross, never rows. */
export interface Backend {
  schemaOf(relation: Relation): Promise<StructType>;
  isStreaming(relation: Relation): Promise<boolean>;
  explain(relation: Relation, mode: ExplainMode): Promise<string>;
  /**
   * The rows of a batch plan, block by block.
   *
   * @param signal gives the run up when it aborts: on all threads, with its reason as the error
   * @param tell hears how far a run is that lasts over a second, a few times a second
   */
  execute(
    relation: Relation,
    limit: number | null,
    signal?: AbortSignal,
    tell?: TellProgress,
  ): AsyncIterable<RecordBatch>;
  /** Runs a batch plan into a system outside; `signal` and `tell` as for `execute`. */
  write(spec: WriteSpec, signal?: AbortSignal, tell?: TellProgress): Promise<void>;
  /**
   * Ends every `execute` and `write` that runs with OPERATION_CANCELED; streaming queries go on.
   *
   * @returns their ids
   */
  cancelAll(): Promise<string[]>;
  createView(name: string, relation: Relation, replace: boolean): Promise<void>;
  dropView(name: string): Promise<boolean>;
  /** Rows that plans refer to by number, until they are released. */
  registerLocal(localId: number, schema: StructType, batches: readonly RecordBatch[]): Promise<void>;
  /** No plan to come refers to these rows; views and queries that do keep them. */
  releaseLocal(localIds: readonly number[]): Promise<void>;
  startQuery(spec: QuerySpec): Promise<StartedQuery>;
  stopQuery(runId: string): Promise<void>;
  processAllAvailable(runId: string): Promise<void>;
  explainQuery(runId: string, mode: ExplainMode): Promise<string>;
  /** Names of the options that its connectors declare as secrets. */
  secretOptions(): Promise<readonly string[]>;
  setConf(name: string, value: string | null): Promise<void>;
  /** Stops everything. */
  close(): Promise<void>;
  /** What only an engine of our own has; null of a cluster. */
  readonly embedded: EmbeddedTools | null;
}

/** How far a batch plan is. */
export interface BatchProgress {
  /** Rows that its sources gave. */
  readonly rows: number;
  /** Bytes of files among it. */
  readonly bytes: number;
  /** Of how many, null where that is not known. */
  readonly totalRows: number | null;
  readonly totalBytes: number | null;
}

export type TellProgress = (progress: BatchProgress) => void;

/** For tests, lessons and notebooks: an engine that one can feed, step through and look into. */
export interface EmbeddedTools {
  /** Lets a query with a manual trigger run one batch. */
  stepQuery(runId: string): Promise<void>;
  createMemoryStream(streamId: string, name: string, schema: StructType): Promise<void>;
  /** Adds rows to several streams at once: no batch sees some of them without the others. */
  feed(
    additions: readonly { readonly streamId: string; readonly rows: readonly (readonly Scalar[])[] }[],
  ): Promise<readonly number[]>;
  /** Number of the thread the engine runs on. */
  threadId(): Promise<number>;
  /** What the engine keeps on behalf of its user. */
  held(): Promise<HeldResources>;
}

/** Counts of what crossed to the engine and is still there. */
export interface HeldResources {
  /** Sets of rows under a number. */
  readonly locals: number;
  /** Batch plans that run. */
  readonly executions: number;
  /** Streaming queries that run, or that ended and can still be looked at. */
  readonly queries: number;
}

export type ExplainMode = 'simple' | 'extended' | 'codegen' | 'formatted';

/** What `write...save()` asks for. */
export interface WriteSpec {
  readonly relation: Relation;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly path: string | null;
  readonly mode: string;
  readonly partitionBy: readonly string[];
}

/** What `writeStream...start()` asks for. */
export interface QuerySpec {
  readonly relation: Relation;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly path: string | null;
  readonly outputMode: string;
  readonly trigger: Trigger;
  readonly name: string | null;
  readonly partitionBy: readonly string[];
  /** The call that was given a function of the user's to take the batches; null where a sink takes them. */
  readonly userSink: 'foreachBatch' | 'foreach' | null;
  /** Whether rows are kept for a live view. */
  readonly display: boolean;
  /** Called before the query's first batch can be seen by anybody, for the owner's bookkeeping. */
  readonly ownerId: number;
  /** The owner of the query in whose `foreachBatch` function this one is started, null outside of any. */
  readonly insideBatchOf: number | null;
}

export interface StartedQuery {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** What its sink promises. */
  readonly guarantee: SinkGuarantee;
}

/** A function of the user's, by what it was given to. */
export type UserFunction =
  /** Takes all rows of a batch and gives none. */
  | { readonly kind: 'batch'; readonly ownerId: number; readonly batchId: number }
  /** Takes its arguments as columns and gives its results as one. */
  | { readonly kind: 'udf'; readonly functionId: number };

/** One scalar a field. */
export interface ObservedRow {
  readonly schema: StructType;
  readonly row: readonly Scalar[];
}

/** What the engine tells the user's thread without being asked. */
export interface BackendEvents {
  progress(runId: string, progress: StreamingQueryProgress): void;
  /** Triggers of a query find no data. @param timestamp ISO text in UTC */
  idle(runId: string, timestamp: string): void;
  status(runId: string, status: StreamingQueryStatus): void;
  ended(runId: string, error: (ErrorDetail & { phase: ErrorPhase }) | null): void;
  /** The metrics that an `Observation` of a batch plan waits for, or why its plan failed. */
  observed(observationId: number, metrics: ObservedRow | (ErrorDetail & { phase: ErrorPhase })): void;
  /** No query of this owner can run any more. */
  forgotten(ownerId: number): void;
  /** Calls a function of the user's with columns, on the user's thread; it answers with columns, or with none. */
  callUser(
    user: UserFunction,
    schema: StructType,
    batches: readonly TransferBatch[],
  ): Promise<readonly TransferBatch[]>;
  /** Text for the cell or the terminal: the console sink, a notice. */
  print(ownerId: number | null, text: string): void;
}
