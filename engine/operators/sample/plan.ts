import type { UnaryPlan } from '../../plan/plan-node.ts';
import type { ReplacedPlan } from '../../plan/replaced-plan.ts';

/** Rows by chance. */
export interface SamplePlan extends UnaryPlan, ReplacedPlan {
  readonly node: 'sample';
}
