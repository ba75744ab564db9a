import { isDeterministic } from '../../expressions/typed.ts';
import type { LimitPlan } from '../../operators/limit/plan.ts';
import type { ProjectPlan } from '../../operators/project/plan.ts';
import type { UnionPlan } from '../../operators/union/plan.ts';
import { isNode, type PlanNode } from '../plan-node.ts';
import { nodeRule } from './rule.ts';

/** Of a batch, a limit runs before a projection, and in each branch of a union; two limits are one. */
export const pushLimitDown = nodeRule('push limit down', (plan) => {
  if (!isNode<LimitPlan>(plan, 'limit') || plan.streaming) return plan;
  const { child } = plan;
  if (isNode<ProjectPlan>(child, 'project')) return belowProjection(plan, child);
  if (isNode<LimitPlan>(child, 'limit')) return merged(plan, child);
  return isNode<UnionPlan>(child, 'union') ? intoUnion(plan, child) : plan;
});

function belowProjection(limit: LimitPlan, project: ProjectPlan): LimitPlan | ProjectPlan {
  if (!project.columns.every((c) => isDeterministic(c.expression))) return limit;
  const below: LimitPlan = { ...limit, child: project.child, output: project.child.output };
  return { ...project, child: below };
}

function intoUnion(limit: LimitPlan, union: UnionPlan): LimitPlan {
  const needed = limit.count + limit.offset;
  if (union.children.every((child) => mostRows(child) <= needed)) return limit;
  const limited = (child: PlanNode): LimitPlan => ({
    ...limit,
    child,
    count: needed,
    offset: 0,
    output: child.output,
  });
  const below: UnionPlan = { ...union, children: union.children.map(limited) };
  return { ...limit, child: below };
}

/** How many rows a plan gives at most: its limit may have gone below a projection. */
function mostRows(plan: PlanNode): number {
  if (isNode<LimitPlan>(plan, 'limit')) return plan.count;
  return isNode<ProjectPlan>(plan, 'project') ? mostRows(plan.child) : Infinity;
}

/** Rows [o2, o2 + c2) of rows [o1, o1 + c1). */
const merged = (outer: LimitPlan, inner: LimitPlan): LimitPlan => ({
  ...outer,
  child: inner.child,
  offset: inner.offset + outer.offset,
  count: Math.max(0, Math.min(outer.count, inner.count - outer.offset)),
});
