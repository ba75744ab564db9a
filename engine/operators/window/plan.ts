import type { TimeWindowDurations } from '../../expressions/time-window.ts';
import type { Attribute, TypedExpression } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** One row a window that holds the row's time; a row without a time has none. */
export interface WindowPlan extends UnaryPlan {
  readonly node: 'window';
  readonly time: TypedExpression;
  readonly durations: TimeWindowDurations;
  readonly window: Attribute;
}
