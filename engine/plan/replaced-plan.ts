import type { PlanNode } from './plan-node.ts';

/**
 * A node that is short for others: streams are checked by what it is called, as in Spark, and the others are executed
 * (`rules/replace-operators.ts`).
 */
export interface ReplacedPlan extends PlanNode {
  /** Of the same columns. */
  readonly instead: PlanNode;
}

export const isReplaced = (plan: PlanNode): plan is ReplacedPlan => 'instead' in plan;
