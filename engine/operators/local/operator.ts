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
  prune(plan, wanted) {
    const kept = plan.output.flatMap(({ id }, i) => (wanted.has(id) ? [i] : []));
    if (kept.length === plan.output.length) return plan;
    const columns = kept.map((i) => plan.columns?.[i] ?? i);
    return { ...plan, columns, output: kept.map((i) => plan.output[i]!) };
  },
  rows: ({ batches }) => batches.reduce((n, batch) => n + batch.length, 0),
  tasks: { cutting: ({ batches, columns = null }) => ({ leaf: { kind: 'at hand', batches, columns } }) },
  plan: ({ output, batches, columns = null }) => new LocalNode(output, batches, columns),
});
