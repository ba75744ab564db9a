import {
  isDeterministic,
  reference,
  referencedColumns,
  transformUp,
  type TypedExpression,
} from '../../expressions/typed.ts';
import type { AggregatePlan } from '../../operators/aggregate/plan.ts';
import type { FilterPlan } from '../../operators/filter/plan.ts';
import type { JoinPlan } from '../../operators/join/plan.ts';
import type { ProjectPlan } from '../../operators/project/plan.ts';
import type { SortPlan } from '../../operators/sort/plan.ts';
import type { UnionPlan } from '../../operators/union/plan.ts';
import { inherited, isNode, type BinaryPlan, type PlanNode, type UnaryPlan } from '../plan-node.ts';
import { conjuncts } from '../conjuncts.ts';
import { substitute } from '../../expressions/substitute.ts';
import { nodeRule } from './rule.ts';

/**
 * A filter runs as early as its columns are there: below projections, in each branch of a union, on the sides of a join
 * whose rows it judges alone, below a grouping by what it looks at. Event time and watermarks are another rule's.
 */
export const pushFilterDown = nodeRule('push filter down', (plan) =>
  isNode<FilterPlan>(plan, 'filter') && isDeterministic(plan.condition) ? pushed(plan) : plan,
);

function pushed(filter: FilterPlan): PlanNode {
  const { child } = filter;
  // Of two filters the later may rely on the earlier one: they stay in order.
  if (isNode<ProjectPlan>(child, 'project')) return belowProjection(filter, child);
  if (isNode<SortPlan>(child, 'sort')) return below(child, filtered(filter, child.child, [filter.condition]));
  if (isNode<UnionPlan>(child, 'union')) return intoUnion(filter, child);
  if (isNode<JoinPlan>(child, 'join')) return intoJoin(filter, child);
  return isNode<AggregatePlan>(child, 'aggregate') ? belowGrouping(filter, child) : filter;
}

/** A node over another input. */
const below = <P extends UnaryPlan>(plan: P, child: PlanNode): P => ({ ...plan, child });

function belowProjection(filter: FilterPlan, project: ProjectPlan): PlanNode {
  // What a projection computes is computed once: a filter that reads it stays behind it.
  const read = referencedColumns(filter.condition);
  if (!project.columns.every((c) => isDeterministic(c.expression))) return filter;
  if (project.columns.some((c) => read.has(c.attribute.id) && !isFree(c.expression))) return filter;
  return below(project, filtered(filter, project.child, [substitute(filter.condition, project.columns)]));
}

function intoUnion(filter: FilterPlan, union: UnionPlan): UnionPlan {
  const { condition } = filter;
  return { ...union, children: union.children.map((c) => filtered(filter, c, [positioned(condition, union, c)])) };
}

function belowGrouping(filter: FilterPlan, grouping: AggregatePlan): PlanNode {
  // A streaming aggregation's state holds all groups: what Spark counts there is seen.
  if (grouping.streaming || grouping.keys.length === 0) return filter;
  const keys = new Set(grouping.keys.map((k) => k.id));
  return split(
    filter,
    (part) => subsetOf(part, keys),
    (conditions) => below(grouping, filtered(filter, grouping.child, conditions)),
  );
}

function intoJoin(filter: FilterPlan, join: JoinPlan): PlanNode {
  const { type } = join;
  const left = new Set(join.left.output.map((a) => a.id));
  const right = new Set(join.right.output.map((a) => a.id));
  const judgesLeft = type !== 'right' && type !== 'full';
  const judgesRight = type === 'inner' || type === 'cross' || type === 'right';
  if (judgesLeft && conjuncts(filter.condition).some((part) => subsetOf(part, left))) {
    return split(
      filter,
      (part) => subsetOf(part, left),
      (conditions) => withSide(join, { left: filtered(filter, join.left, conditions) }),
    );
  }
  if (judgesRight && conjuncts(filter.condition).some((part) => subsetOf(part, right))) {
    return split(
      filter,
      (part) => subsetOf(part, right),
      (conditions) => withSide(join, { right: filtered(filter, join.right, conditions) }),
    );
  }
  return filter;
}

const withSide = (join: JoinPlan, side: Partial<Pick<BinaryPlan, 'left' | 'right'>>): JoinPlan => ({
  ...join,
  ...side,
});

/** The parts that may go below do, the others stay where they are. */
function split(
  filter: FilterPlan,
  mayPass: (part: TypedExpression) => boolean,
  over: (conditions: readonly TypedExpression[]) => PlanNode,
): PlanNode {
  const parts = conjuncts(filter.condition);
  const passing = parts.filter(mayPass);
  if (passing.length === 0) return filter;
  const child = over(passing);
  const staying = parts.filter((part) => !mayPass(part));
  return filtered(filter, child, staying);
}

/** Whether an expression costs nothing to compute again. */
const isFree = (e: TypedExpression): boolean =>
  e.node === 'column' || e.node === 'literal' || (e.node === 'field' && isFree(e.child));

const subsetOf = (e: TypedExpression, columns: ReadonlySet<number>): boolean => {
  const read = referencedColumns(e);
  return read.size > 0 && [...read].every((id) => columns.has(id));
};

/** A plan with conditions above it, the first lowest. */
const filtered = (filter: FilterPlan, child: PlanNode, conditions: readonly TypedExpression[]): PlanNode =>
  conditions.reduce<PlanNode>((lower, condition) => {
    const above: FilterPlan = { ...filter, child: lower, condition, ...inherited(lower) };
    return above;
  }, child);

/** The condition over one branch: columns of a union are known by position. */
function positioned(condition: TypedExpression, union: PlanNode, branch: PlanNode): TypedExpression {
  const position = new Map(union.output.map((a, i) => [a.id, i]));
  return transformUp(condition, (e) => {
    const at = e.node === 'column' ? position.get(e.id) : undefined;
    return at === undefined ? e : reference(branch.output[at]!);
  });
}
