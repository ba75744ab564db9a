import { freshColumnId } from '../../expressions/typed.ts';
import { LONG } from '../../types/data-type.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { RangeNode } from './node.ts';
import type { RangePlan } from './plan.ts';

/** Counts. */
export const range: OperatorDefinition = defineOperator<RangePlan>({
  node: 'range',
  relations: {
    range: ({ start, end, step }): RangePlan => ({
      node: 'range',
      start,
      end,
      step,
      output: [{ id: freshColumnId(), name: 'id', type: LONG, nullable: false }],
      streaming: false,
    }),
  },
  prune: (plan) => plan,
  rows: ({ start, end, step }) => Math.max(0, Math.ceil(Number(end - start) / Number(step))),
  tasks: { cutting: ({ start, end, step }) => ({ leaf: { kind: 'range', start, end, step } }) },
  plan: ({ output, start, end, step }) => new RangeNode(output, start, end, step),
});
