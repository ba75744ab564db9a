import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import type { BinaryPlan } from '../../plan/plan-node.ts';
import type { Origin } from '../../types/origin.ts';

export type JoinType = 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** Rows of two plans that belong together. */
export interface JoinPlan extends BinaryPlan {
  readonly node: 'join';
  readonly type: JoinType;
  readonly equal: readonly { readonly left: Attribute; readonly right: Attribute }[];
  /** What must hold beside the equalities. */
  readonly condition: TypedExpression | null;
  /** The side that is at hand as a whole while the other passes. */
  readonly build: 'left' | 'right';
  /** As what its inputs were filtered by what it asks of them; nothing before. */
  readonly filteredAs?: JoinType;
}

/** A join, however its sides are made. */
export interface JoinSpec {
  readonly type: JoinType;
  readonly left: readonly Attribute[];
  readonly right: readonly Attribute[];
  /** Pairs of equal columns; computed keys were projected below the join. */
  readonly equal: readonly { readonly left: Attribute; readonly right: Attribute }[];
  /** What must hold besides. */
  readonly condition: TypedExpression | null;
  readonly output: readonly Attribute[];
  /** The user's line that joins. */
  readonly origin: Origin | undefined;
}

/** Whether both sides are streams: then rows of both are kept. */
export const joinsStreams = ({ left, right }: JoinPlan): boolean => left.streaming && right.streaming;

/** One line of `explain()`. */
export const joinLabel = (plan: JoinPlan): string => {
  const keys = plan.equal.map((e) => `${e.left.name} = ${e.right.name}`).join(', ');
  return joinsStreams(plan)
    ? `StreamingSymmetricHashJoin ${plan.type} (${keys})`
    : `HashJoin ${plan.type} (${keys}), build ${plan.build}`;
};

/** What is executed of a join. */
export const joinSpec = ({ type, left, right, equal, condition, output, origin }: JoinPlan): JoinSpec => ({
  type,
  left: left.output,
  right: right.output,
  equal,
  condition,
  output,
  origin,
});
