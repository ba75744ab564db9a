import { AttributeScope, bindExpression, type ExpressionContext } from '../../expressions/bind.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { inherited, type PlanNode } from '../../plan/plan-node.ts';
import type { RelationOf } from '../../plan/relation.ts';
import { bindSelectList, checkNoGenerator } from '../project/select-list.ts';
import type { SortPlan } from './plan.ts';

/** `orderBy`: keys are expressions over the child's columns. */
export function planSort({ order }: RelationOf<'sort'>, child: PlanNode, context: ExpressionContext): SortPlan {
  const scope = new AttributeScope(child.output);
  for (const { child: key } of order) {
    const bound = bindExpression(key, scope, context);
    checkNoGenerator(bound, `Sort [${prettySql(bound)}]`);
  }
  const list = bindSelectList(
    child,
    order.map((o) => o.child),
    context,
  );
  const keys = order.map(({ descending, nullsFirst }, i) => ({
    expression: list.columns[i]!.expression,
    descending,
    nullsFirst,
  }));
  return { node: 'sort', child, keys, ...inherited(child) };
}
