import type { RecordBatch } from '../../columnar/vector.ts';
import type { PlanNode } from '../../plan/plan-node.ts';

/** Rows that the user handed over. */
export interface LocalPlan extends PlanNode {
  readonly node: 'local';
  readonly batches: readonly RecordBatch[];
}
