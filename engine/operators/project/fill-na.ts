import {
  AttributeScope,
  bindExpression,
  type ExpressionContext,
  type NamedExpression,
} from '../../expressions/bind.ts';
import type { Expression } from '../../expressions/expression.ts';
import { reference } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { FillValue } from '../../plan/relation.ts';
import { isNumeric, sameType, type DataType } from '../../types/data-type.ts';
import { namedAttribute, quotedAttribute } from '../named-attribute.ts';

/**
 * The columns of `na.fill`: those that can hold a value get it where they are NULL or NaN.
 *
 * @param names the columns to fill, none for all
 * @param values one for all columns, or one a name
 */
export function filledColumns(
  child: PlanNode,
  names: readonly string[],
  values: readonly FillValue[],
  context: ExpressionContext,
): NamedExpression[] {
  const wanted = names.length === 0 ? null : names.map((name) => namedAttribute(name, child, context).id);
  const scope = new AttributeScope(child.output);
  return child.output.map((a) => {
    const index = wanted === null ? 0 : wanted.indexOf(a.id);
    const fill = values[Math.min(index, values.length - 1)];
    if (index < 0 || fill === undefined || !fits(fill.type, a.type)) {
      return { name: a.name, expression: reference(a) };
    }
    const value: Expression = { kind: 'cast', child: { kind: 'literal', ...fill }, type: a.type, mode: 'ansi' };
    const column = quotedAttribute(a);
    const known: Expression =
      a.type.kind === 'double' || a.type.kind === 'float'
        ? { kind: 'function', name: 'nanvl', args: [column, { kind: 'literal', value: null, type: a.type }] }
        : column;
    const filled: Expression = { kind: 'function', name: 'coalesce', args: [known, value] };
    return { name: a.name, expression: bindExpression(filled, scope, context) };
  });
}

/** `na.fill(0)` fills numbers, `na.fill("")` texts, `na.fill(true)` booleans. */
const fits = (fill: DataType, column: DataType): boolean =>
  isNumeric(fill) ? isNumeric(column) : sameType(fill, column);
