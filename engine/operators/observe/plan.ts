import type { RelationOf } from '../../plan/relation.ts';
import type { PlanNode, UnaryPlan } from '../../plan/plan-node.ts';

/** Rows that pass by, and metrics of all of them beside. */
export interface ObservePlan extends UnaryPlan {
  readonly node: 'observe';
  readonly name: string;
  /** What the user wrote: a DataFrame that a query uses twice is one. */
  readonly of: RelationOf<'observe'>;
  /** The `Observation` of a batch query that waits for them. */
  readonly observationId?: number;
  /** One row, computed of an `observed_rows`. */
  readonly metrics: PlanNode;
}
