import type { LimitPlan } from '../../operators/limit/plan.ts';
import type { ScanPlan } from '../../operators/scan/plan.ts';
import { isNode } from '../plan-node.ts';
import { nodeRule } from './rule.ts';

/** A source is told how many of its rows are looked at; the limit stays, so it may give more. */
export const pushLimitIntoSource = nodeRule('push limit into source', (plan) => {
  if (!isNode<LimitPlan>(plan, 'limit') || !isNode<ScanPlan>(plan.child, 'scan')) return plan;
  const limit = plan.count + plan.offset;
  if (plan.child.limit !== undefined || limit >= Number.MAX_SAFE_INTEGER) return plan;
  const limited: ScanPlan = { ...plan.child, limit };
  return { ...plan, child: limited } satisfies LimitPlan;
});
