import { referencedColumns } from '../../expressions/typed.ts';
import { defineOperator, idsOf, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import { EACH_ROW } from '../task-rules.ts';
import type { GeneratePlan } from './plan.ts';

/** Makes rows out of each row; `explode(...)` and its like in a select list become one (`project/select-list.ts`). */
export const generate: OperatorDefinition = defineOperator<GeneratePlan>({
  node: 'generate',
  mapExpressions: (plan, f) => ({ ...plan, generator: f(plan.generator) }),
  prune(plan, wanted, prune) {
    const used = idsOf(wanted, ...plan.generator.args.map((a) => referencedColumns(a)));
    return prunedThrough(plan, used, prune, plan.generated);
  },
  tasks: EACH_ROW,
  step: ({ generator, generated, origin }) => ({ step: 'generate', generator, output: generated, origin }),
});
