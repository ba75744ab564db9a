import { reference } from '../expressions/typed.ts';
import type { PlanNode } from './plan-node.ts';
import { pruneColumns } from './rules/prune-columns.ts';
import { pushFilterBelowWatermark } from './rules/push-filter-below-watermark.ts';

/** The same rows with less work; the columns and their order stay. */
export function optimize(plan: PlanNode): PlanNode {
  const pruned = pruneColumns(pushFilterBelowWatermark(plan));
  const same =
    pruned.output.length === plan.output.length && pruned.output.every((a, i) => a.id === plan.output[i]!.id);
  if (same) return pruned;
  const columns = plan.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  return { node: 'project', child: pruned, columns, output: plan.output, streaming: plan.streaming };
}
