import { unsupported } from '../../plan/unsupported.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { planSetOperation } from './analysis.ts';
import type { SetOperationPlan } from './plan.ts';

/** Compares rows of two plans; it is short for a grouping of both, or a join (`rules/replace-operators.ts`). */
export const setOperation: OperatorDefinition = defineOperator<SetOperationPlan>({
  node: 'set_operation',
  relations: {
    async set_operation(relation, { analyze, context }) {
      const [left, right] = [await analyze(relation.left), await analyze(relation.right)];
      return planSetOperation(relation, left, right, context);
    },
  },
  label: ({ operation, all }) => `${operation === 'except' ? 'Except' : 'Intersect'}${all ? ' All' : ''}`,
  prune: (plan) => plan,
  checkStreaming({ operation, left, right }) {
    if (operation === 'except' && right.streaming) {
      throw unsupported(
        'Except on a streaming DataFrame/Dataset on the right is not supported',
        'Read the right side with read, or use a left join of two streams and keep the rows whose right side is NULL.',
      );
    }
    if (operation === 'intersect' && left.streaming && right.streaming) {
      throw unsupported(
        'Intersect of streaming DataFrames/Datasets is not supported',
        'Read one side with read, or use a left semi join of two streams.',
      );
    }
  },
  plan: ({ instead }, planner) => planner.node(instead),
});
