import type { PlanNode } from '../plan-node.ts';
import { isDeterministic } from '../../expressions/typed.ts';
import { nodeRule } from './rule.ts';

/** Of a batch, a limit runs before a projection, and in each branch of a union; two limits are one. */
export const pushLimitDown = nodeRule('push limit down', (plan) => {
  if (plan.node !== 'limit' || plan.streaming) return plan;
  const { child } = plan;
  switch (child.node) {
    case 'project':
      if (!child.columns.every((c) => isDeterministic(c.expression))) return plan;
      return { ...child, child: { ...plan, child: child.child, output: child.child.output } };
    case 'limit':
      return merged(plan, child);
    case 'union': {
      const needed = plan.count + plan.offset;
      if (child.children.every((c) => c.node === 'limit' && c.count <= needed)) return plan;
      const children = child.children.map((c): PlanNode => ({
        ...plan,
        child: c,
        count: needed,
        offset: 0,
        output: c.output,
      }));
      return { ...plan, child: { ...child, children } };
    }
    default:
      return plan;
  }
});

type LimitNode = PlanNode & { readonly node: 'limit' };

/** Rows [o2, o2 + c2) of rows [o1, o1 + c1). */
const merged = (outer: LimitNode, inner: LimitNode): PlanNode => ({
  ...outer,
  child: inner.child,
  offset: inner.offset + outer.offset,
  count: Math.max(0, Math.min(outer.count, inner.count - outer.offset)),
});
