import type { AggregateExpression, Attribute } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** One row a group. */
export interface AggregatePlan extends UnaryPlan {
  readonly node: 'aggregate';
  readonly keys: readonly Attribute[];
  readonly aggregates: readonly AggregateColumn[];
}

/** One result of a group. */
export interface AggregateColumn {
  readonly attribute: Attribute;
  readonly expression: AggregateExpression;
}
