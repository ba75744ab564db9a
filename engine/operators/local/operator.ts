import { attributesOf } from '../attributes-of.ts';
import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { LocalNode } from './node.ts';
import type { LocalPlan } from './plan.ts';

/** Gives the rows that the user handed over. */
export const local: OperatorDefinition = defineOperator<LocalPlan>({
  node: 'local',
  relations: {
    local: ({ localId, schema }, { catalog }): LocalPlan => ({
      node: 'local',
      batches: catalog.local(localId),
      output: attributesOf(schema),
      streaming: false,
    }),
  },
  // Columns at hand cost nothing, and a row that fails is shown with all of them.
  prune: (plan) => plan,
  rows: ({ batches }) => batches.reduce((n, batch) => n + batch.length, 0),
  tasks: { cutting: ({ batches }) => ({ leaf: { kind: 'at hand', batches } }) },
  plan: ({ output, batches }) => new LocalNode(output, batches),
});
