import type { NaryPlan } from '../../plan/plan-node.ts';

/** The rows of all children; columns belong together by position. */
export interface UnionPlan extends NaryPlan {
  readonly node: 'union';
}
