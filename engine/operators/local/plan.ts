import type { RecordBatch } from '../../columnar/vector.ts';
import type { PlanNode } from '../../plan/plan-node.ts';

/** Rows that the user handed over. */
export interface LocalPlan extends PlanNode {
  readonly node: 'local';
  readonly batches: readonly RecordBatch[];
  /** Which of their columns are wanted, by their places; left out: all. */
  readonly columns?: readonly number[];
}
