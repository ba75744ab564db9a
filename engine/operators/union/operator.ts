import { reference, type Attribute } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import { unsupported } from '../../plan/unsupported.ts';
import { defineOperator, idsOf, type OperatorDefinition } from '../define-operator.ts';
import { projection } from '../project/plan.ts';
import { UnionNode } from './node.ts';
import type { UnionPlan } from './plan.ts';

/** Gives the rows of several plans. */
export const union: OperatorDefinition = defineOperator<UnionPlan>({
  node: 'union',
  prune(plan, wanted, prune) {
    const positions = plan.output.flatMap((a, i) => (wanted.has(a.id) ? [i] : []));
    const children = plan.children.map((child) => {
      const columns = positions.map((i) => child.output[i]!);
      return exactly(prune(child, idsOf(columns.map((a) => a.id))), columns);
    });
    return { ...plan, children, output: positions.map((i) => plan.output[i]!) };
  },
  checkStreaming({ children }) {
    if (children.every((child) => child.streaming)) return;
    throw unsupported(
      'Union between streaming and batch DataFrames/Datasets is not supported',
      'Read both sides with readStream, or both with read.',
    );
  },
  rows: (_, inputs) => inputs.reduce((n, rows) => n + rows, 0),
  tasks: { cutting: ({ children }) => ({ cut: children.map((_, i) => i), whole: [] }) },
  plan: ({ output, children }, planner) =>
    new UnionNode(
      output,
      children.map((child) => planner.node(child)),
    ),
});

/** A plan whose columns are these in this order: those of a union are known by position. */
function exactly(plan: PlanNode, columns: readonly Attribute[]): PlanNode {
  if (plan.output.length === columns.length && plan.output.every((a, i) => a.id === columns[i]!.id)) return plan;
  return projection(
    plan,
    columns.map((attribute) => ({ attribute, expression: reference(attribute) })),
  );
}
