import { unsupported } from '../../plan/unsupported.ts';
import { defineOperator, idsOf, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import { OperatorNode } from '../operator-node.ts';
import { planDeduplicate } from './analysis.ts';
import type { StartSpilling } from '../spill/spilling.ts';
import { DeduplicateSpill } from './deduplicate-spill.ts';
import { DeduplicateOperator } from './deduplicate.ts';
import type { DeduplicatePlan } from './plan.ts';

/** Keeps the first row of each key. */
export const deduplicate: OperatorDefinition = defineOperator<DeduplicatePlan>({
  node: 'deduplicate',
  relations: {
    async deduplicate(relation, { analyze, context }) {
      return planDeduplicate(relation, await analyze(relation.input), context);
    },
  },
  prune(plan, wanted, prune) {
    // Event time that nobody reads is pruned away here too, and then drops no late rows: so does Spark.
    const times = plan.withinWatermark ? plan.child.output.filter((a) => a.watermarkDelay !== undefined) : [];
    const used = [...plan.keys, ...times].map((a) => a.id);
    return prunedThrough(plan, idsOf(wanted, used), prune);
  },
  keepsState: () => true,
  checkStreaming({ child, withinWatermark }) {
    if (!withinWatermark || child.output.some((a) => a.watermarkDelay !== undefined)) return;
    throw unsupported(
      'dropDuplicatesWithinWatermark is not supported on streaming DataFrames/DataSets without watermark',
      'Call withWatermark(column, delay) before it.',
    );
  },
  checkBatch({ withinWatermark }) {
    if (!withinWatermark) return;
    throw unsupported(
      'dropDuplicatesWithinWatermark is not supported with batch DataFrames/DataSets',
      'Use dropDuplicates(...): a batch is read to its end.',
    );
  },
  tasks: { merging: ({ keys }) => ({ as: 'rows again', keys }) },
  plan(plan, planner) {
    const child = planner.node(plan.child);
    const operator = new DeduplicateOperator(child.output, plan.keys, plan.withinWatermark, plan.streaming);
    const stateful = plan.streaming ? planner.keep(plan, operator) : null;
    const spilling: StartSpilling = (memory, context) => new DeduplicateSpill(operator, memory, context);
    return new OperatorNode('Deduplicate', child.output, [child], operator, stateful, spilling);
  },
});
