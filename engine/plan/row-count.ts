import type { OperatorList } from '../operators/operator-list.ts';
import { childPlans, type PlanNode } from './plan-node.ts';

/** About how many rows a plan gives at most, as far as its leaves tell; NaN where nobody knows, as of a stream. */
export function rowCount(plan: PlanNode, operators: OperatorList): number {
  if (plan.streaming) return NaN;
  const inputs = childPlans(plan).map((child) => rowCount(child, operators));
  const { rows } = operators.of(plan);
  return rows === undefined ? (inputs[0] ?? NaN) : rows(plan, inputs);
}
