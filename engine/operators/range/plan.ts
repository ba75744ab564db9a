import type { PlanNode } from '../../plan/plan-node.ts';

/** The numbers of `session.range`. */
export interface RangePlan extends PlanNode {
  readonly node: 'range';
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
}
