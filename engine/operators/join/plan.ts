import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import type { BinaryPlan } from '../../plan/plan-node.ts';

export type JoinType = 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** Rows of two plans that belong together. */
export interface JoinPlan extends BinaryPlan {
  readonly node: 'join';
  readonly type: JoinType;
  readonly equal: readonly { readonly left: Attribute; readonly right: Attribute }[];
  /** What must hold beside the equalities. */
  readonly condition: TypedExpression | null;
}
