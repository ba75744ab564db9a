import type { AggregateExpression, GeneratorExpression, TypedExpression } from '../expressions/typed.ts';
import type { PlanNode } from './plan-node.ts';

/** The same node with each of its own expressions replaced; the very same object where none changes. */
export function mapExpressions(plan: PlanNode, f: (e: TypedExpression) => TypedExpression): PlanNode {
  let changed = false;
  const mapped = <E extends TypedExpression>(e: E): E => {
    const next = f(e) as E;
    changed ||= next !== e;
    return next;
  };
  const next = rewritten(plan, mapped);
  return changed ? next : plan;
}

function rewritten(plan: PlanNode, f: <E extends TypedExpression>(e: E) => E): PlanNode {
  switch (plan.node) {
    case 'project':
      return { ...plan, columns: plan.columns.map((c) => ({ ...c, expression: f(c.expression) })) };
    case 'filter':
      return { ...plan, condition: f(plan.condition) };
    case 'window':
      return { ...plan, time: f(plan.time) };
    case 'generate':
      return { ...plan, generator: f<GeneratorExpression>(plan.generator) };
    case 'aggregate':
      return {
        ...plan,
        aggregates: plan.aggregates.map((a) => ({ ...a, expression: f<AggregateExpression>(a.expression) })),
      };
    case 'join':
      return { ...plan, condition: plan.condition === null ? null : f(plan.condition) };
    case 'sort':
      return { ...plan, keys: plan.keys.map((k) => ({ ...k, expression: f(k.expression) })) };
    default:
      return plan;
  }
}
