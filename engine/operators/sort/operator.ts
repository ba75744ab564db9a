import { referencedColumns } from '../../expressions/typed.ts';
import { unsupported } from '../../plan/unsupported.ts';
import { defineOperator, idsOf, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import { planSort } from './analysis.ts';
import { SortNode } from './node.ts';
import type { SortPlan } from './plan.ts';
import { SortOperator } from './sort.ts';

/** Puts all rows in order. */
export const sort: OperatorDefinition = defineOperator<SortPlan>({
  node: 'sort',
  relations: {
    async sort(relation, { analyze, context }) {
      return planSort(relation, await analyze(relation.input), context);
    },
  },
  mapExpressions: (plan, f) => ({
    ...plan,
    keys: plan.keys.map((k) => ({ ...k, expression: f(k.expression) })),
  }),
  prune: (plan, wanted, prune) =>
    prunedThrough(plan, idsOf(wanted, ...plan.keys.map((k) => referencedColumns(k.expression))), prune),
  checkStreaming({ child }, { mode, restatesBelow }) {
    if (mode === 'complete' && restatesBelow(child)) return;
    throw unsupported(
      'Sorting is not supported on streaming DataFrames/Datasets, unless it is on aggregated DataFrame/Dataset in Complete output mode',
      'Use outputMode("complete") on an aggregation, or sort the result where it is shown.',
    );
  },
  tasks: { merging: ({ keys }) => ({ as: 'ranges', keys }), reads: { 0: 'all' } },
  plan: ({ child, keys, origin }, planner) =>
    new SortNode(planner.node(child), new SortOperator(child.output, keys, origin)),
});
