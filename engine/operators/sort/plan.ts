import type { TypedExpression } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** All rows in order. */
export interface SortPlan extends UnaryPlan {
  readonly node: 'sort';
  readonly keys: readonly SortKey[];
}

export interface SortKey {
  readonly expression: TypedExpression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}
