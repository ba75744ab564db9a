import type { BinaryPlan } from '../../plan/plan-node.ts';
import type { ReplacedPlan } from '../../plan/replaced-plan.ts';

/** The rows that two plans have both, or that the second has not; duplicates are counted (`all`) or not. */
export interface SetOperationPlan extends BinaryPlan, ReplacedPlan {
  readonly node: 'set_operation';
  readonly operation: 'intersect' | 'except';
  readonly all: boolean;
}
