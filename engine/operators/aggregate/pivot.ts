import { bindExpression, bindNamed, AttributeScope, type ExpressionContext } from '../../expressions/bind.ts';
import { implicitCast } from '../../expressions/casts/cast.ts';
import { evaluateConstant } from '../../expressions/evaluate.ts';
import { literalOf } from '../../expressions/signature.ts';
import { reference, type AggregateExpression, type Attribute, type TypedExpression } from '../../expressions/typed.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { AggregateRelation } from '../../plan/relation.ts';
import { boundCall } from '../../plan/typed-calls.ts';
import { sameType, STRING } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import { aggregateOver } from './analysis.ts';

/**
 * Values of a column become columns: groups are made by the keys and that column, and of them one row by the keys.
 *
 * Spark's `ResolvePivot`: a value that a group has not gives NULL, also for `count`.
 *
 * @throws AnalysisError for a stream, as Spark does, and where the values are not named
 */
export function planPivot(relation: AggregateRelation, child: PlanNode, context: ExpressionContext): PlanNode {
  const { keys, aggregates, pivot } = relation;
  if (child.streaming) throw pivotOfStream();
  const { column, values } = pivot!;
  if (values.length === 0) throw withoutValues();
  const scope = new AttributeScope(child.output);
  const boundKeys = keys.flatMap((e) => bindNamed(e, scope, context));
  const boundAggregates = aggregates.flatMap((e) => bindNamed(e, scope, context));
  const pivoted = { name: 'pivot', expression: bindExpression(column, scope, context) };
  const groups = aggregateOver(child, [...boundKeys, pivoted], boundAggregates, context);
  const own = groups.output.slice(0, boundKeys.length);
  const [by, ...results] = groups.output.slice(boundKeys.length) as [Attribute, ...Attribute[]];
  const columns = values.flatMap((value) => {
    const literal = literalOf(value.value, value.type);
    const equal = sameType(literal.type, by.type) ? literal : implicitCast(literal, by.type, context.timeZone);
    const filter = boundCall('<=>', [reference(by), equal], context);
    const name = valueName(literal, context);
    return results.map((result) => ({
      name: results.length === 1 ? name : `${name}_${result.name}`,
      expression: { ...(boundCall('first', [reference(result)], context) as AggregateExpression), filter },
    }));
  });
  const named = own.map((a) => ({ name: a.name, expression: reference(a) }));
  return aggregateOver(groups, named, columns, context);
}

function valueName(literal: TypedExpression, context: ExpressionContext): string {
  const text = sameType(literal.type, STRING) ? literal : implicitCast(literal, STRING, context.timeZone);
  return (evaluateConstant(text) as string | null) ?? 'null';
}

const pivotOfStream = (): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_3063',
    message: 'pivot is not supported on a streaming DataFrames/Datasets',
    hint: 'Aggregate with a condition for each value: sum(when(col("k").equalTo("a"), col("n"))).as("a").',
  });

const withoutValues = (): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.PIVOT_WITHOUT_VALUES',
    sqlState: '0A000',
    message:
      'pivot(...) without its values is not available on the embedded engine: they would have to be read before.',
    hint: 'Name the values: df.groupBy("k").pivot("day", ["Mon", "Tue"]).count().',
  });
