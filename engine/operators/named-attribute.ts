import { AttributeScope, bindExpression, type ExpressionContext } from '../expressions/bind.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { PlanNode } from '../plan/plan-node.ts';

/**
 * The column of a plan that a name means.
 *
 * @throws AnalysisError UNRESOLVED_COLUMN, AMBIGUOUS_REFERENCE
 */
export function namedAttribute(name: string, child: PlanNode, context: ExpressionContext): Attribute {
  const bound = bindExpression({ kind: 'attribute', name }, new AttributeScope(child.output), context);
  return child.output.find((a) => bound.node === 'column' && a.id === bound.id)!;
}

/** The expression that names a column, whatever stands in the name. */
export const quotedAttribute = ({ name }: Attribute): Expression => ({
  kind: 'attribute',
  name: `\`${name.replaceAll('`', '``')}\``,
});
