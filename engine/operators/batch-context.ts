import type { StageRuntime } from '../codegen/generated-runtime.ts';
import type { RecordBatch, Vector } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';

export type OutputMode = 'append' | 'update' | 'complete';

/** What is the same for all operators of the micro-batch that runs; a batch query is one micro-batch. */
export interface RunContext {
  readonly runtime: StageRuntime;
  readonly streaming: boolean;
  readonly mode: OutputMode;
  /** Whether no batch came before. */
  readonly isFirstBatch: boolean;
  /** Throws when the query is to stop; called between blocks. */
  checkpoint(): void | Promise<void>;
}

/** The watermarks of one operator in one batch, as they reach it through the operators below. */
export interface OperatorWatermark {
  /** Rows at or before this event time (microseconds) are late; -Infinity when nothing is. */
  readonly lateMicros: number;
  /** State at or before this event time is done; -Infinity when nothing is. */
  readonly evictMicros: number;
}

/** Calls a function of the user's once a row, on the user's thread: its arguments are the columns, in order. */
export type CallUser = (functionId: number, args: RecordBatch, type: DataType) => Promise<Vector>;

/** What one operator knows of the batch. */
export interface BatchContext extends RunContext, OperatorWatermark {
  readonly callUser: CallUser;
}

/** Where nothing is late and no state is done: without event time, and in what is not streaming. */
export const NO_WATERMARK: OperatorWatermark = { lateMicros: -Infinity, evictMicros: -Infinity };

/** What one stateful operator did in a batch, as progress reports it. */
export interface OperatorMetrics {
  readonly operator: string;
  rowsTotal: number;
  rowsUpdated: number;
  rowsRemoved: number;
  /** As Spark counts: groups for aggregations, rows elsewhere. */
  droppedByWatermark: number;
  /** Input rows behind the watermark, always in rows. */
  lateRows: number;
  memoryBytes: number;
  readonly custom: Record<string, number>;
}

export const emptyMetrics = (operator: string): OperatorMetrics => ({
  operator,
  rowsTotal: 0,
  rowsUpdated: 0,
  rowsRemoved: 0,
  droppedByWatermark: 0,
  lateRows: 0,
  memoryBytes: 0,
  custom: {},
});
