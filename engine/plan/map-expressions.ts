import type { TypedExpression } from '../expressions/typed.ts';
import type { OperatorList } from '../operators/operator-list.ts';
import type { PlanNode } from './plan-node.ts';

/** The same node with each of its own expressions replaced; the very same object where none changes. */
export function mapExpressions(
  plan: PlanNode,
  operators: OperatorList,
  f: (e: TypedExpression) => TypedExpression,
): PlanNode {
  let changed = false;
  const mapped = <E extends TypedExpression>(e: E): E => {
    // What replaces an aggregate or a generator is one again, of other arguments.
    const next = f(e) as E;
    changed ||= next !== e;
    return next;
  };
  const next = operators.of(plan).mapExpressions?.(plan, mapped);
  return changed ? next! : plan;
}

/** The expressions of a node's own. */
export function expressionsOf(plan: PlanNode, operators: OperatorList): TypedExpression[] {
  const found: TypedExpression[] = [];
  mapExpressions(plan, operators, (e) => {
    found.push(e);
    return e;
  });
  return found;
}
