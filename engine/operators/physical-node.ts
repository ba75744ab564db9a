import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import type { StateStore } from '../state/state-store.ts';
import type { BatchContext, OperatorMetrics } from './batch-context.ts';

/** One run of a physical plan: a batch query, or one micro-batch of a stream. */
export interface BatchRun {
  readonly context: BatchContext;
  /** Rows of a bounded source, only the columns asked for. */
  scan(reader: BatchReader, columns: readonly string[]): AsyncIterable<RecordBatch>;
  /** This micro-batch's rows of a stream. */
  scanStream(slot: number, columns: readonly string[]): AsyncIterable<RecordBatch>;
  /** Takes the figures of a stateful operator. */
  report(metrics: OperatorMetrics): void;
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

/** An operator that remembers something from batch to batch. */
export interface StatefulNode {
  readonly name: string;
  readonly state: StateStore;
  /** Columns that the state is keyed by, for the check on restart. */
  readonly nextWindowEnd?: () => number | null;
}

export interface PhysicalPlan {
  readonly root: PhysicalNode;
  readonly streams: readonly StreamReader[];
  readonly stateful: readonly StatefulNode[];
  /** The delay of each watermark node in microseconds; the node's slot is the index. */
  readonly watermarks: readonly bigint[];
  /** The windows that hold a time, [start, end) in microseconds, the earliest first; none where there are no windows. */
  readonly windows: (micros: number) => readonly (readonly [start: number, end: number])[];
}

/** Names of columns, for a label. */
export const columnNames = (attributes: readonly Attribute[]): string => attributes.map((a) => a.name).join(', ');
