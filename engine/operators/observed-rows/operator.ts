import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { ObservedRowsNode } from './observed-rows-node.ts';
import type { ObservedRowsPlan } from './plan.ts';

/** Where the metrics of an `observe` are computed. */
export const observedRows: OperatorDefinition = defineOperator<ObservedRowsPlan>({
  node: 'observed_rows',
  prune: (plan, wanted) => ({ ...plan, output: plan.output.filter((a) => wanted.has(a.id)) }),
  plan: ({ output }) => new ObservedRowsNode(output),
});
