import { isDeterministic, referencedColumns } from '../../expressions/typed.ts';
import type { PlanNode } from '../plan-node.ts';
import { substitute } from '../../expressions/substitute.ts';
import { nodeRule } from './rule.ts';

/**
 * A filter that does not look at event time runs before the watermark is taken, also through projections: the rows it
 * removes do not move the watermark. Spark does so, and results depend on it.
 */
export const pushFilterBelowWatermark = nodeRule('push filter below watermark', (plan) =>
  plan.node === 'filter' ? pushDown(plan) : plan,
);

function pushDown(filter: PlanNode & { node: 'filter' }): PlanNode {
  const { child, condition } = filter;
  if (child.node === 'watermark' && !referencedColumns(condition).has(child.column.id)) {
    const below: PlanNode = { ...filter, child: child.child, output: child.child.output };
    return { ...child, child: pushDown(below as PlanNode & { node: 'filter' }) };
  }
  if (child.node === 'project' && reachesWatermark(child.child)) {
    const substituted = substitute(condition, child.columns);
    if (isDeterministic(substituted)) {
      const below: PlanNode = { ...filter, condition: substituted, child: child.child, output: child.child.output };
      return { ...child, child: pushDown(below as PlanNode & { node: 'filter' }) };
    }
  }
  return filter;
}

const reachesWatermark = (plan: PlanNode): boolean =>
  plan.node === 'watermark' || ((plan.node === 'project' || plan.node === 'filter') && reachesWatermark(plan.child));
