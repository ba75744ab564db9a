import type { RecordBatch } from '../columnar/vector.ts';
import type { LoggedState } from '../state/logged-state.ts';
import type { StateView } from '../state/state-view.ts';
import type { BatchContext, OperatorMetrics } from './batch-context.ts';

/** Takes the batches of its inputs and gives batches of its own, in every run anew. */
export interface BatchOperator {
  beginBatch(context: BatchContext): void;
  /**
   * @param input which of its inputs the rows come from, counted from 0
   * @returns what comes out at once
   */
  add(batch: RecordBatch, context: BatchContext, input: number): RecordBatch | null;
  /** What comes out when all rows of all inputs were added. */
  finishBatch(context: BatchContext): RecordBatch | null | Promise<RecordBatch | null>;
  /** The functions generated so far, for `explain("codegen")`. */
  sources?(): readonly string[];
  /** Whether no further row can come out in this batch. */
  readonly satisfied?: boolean;
}

/** The watermark of an operator before and after a batch, microseconds. */
export interface WatermarkMove {
  readonly from: number;
  readonly to: number;
  /** The processing time that the batch would have. */
  readonly nowMicros: number;
}

/** Which rows of a watermark's examples an operator met, and as what. */
export interface ExampleKeys {
  /** The slot of the watermark whose examples they are. */
  readonly slot: number;
  /** By the number of the example: what it is grouped by, as text; nothing for rows that reach no group. */
  readonly keys: readonly (string | undefined)[];
}

/** What a view or a lesson sees of an operator after a batch. */
export interface OperatorTrace {
  /** Null when it stands above no examples. */
  readonly examples: ExampleKeys | null;
  /** Earliest end of a window that is still open, microseconds; null where there are none. */
  readonly nextWindowEnd: number | null;
  /** Rows by part of its state where that has several, such as the sides of a join. */
  readonly parts: readonly { readonly name: string; readonly rows: number }[];
  /** What its rows wait for, where they do not come out by a window's end: words that follow a comma. */
  readonly waits: string | null;
}

/** Of an operator that shows nothing but its figures. */
export const PLAIN_TRACE: OperatorTrace = { examples: null, nextWindowEnd: null, parts: [], waits: null };

/**
 * An operator that remembers something from batch to batch. All that the micro-batch loop and the checkpoint must know of
 * it, they ask it; neither looks at its name.
 */
export interface StatefulOperator extends BatchOperator {
  /** Spark's name of it in progress reports (`stateStoreSave`); a checkpoint is held to it. */
  readonly name: string;
  /** What it keeps: tables and multi-maps, told apart by their names. Always the same, in this order. */
  readonly stores: readonly LoggedState[];
  /** What the state reader shows of them. */
  readonly views: readonly StateView[];
  /** Spark's `operatorProperties` of it, as JSON. */
  readonly properties?: string;
  /**
   * Whether a batch without rows would do something.
   *
   * Spark's `StateStoreWriter.shouldRunAnotherBatch`.
   */
  wantsBatch(watermark: WatermarkMove): boolean;
  /**
   * The watermark of what comes out, given the watermark of what goes in: no later row leaves it.
   *
   * Spark's `StateStoreWriter.produceOutputWatermark`.
   */
  outputWatermark(inputMicros: number): number;
  /** What it did in the last batch. */
  metrics(): OperatorMetrics;
  trace(): OperatorTrace;
}
