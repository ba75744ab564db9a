import { referencedColumns } from '../../expressions/typed.ts';
import { defineOperator, idsOf, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import { EACH_ROW } from '../task-rules.ts';
import type { WindowPlan } from './plan.ts';

/** Puts rows into event-time windows; `window(...)` in a select list or a grouping becomes one (`project/select-list.ts`). */
export const window: OperatorDefinition = defineOperator<WindowPlan>({
  node: 'window',
  mapExpressions: (plan, f) => ({ ...plan, time: f(plan.time) }),
  prune: (plan, wanted, prune) =>
    prunedThrough(plan, idsOf(wanted, referencedColumns(plan.time)), prune, [plan.window]),
  tasks: EACH_ROW,
  step: ({ time, durations, window: output, origin }) => ({ step: 'window', time, durations, output, origin }),
});
