import type { OperatorList } from '../../operators/operator-list.ts';
import { mapPlan, type PlanNode } from '../plan-node.ts';

/** A way to the same rows with less work. */
export interface Rule {
  readonly name: string;
  /** The plan after the rule; the very same object where it changes nothing. */
  apply(plan: PlanNode, operators: OperatorList): PlanNode;
}

/** A rule that looks at one node at a time, inputs first. */
export const nodeRule = (name: string, rewrite: (node: PlanNode, operators: OperatorList) => PlanNode): Rule => {
  const apply = (plan: PlanNode, operators: OperatorList): PlanNode =>
    rewrite(
      mapPlan(plan, (child) => apply(child, operators)),
      operators,
    );
  return { name, apply };
};
