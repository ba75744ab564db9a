import { childrenOf, isDeterministic, type TypedExpression } from '../../expressions/typed.ts';
import type { ProjectedColumn } from '../../codegen/step.ts';
import { substitute } from '../../expressions/substitute.ts';
import type { ProjectPlan } from '../../operators/project/plan.ts';
import { isNode } from '../plan-node.ts';
import { nodeRule } from './rule.ts';

/** Two projections become one where nothing is computed twice by it and no line of the user's is forgotten. */
export const mergeProjections = nodeRule('merge projections', (plan) => {
  if (!isNode<ProjectPlan>(plan, 'project') || !isNode<ProjectPlan>(plan.child, 'project')) return plan;
  const inner = plan.child;
  const once = (c: ProjectedColumn): boolean =>
    inner.origin === plan.origin && isDeterministic(c.expression) && uses(plan.columns, c.attribute.id) <= 1;
  if (!inner.columns.every((c) => isFree(c.expression) || once(c))) return plan;
  const columns = plan.columns.map((c) => ({ ...c, expression: substitute(c.expression, inner.columns) }));
  const merged: ProjectPlan = { ...plan, columns, child: inner.child };
  return merged;
});

const isFree = (e: TypedExpression): boolean => e.node === 'column' || e.node === 'literal';

const uses = (columns: readonly ProjectedColumn[], id: number): number =>
  columns.reduce((n, c) => n + usesIn(c.expression, id), 0);

const usesIn = (e: TypedExpression, id: number): number =>
  e.node === 'column' ? Number(e.id === id) : childrenOf(e).reduce((n, child) => n + usesIn(child, id), 0);
