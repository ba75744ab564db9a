import type { StageRuntime } from '../codegen/stage.ts';

export type OutputMode = 'append' | 'update' | 'complete';

/** What the operators know of the micro-batch that runs; a batch query is one micro-batch without watermark. */
export interface BatchContext {
  readonly runtime: StageRuntime;
  readonly streaming: boolean;
  readonly mode: OutputMode;
  /** Rows at or before this event time (microseconds) are late; -Infinity when nothing is. */
  readonly lateMicros: number;
  /** State at or before this event time is done; -Infinity when nothing is. */
  readonly evictMicros: number;
  /** Throws when the query is to stop; called between blocks. */
  checkpoint(): void | Promise<void>;
}

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

/** What is not streaming inside a streaming query knows of no watermark. */
export const localContext = (context: BatchContext, streaming: boolean): BatchContext =>
  streaming ? context : { ...context, streaming: false };
