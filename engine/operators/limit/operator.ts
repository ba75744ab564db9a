import { inherited } from '../../plan/plan-node.ts';
import { unsupported } from '../../plan/unsupported.ts';
import { defineOperator, prunedThrough, type OperatorDefinition } from '../define-operator.ts';
import { OperatorNode } from '../operator-node.ts';
import type { PhysicalNode } from '../physical-node.ts';
import type { PhysicalPlanner } from '../physical-planner.ts';
import { NothingNode } from './nothing-node.ts';
import { LimitOperator } from './limit.ts';
import type { LimitPlan } from './plan.ts';
import { firstOfSort, topOf } from './top-of.ts';

/** Gives the first rows, or those after the first. */
export const limit: OperatorDefinition = defineOperator<LimitPlan>({
  node: 'limit',
  relations: {
    async limit({ input, limit: count }, { analyze }): Promise<LimitPlan> {
      const child = await analyze(input);
      return { node: 'limit', child, count, offset: 0, ...inherited(child) };
    },
    async offset({ input, offset }, { analyze }): Promise<LimitPlan> {
      const child = await analyze(input);
      return { node: 'limit', child, count: Number.MAX_SAFE_INTEGER, offset, ...inherited(child) };
    },
  },
  label: ({ count, offset }) => `Limit ${count}${offset > 0 ? ` offset ${offset}` : ''}`,
  prune: prunedThrough,
  checkStreaming({ offset }, { mode }) {
    if (offset > 0)
      throw unsupported('Offset is not supported on streaming DataFrames/Datasets', 'Leave out offset(...).');
    if (mode !== 'update') return;
    throw unsupported(
      'Limits are not supported on streaming DataFrames/Datasets in Update output mode',
      'Use append or complete mode.',
    );
  },
  rows: ({ count }, [rows]) => (rows! > count ? count : rows!),
  tasks: { merging: firstOfSort, reads: { 0: 'few' } },
  plan: (plan, planner) => topOf(plan, planner) ?? limited(plan, planner),
});

function limited(plan: LimitPlan, planner: PhysicalPlanner): PhysicalNode {
  const child = planner.node(plan.child);
  if (plan.count === 0) return new NothingNode(child);
  const operator = new LimitOperator(plan.count, plan.offset, plan.streaming && !planner.complete);
  const stateful = operator.state === null ? null : planner.keep(plan, operator);
  return new OperatorNode('Limit', child.output, [child], operator, stateful);
}
