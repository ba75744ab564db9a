import { unsupported } from '../../plan/unsupported.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { planSample } from './analysis.ts';
import type { SamplePlan } from './plan.ts';

/** Chooses rows by chance; it is short for a filter of random numbers (`rules/replace-operators.ts`). */
export const sample: OperatorDefinition = defineOperator<SamplePlan>({
  node: 'sample',
  relations: {
    async sample(relation, { analyze, context }) {
      return planSample(relation, await analyze(relation.input), context);
    },
  },
  prune: (plan) => plan,
  checkStreaming() {
    throw unsupported(
      'Sampling is not supported on streaming DataFrames/Datasets',
      'Filter by a hash instead: df.filter("pmod(hash(id), 100) < 10").',
    );
  },
  plan: ({ instead }, planner) => planner.node(instead),
});
