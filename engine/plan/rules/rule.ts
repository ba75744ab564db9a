import { mapPlan, type PlanNode } from '../plan-node.ts';

/** A way to the same rows with less work. */
export interface Rule {
  readonly name: string;
  /** The plan after the rule; the very same object where it changes nothing. */
  apply(plan: PlanNode): PlanNode;
}

/** A rule that looks at one node at a time, inputs first. */
export const nodeRule = (name: string, rewrite: (node: PlanNode) => PlanNode): Rule => {
  const apply = (plan: PlanNode): PlanNode => rewrite(mapPlan(plan, apply));
  return { name, apply };
};
