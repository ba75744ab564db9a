import { AttributeScope, bindNamed, type ExpressionContext } from '../../expressions/bind.ts';
import { freshColumnId, reference, type Attribute } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { RelationOf } from '../../plan/relation.ts';
import type { StructType } from '../../types/data-type.ts';
import { projection } from '../project/plan.ts';
import { projectedColumns } from '../project/select-list.ts';
import type { StateFunctionPlan } from './plan.ts';

/** Keys are computed below as columns; the function sees the rows without those. */
export function planStateFunction(
  { keys, call, functionId, output, state, mode, timeout }: RelationOf<'state_function'>,
  child: PlanNode,
  context: ExpressionContext,
): StateFunctionPlan {
  const scope = new AttributeScope(child.output);
  const bound = projectedColumns(
    keys.flatMap((e) => bindNamed(e, scope, context)),
    child.output,
  );
  const added = bound.filter(({ attribute }) => !child.output.some((a) => a.id === attribute.id));
  const own = child.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  return {
    node: 'state_function',
    child: added.length === 0 ? child : projection(child, [...own, ...added]),
    call,
    functionId,
    keys: bound.map((key) => key.attribute),
    rows: child.output,
    state: attributesOf(state),
    mode,
    timeout,
    output: attributesOf(output),
    streaming: child.streaming,
  };
}

const attributesOf = ({ fields }: StructType): Attribute[] =>
  fields.map(({ name, type }) => ({ id: freshColumnId(), name, type, nullable: true }));
