import type { PlanNode, UnaryPlan } from '../../plan/plan-node.ts';

/** Rows that pass by, and metrics of all of them beside. */
export interface ObservePlan extends UnaryPlan {
  readonly node: 'observe';
  readonly name: string;
  /** The `Observation` of a batch query that waits for them. */
  readonly observationId?: number;
  /** One row, computed of an `observed_rows`. */
  readonly metrics: PlanNode;
}
