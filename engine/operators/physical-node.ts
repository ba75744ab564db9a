import type { Step } from '../codegen/step.ts';
import type { RecordBatch, Scalar } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { BatchReader, CutBatch, StreamReader } from '../spi/source.ts';
import type { CallUser, OperatorWatermark, RunContext } from './batch-context.ts';
import type { MemoryBudget } from './spill/memory-budget.ts';
import type { StructType } from '../types/data-type.ts';
import type { StatefulOperator } from './stateful-operator.ts';

/** One run of a physical plan: a batch query, or one micro-batch of a stream. */
export interface BatchRun {
  readonly context: RunContext;
  /** The watermarks of an operator of this batch. */
  watermarkOf(operator: StatefulOperator): OperatorWatermark;
  /** Rows of a bounded source, only the columns asked for. */
  scan(reader: BatchReader, columns: readonly string[], limit: number): AsyncIterable<RecordBatch>;
  /** This micro-batch's rows of a stream. */
  scanStream(slot: number, columns: readonly string[]): AsyncIterable<RecordBatch>;
  readonly callUser: CallUser;
  /** Takes metrics of all rows that passed an `observe`. */
  observed(metrics: ObservedMetrics): void;
  /** This micro-batch's part of a stream for other threads, null where it is not cut. */
  cutStream(slot: number): Promise<CutBatch | null>;
  /** Takes what other threads read of a stream's part: what it was, and how much. */
  tookStream(slot: number, seen: readonly string[], read: StreamRead): void;
  /** What the run may hold in memory; null where nothing is spilled: in a stream's batch, and in a task. */
  readonly memory: MemoryBudget | null;
  /** Takes note that more rows of sources, and bytes of theirs, are done. */
  done(rows: number, bytes: number): void;
  /** Aborts when the run is to stop. */
  readonly signal: AbortSignal;
}

/** Rows that were read of a stream, and how many of them are malformed. */
export interface StreamRead {
  readonly rows: number;
  readonly malformed: number;
}

/** What an `observe` saw. */
export interface ObservedMetrics {
  readonly name: string;
  /** The `Observation` that waits for them. */
  readonly observationId?: number;
  readonly schema: StructType;
  /** One scalar a field. */
  readonly row: readonly Scalar[];
}

/** A node that gives batches. */
export interface PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  /** One line of `explain()`. */
  readonly label: string;
  execute(run: BatchRun): AsyncIterable<RecordBatch>;
  /** The functions generated for this node so far, for `explain("codegen")`. */
  generatedCode?(): readonly string[];
}

/** A chain of row-wise steps, and the node that gives their rows. */
export interface RowWise {
  readonly child: PhysicalNode;
  readonly steps: Step[];
}

/** The windows that hold a time, [start, end) in microseconds, the earliest first; none where there are no windows. */
export type WindowsOf = (micros: number) => readonly (readonly [start: number, end: number])[];

/** A watermark node of a plan. */
export interface WatermarkSource {
  /** The name of its column. */
  readonly column: string;
  readonly delayMicros: bigint;
  /** The windows into which its rows go. */
  readonly windowsOf: WindowsOf;
}

/** The way of the watermark from the nodes where it begins up through the stateful operators. */
export type WatermarkFlow =
  | { readonly kind: 'source'; readonly inputs: readonly WatermarkFlow[] }
  | { readonly kind: 'operator'; readonly operator: StatefulOperator; readonly inputs: readonly WatermarkFlow[] }
  | { readonly kind: 'passing'; readonly inputs: readonly WatermarkFlow[] };

export interface PhysicalPlan {
  readonly root: PhysicalNode;
  readonly streams: readonly StreamReader[];
  /** Operators with state, inputs first. */
  readonly stateful: readonly StatefulOperator[];
  /** The watermark nodes; a node's slot is the index. */
  readonly watermarks: readonly WatermarkSource[];
  readonly watermarkFlow: WatermarkFlow;
}

/** Names of columns, for a label. */
export const columnNames = (attributes: readonly Attribute[]): string => attributes.map((a) => a.name).join(', ');
