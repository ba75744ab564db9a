import type { PlanNode } from '../../plan/plan-node.ts';

/** The rows that pass an `observe`, for the metrics that are computed of them. */
export interface ObservedRowsPlan extends PlanNode {
  readonly node: 'observed_rows';
}
