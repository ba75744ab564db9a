import { childPlans, mapPlan, type PlanNode } from '../plan/plan-node.ts';
import type { PlanPath } from './task-messages.ts';

/** The node at a place of a plan. */
export function nodeAt(plan: PlanNode, path: PlanPath): PlanNode {
  return path.reduce((node, child) => childPlans(node)[child]!, plan);
}

/** The plan with the node at a place replaced. */
export function replacedAt(plan: PlanNode, path: PlanPath, by: (node: PlanNode) => PlanNode): PlanNode {
  const [first, ...rest] = path;
  if (first === undefined) return by(plan);
  let child = 0;
  return mapPlan(plan, (node) => (child++ === first ? replacedAt(node, rest, by) : node));
}
