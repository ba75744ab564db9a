import type { OperatorList } from '../../operators/operator-list.ts';
import type { PlanNode } from '../plan-node.ts';

/** Leaves out columns that nobody reads, down to what a source has to decode: each operator knows what it needs. */
export function pruneColumns(plan: PlanNode, operators: OperatorList): PlanNode {
  const prune = (node: PlanNode, wanted: ReadonlySet<number>): PlanNode =>
    operators.of(node).prune(node, wanted, prune);
  return prune(plan, new Set(plan.output.map((a) => a.id)));
}
