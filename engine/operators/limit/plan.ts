import type { UnaryPlan } from '../../plan/plan-node.ts';

/** The first rows after some that are left out. */
export interface LimitPlan extends UnaryPlan {
  readonly node: 'limit';
  readonly count: number;
  readonly offset: number;
}
