import { defineOperator, type OperatorDefinition } from '../define-operator.ts';
import { StreamScanNode } from './node.ts';
import type { StreamScanPlan } from './plan.ts';

/** Reads a micro-batch's part of a source; the relation `read` becomes one when its source never ends. */
export const streamScan: OperatorDefinition = defineOperator<StreamScanPlan>({
  node: 'stream_scan',
  label: ({ description, output }) => `StreamingRelation ${description} [${output.map((a) => a.name).join(', ')}]`,
  prune(plan, wanted) {
    const output = plan.output.filter((a) => wanted.has(a.id));
    return output.length === plan.output.length ? plan : { ...plan, output };
  },
  tasks: { cutting: ({ reader }) => ({ leaf: { kind: 'stream', reader } }) },
  plan: ({ output, description, reader }, planner) =>
    new StreamScanNode(output, description, reader, planner.streamSlot(reader)),
});
