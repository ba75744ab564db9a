import { isNode } from '../../plan/plan-node.ts';
import type { PhysicalNode } from '../physical-node.ts';
import type { PhysicalPlanner } from '../physical-planner.ts';
import type { Merging } from '../task-rules.ts';
import type { ProjectPlan } from '../project/plan.ts';
import type { SortPlan } from '../sort/plan.ts';
import { StageNode } from '../stage/stage-node.ts';
import type { LimitPlan } from './plan.ts';
import { TopNode } from './top-k-node.ts';
import { LARGEST_TOP, TopOperator } from './top-k.ts';

/** A limit on a sort, if it is one of few rows; what is computed in between is computed of those only. */
export function topOf(plan: LimitPlan, planner: PhysicalPlanner): PhysicalNode | null {
  const { child, count, offset } = plan;
  if (count === 0 || offset + count > LARGEST_TOP) return null;
  if (isNode<SortPlan>(child, 'sort')) {
    const operator = new TopOperator(child.child.output, child.keys, offset + count, child.origin);
    return new TopNode(planner.node(child.child), operator, count, offset);
  }
  if (isNode<LimitPlan>(child, 'limit')) {
    if (child.count !== Number.MAX_SAFE_INTEGER) return null;
    return topOf({ ...child, count, offset: child.offset + offset }, planner);
  }
  if (!isNode<ProjectPlan>(child, 'project')) return null;
  const below = topOf({ ...plan, child: child.child, output: child.child.output }, planner);
  if (below === null) return null;
  return new StageNode(below, [{ step: 'project', columns: child.columns, origin: child.origin }], child.output);
}

/** The same where tasks are to give the first rows in order: what is computed in between is computed of those only. */
export function firstOfSort({ child, count, offset }: LimitPlan): Merging | null {
  const rows = offset + count;
  if (count === 0 || rows > LARGEST_TOP) return null;
  const path = [0];
  let at = child;
  for (; isNode<ProjectPlan>(at, 'project'); at = at.child) path.push(0);
  return isNode<SortPlan>(at, 'sort') ? { as: 'first', rows, path } : null;
}
