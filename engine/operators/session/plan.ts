import type { Attribute } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';
import type { AggregateColumn } from '../aggregate/plan.ts';

/** One row a session of each group. */
export interface SessionPlan extends UnaryPlan {
  readonly node: 'session';
  /** What rows are grouped by, the session among it. */
  readonly keys: readonly Attribute[];
  /** The struct of start and end: of a row its own session, of a group the merged one. */
  readonly session: Attribute;
  readonly aggregates: readonly AggregateColumn[];
}
