import { nullRefusing } from '../../expressions/null-refusing.ts';
import type { TypedExpression } from '../../expressions/typed.ts';
import type { FilterPlan } from '../../operators/filter/plan.ts';
import type { JoinPlan, JoinType } from '../../operators/join/plan.ts';
import type { ProjectPlan } from '../../operators/project/plan.ts';
import type { WindowPlan } from '../../operators/window/plan.ts';
import { conjuncts } from '../conjuncts.ts';
import { isNode, type PlanNode } from '../plan-node.ts';
import { substitute } from '../../expressions/substitute.ts';
import { nodeRule } from './rule.ts';

/**
 * Rows that an outer join fills with NULLs, and that are refused above for those NULLs, are not made: a full join becomes
 * a left or right one, and that an inner one.
 *
 * Spark's rule `EliminateOuterJoin`; of a window of a NULL time there is no row either.
 */
export const narrowOuterJoin = nodeRule('narrow outer join', (plan) => {
  const conditions = isNode<FilterPlan>(plan, 'filter')
    ? conjuncts(plan.condition)
    : isNode<WindowPlan>(plan, 'window')
      ? [plan.time]
      : [];
  if (conditions.length === 0) return plan;
  const { child } = plan as FilterPlan | WindowPlan;
  const narrowed = narrowedBy(child, conditions);
  return narrowed === child ? plan : ({ ...plan, child: narrowed } as PlanNode);
});

function narrowedBy(plan: PlanNode, conditions: readonly TypedExpression[]): PlanNode {
  if (isNode<ProjectPlan>(plan, 'project')) {
    const below = conditions.map((condition) => substitute(condition, plan.columns));
    const child = narrowedBy(plan.child, below);
    if (child === plan.child) return plan;
    const project: ProjectPlan = { ...plan, child };
    return project;
  }
  if (!isNode<JoinPlan>(plan, 'join')) return plan;
  const refused = new Set(conditions.flatMap(nullRefusing));
  const [left, right] = [plan.left, plan.right].map((side) => side.output.some((a) => refused.has(a.id)));
  const type = narrowedType(plan.type, left!, right!);
  if (type === plan.type) return plan;
  const join: JoinPlan = { ...plan, type };
  return join;
}

/** @param left whether rows without a left row are refused */
function narrowedType(type: JoinType, left: boolean, right: boolean): JoinType {
  if (type === 'left') return right ? 'inner' : type;
  if (type === 'right') return left ? 'inner' : type;
  if (type !== 'full') return type;
  return left && right ? 'inner' : left ? 'left' : right ? 'right' : type;
}
