import {
  isDeterministic,
  reference,
  referencedColumns,
  transformUp,
  type TypedExpression,
} from '../../expressions/typed.ts';
import type { PlanNode } from '../plan-node.ts';
import { conjuncts } from '../conjuncts.ts';
import { substitute } from '../../expressions/substitute.ts';
import { nodeRule } from './rule.ts';

type FilterNode = PlanNode & { readonly node: 'filter' };

/**
 * A filter runs as early as its columns are there: below projections, in each branch of a union, on the sides of a join
 * whose rows it judges alone, below a grouping by what it looks at. Event time and watermarks are another rule's.
 */
export const pushFilterDown = nodeRule('push filter down', (plan) =>
  plan.node === 'filter' && isDeterministic(plan.condition) ? pushed(plan) : plan,
);

function pushed(filter: FilterNode): PlanNode {
  const { child, condition } = filter;
  switch (child.node) {
    case 'filter':
      // Later conditions may rely on earlier ones: they stay in order.
      return filter;
    case 'project': {
      // What a projection computes is computed once: a filter that reads it stays behind it.
      const read = referencedColumns(condition);
      if (!child.columns.every((c) => isDeterministic(c.expression))) return filter;
      if (child.columns.some((c) => read.has(c.attribute.id) && !isFree(c.expression))) return filter;
      const below = substitute(condition, child.columns);
      return { ...child, child: filtered(filter, child.child, [below]) };
    }
    case 'sort':
      return { ...child, child: filtered(filter, child.child, [condition]) };
    case 'union':
      return { ...child, children: child.children.map((c) => filtered(filter, c, [positioned(condition, child, c)])) };
    case 'join':
      return intoJoin(filter, child);
    case 'aggregate': {
      // A streaming aggregation's state holds all groups: what Spark counts there is seen.
      if (child.streaming || child.keys.length === 0) return filter;
      const keys = new Set(child.keys.map((k) => k.id));
      return split(
        filter,
        (part) => subsetOf(part, keys),
        (below) => ({
          ...child,
          child: filtered(filter, child.child, below),
        }),
      );
    }
    default:
      return filter;
  }
}

function intoJoin(filter: FilterNode, join: PlanNode & { readonly node: 'join' }): PlanNode {
  const { type } = join;
  const left = new Set(join.left.output.map((a) => a.id));
  const right = new Set(join.right.output.map((a) => a.id));
  const judgesLeft = type !== 'right' && type !== 'full';
  const judgesRight = type === 'inner' || type === 'cross' || type === 'right';
  if (judgesLeft && conjuncts(filter.condition).some((part) => subsetOf(part, left))) {
    return split(
      filter,
      (part) => subsetOf(part, left),
      (below) => ({ ...join, left: filtered(filter, join.left, below) }),
    );
  }
  if (judgesRight && conjuncts(filter.condition).some((part) => subsetOf(part, right))) {
    return split(
      filter,
      (part) => subsetOf(part, right),
      (below) => ({ ...join, right: filtered(filter, join.right, below) }),
    );
  }
  return filter;
}

/** The parts that may go below do, the others stay where they are. */
function split(
  filter: FilterNode,
  mayPass: (part: TypedExpression) => boolean,
  below: (conditions: readonly TypedExpression[]) => PlanNode,
): PlanNode {
  const parts = conjuncts(filter.condition);
  const passing = parts.filter(mayPass);
  if (passing.length === 0) return filter;
  const child = below(passing);
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
const filtered = (filter: FilterNode, child: PlanNode, conditions: readonly TypedExpression[]): PlanNode =>
  conditions.reduce(
    (below, condition) => ({ ...filter, child: below, condition, output: below.output, streaming: below.streaming }),
    child,
  );

/** The condition over one branch: columns of a union are known by position. */
function positioned(condition: TypedExpression, union: PlanNode, branch: PlanNode): TypedExpression {
  const position = new Map(union.output.map((a, i) => [a.id, i]));
  return transformUp(condition, (e) => {
    const at = e.node === 'column' ? position.get(e.id) : undefined;
    return at === undefined ? e : reference(branch.output[at]!);
  });
}
