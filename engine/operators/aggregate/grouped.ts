import { referencedColumns, type TypedExpression } from '../../expressions/typed.ts';
import { unsupported } from '../../plan/unsupported.ts';
import { idsOf, type Prune } from '../define-operator.ts';
import type { SessionPlan } from '../session/plan.ts';
import type { AggregatePlan } from './plan.ts';

/** What nodes that fold groups have in common. */

export const mapAggregates = <P extends AggregatePlan | SessionPlan>(
  plan: P,
  f: <E extends TypedExpression>(e: E) => E,
): P => ({ ...plan, aggregates: plan.aggregates.map((a) => ({ ...a, expression: f(a.expression) })) });

export function pruneAggregates<P extends AggregatePlan | SessionPlan>(
  plan: P,
  wanted: ReadonlySet<number>,
  prune: Prune,
): P {
  // The state of a stream holds every aggregate that was asked for.
  const aggregates = plan.streaming ? plan.aggregates : plan.aggregates.filter((a) => wanted.has(a.attribute.id));
  const keys = plan.keys.map((k) => k.id);
  const kept = idsOf(
    keys,
    aggregates.map((a) => a.attribute.id),
  );
  const used = idsOf(keys, ...aggregates.map((a) => referencedColumns(a.expression)));
  const output = plan.output.filter((a) => kept.has(a.id));
  return { ...plan, aggregates, output, child: prune(plan.child, used) };
}

/** @throws AnalysisError for DISTINCT, which would keep every value */
export function checkDistinct({ aggregates }: AggregatePlan | SessionPlan): void {
  if (!aggregates.some((a) => a.expression.distinct)) return;
  throw unsupported(
    'Distinct aggregations are not supported on streaming DataFrames/Datasets. Consider using approx_count_distinct() instead.',
    'approx_count_distinct(column) keeps a small sketch instead of all values.',
  );
}
