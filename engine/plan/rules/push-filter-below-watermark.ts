import { substitute } from '../../expressions/substitute.ts';
import { isDeterministic, referencedColumns } from '../../expressions/typed.ts';
import type { FilterPlan } from '../../operators/filter/plan.ts';
import type { ProjectPlan } from '../../operators/project/plan.ts';
import type { WatermarkPlan } from '../../operators/watermark/plan.ts';
import type { WindowPlan } from '../../operators/window/plan.ts';
import { isNode, type PlanNode, type UnaryPlan } from '../plan-node.ts';
import { nodeRule } from './rule.ts';

/**
 * A filter that does not look at event time runs before the watermark is taken, also through projections: the rows it
 * removes do not move the watermark. Spark does so, and results depend on it.
 */
export const pushFilterBelowWatermark = nodeRule('push filter below watermark', (plan) =>
  isNode<FilterPlan>(plan, 'filter') ? pushDown(plan) : plan,
);

function pushDown(filter: FilterPlan): UnaryPlan {
  const { child, condition } = filter;
  if (isNode<WatermarkPlan>(child, 'watermark') && !referencedColumns(condition).has(child.column.id)) {
    return { ...child, child: pushDown({ ...filter, child: child.child, output: child.child.output }) };
  }
  if (
    isNode<WindowPlan>(child, 'window') &&
    !referencedColumns(condition).has(child.window.id) &&
    reachesWatermark(child.child)
  ) {
    return { ...child, child: pushDown({ ...filter, child: child.child, output: child.child.output }) };
  }
  if (isNode<ProjectPlan>(child, 'project') && reachesWatermark(child.child)) {
    const substituted = substitute(condition, child.columns);
    if (isDeterministic(substituted)) {
      const below = { ...filter, condition: substituted, child: child.child, output: child.child.output };
      return { ...child, child: pushDown(below) };
    }
  }
  return filter;
}

const reachesWatermark = (plan: PlanNode): boolean =>
  isNode<WatermarkPlan>(plan, 'watermark') ||
  ((isNode<ProjectPlan>(plan, 'project') || isNode<FilterPlan>(plan, 'filter') || isNode<WindowPlan>(plan, 'window')) &&
    reachesWatermark(plan.child));
