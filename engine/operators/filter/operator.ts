import { prettySql } from '../../expressions/pretty-sql.ts';
import { referencedColumns } from '../../expressions/typed.ts';
import { inherited } from '../../plan/plan-node.ts';
import { defineOperator, idsOf, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import { boundCondition, enoughValues } from './analysis.ts';
import { EACH_ROW } from '../task-rules.ts';
import type { FilterPlan } from './plan.ts';

/** Keeps the rows for which a condition holds. */
export const filter: OperatorDefinition = defineOperator<FilterPlan>({
  node: 'filter',
  relations: {
    async filter({ input, condition }, { analyze, context }): Promise<FilterPlan> {
      const child = await analyze(input);
      return { node: 'filter', child, condition: boundCondition(condition, child, context), ...inherited(child) };
    },
    async drop_na({ input, columns, minNonNulls }, { analyze, context }): Promise<FilterPlan> {
      const child = await analyze(input);
      const condition = enoughValues(child, columns, minNonNulls, context);
      return { node: 'filter', child, condition, ...inherited(child) };
    },
  },
  label: ({ condition }) => `Filter (${prettySql(condition)})`,
  mapExpressions: (plan, f) => ({ ...plan, condition: f(plan.condition) }),
  prune: (plan, wanted, prune) => prunedThrough(plan, idsOf(wanted, referencedColumns(plan.condition)), prune),
  tasks: EACH_ROW,
  step: ({ condition, origin }) => ({ step: 'filter', condition, origin }),
});
