import type { TypedExpression } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** The rows for which a condition holds. */
export interface FilterPlan extends UnaryPlan {
  readonly node: 'filter';
  readonly condition: TypedExpression;
}
