import type { RecordBatch } from '../columnar/vector.ts';
import type { StructType } from '../types/data-type.ts';
import type { FileSystem, Clock } from './runtime.ts';
import type { Options, OptionSpec } from './source.ts';

export type SinkMode = 'append' | 'update' | 'complete';

export interface SinkContext {
  readonly options: Options;
  readonly path: string | null;
  /** Of the query, the same through all its restarts from a checkpoint. */
  readonly queryId: string;
  /** The newest batch that the checkpoint knows of, -1 when it knows of none: no later one can be this query's. */
  readonly lastBatchId: number;
  readonly queryName: string | null;
  readonly schema: StructType;
  readonly mode: SinkMode;
  readonly partitionBy: readonly string[];
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Shows text where the query was started: under its cell, or in the terminal. */
  print(text: string): void;
  /** Says in the query's status and header that it waits for a system outside; null when it no longer does. */
  waiting(text: string | null): void;
  /** Makes rows readable as the table named like the query. */
  publishTable(batches: readonly RecordBatch[]): void;
}

/**
 * What a sink promises in this configuration, shown in `query.status`: each row once; again only under the key that it had;
 * once or more; or nothing, where it is told not to wait for those it writes to.
 */
export type SinkGuarantee = 'exactly-once' | 'idempotent-by-key' | 'at-least-once' | 'best-effort';

/** One running sink. A batch that was written once may be written again after a crash, with the same id. */
export interface StreamSink {
  /** What progress calls it: `FileSink[out]`. */
  readonly description: string;
  readonly guarantee: SinkGuarantee;
  /**
   * Writes the rows of a batch and makes them visible.
   *
   * @param signal aborts when the query is to stop: a sink that waits for a system outside gives up then
   * @returns rows written, or -1 when the sink cannot tell
   */
  addBatch(batchId: number, batches: readonly RecordBatch[], signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** What a batch write does about what is there already. */
export type SaveMode = 'append' | 'overwrite' | 'ignore' | 'error';

export interface BatchWriteContext extends Pick<
  SinkContext,
  'options' | 'path' | 'schema' | 'partitionBy' | 'fileSystem' | 'clock' | 'timeZone' | 'print'
> {
  readonly mode: SaveMode;
}

/** What rows are encoded with, on any thread: plain values. */
export type EncodeContext = Pick<BatchWriteContext, 'options' | 'schema' | 'partitionBy' | 'timeZone'>;

/** Rows as the bytes that stand for them. */
export interface EncodedRows {
  /** The folder of their partition, empty where there are no partitions. */
  readonly folder: string;
  readonly bytes: Uint8Array;
}

/** Encodes rows on whatever thread has them. */
export interface RowEncoder {
  encode(batch: RecordBatch): Iterable<EncodedRows>;
}

/** One write of a bounded result. */
export interface BatchWriter {
  add(batch: RecordBatch): Promise<void>;
  /** Takes the next rows as the sink's `encoder` made them elsewhere. */
  addEncoded?(rows: EncodedRows): Promise<void>;
  /** All rows came: what was written becomes what readers see. */
  commit(): Promise<void>;
  /** The rows broke off: as far as the system can, nothing of them stays. */
  abort(): Promise<void>;
}

/** A system that can be written, declared in one file. */
export interface SinkDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly description: string;
  readonly options: readonly OptionSpec[];
  readonly modes: readonly SinkMode[];
  /** Modes in which a query may go on from a checkpoint; all unless said otherwise. */
  readonly recoverable?: readonly SinkMode[];
  /** Whether `partitionBy` makes folders of it; otherwise it is refused. */
  readonly partitions?: boolean;
  /** Whether a query into it needs a `checkpointLocation`; others get a temporary one. */
  readonly checkpointRequired: boolean;
  open(context: SinkContext): Promise<StreamSink>;
  /** Begins a batch write; null when the mode says that there is nothing to do. */
  write?(context: BatchWriteContext): Promise<BatchWriter | null>;
  /** What encodes rows of a batch write on other threads; its writers take them by `addEncoded`. */
  encoder?(context: EncodeContext): RowEncoder;
}

/** Declares a sink. */
export const defineSink = (sink: SinkDefinition): SinkDefinition => sink;
