import { AttributeScope, bindExpression, nameOf, type ExpressionContext } from '../../expressions/bind.ts';
import type { Expression } from '../../expressions/expression.ts';
import { prettySql } from '../../expressions/pretty-sql.ts';
import { someExpression, type TypedExpression } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import { sqlName } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { namedAttribute, quotedAttribute } from '../named-attribute.ts';
import { checkNoGenerator } from '../project/select-list.ts';

/** A condition over the rows of a plan. */
export function boundCondition(e: Expression, child: PlanNode, context: ExpressionContext): TypedExpression {
  const condition = bindExpression(e, new AttributeScope(child.output), context);
  checkNoGenerator(condition, `Filter ${prettySql(condition)}`);
  if (someExpression(condition, (part) => part.node === 'aggregate')) throw invalidCondition(nameOf(condition));
  if (condition.type.kind === 'boolean' || condition.type.kind === 'void') return condition;
  throw new AnalysisError({
    condition: 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN',
    sqlState: '42K09',
    message: `Filter expression of type "${sqlName(condition.type)}" is not a boolean.`,
    hint: 'Compare it with something: filter("amount > 0").',
  });
}

/**
 * The condition of `na.drop`.
 *
 * @param names the columns to look at, none for all
 * @param minNonNulls how many of them must have a value, all when left out
 */
export function enoughValues(
  child: PlanNode,
  names: readonly string[],
  minNonNulls: number | undefined,
  context: ExpressionContext,
): TypedExpression {
  const columns = names.length === 0 ? child.output : names.map((name) => namedAttribute(name, child, context));
  const counts = columns.map((a): Expression => {
    const there: Expression = { kind: 'function', name: 'isnotnull', args: [quotedAttribute(a)] };
    return { kind: 'function', name: 'if', args: [there, integer(1), integer(0)] };
  });
  const total = counts.reduce((sum, c): Expression => ({ kind: 'function', name: '+', args: [sum, c] }), integer(0));
  const least = integer(minNonNulls ?? columns.length);
  return boundCondition({ kind: 'function', name: '>=', args: [total, least] }, child, context);
}

const integer = (value: number): Expression => ({ kind: 'literal', value, type: { kind: 'integer' } });

const invalidCondition = (sql: string): AnalysisError =>
  new AnalysisError({
    condition: 'INVALID_WHERE_CONDITION',
    sqlState: '42903',
    message: `The WHERE condition "${sql}" contains invalid expressions.`,
    hint: 'Compute it in agg(...) or select(...) first, and filter by the new column.',
  });
