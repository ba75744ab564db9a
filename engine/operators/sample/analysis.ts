import type { ExpressionContext } from '../../expressions/bind.ts';
import { freshColumnId, reference, type Attribute, type TypedExpression } from '../../expressions/typed.ts';
import { inherited, type PlanNode } from '../../plan/plan-node.ts';
import type { RelationOf } from '../../plan/relation.ts';
import { boundCall } from '../../plan/typed-calls.ts';
import { DOUBLE, LONG } from '../../types/data-type.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { FilterPlan } from '../filter/plan.ts';
import { projection } from '../project/plan.ts';
import type { SamplePlan } from './plan.ts';

/**
 * The rows whose random number lies within bounds: Spark draws the same numbers for a seed as `rand(seed)` gives, one
 * sequence a partition, of which there is one here.
 *
 * Spark's `BernoulliCellSampler`.
 */
export function planSample(
  { lowerBound, upperBound, withReplacement, seed }: RelationOf<'sample'>,
  child: PlanNode,
  context: ExpressionContext,
): SamplePlan {
  if (withReplacement) throw replacing();
  const draw: Attribute = { id: freshColumnId(), name: 'draw', type: DOUBLE, nullable: false };
  const seeds: TypedExpression[] =
    seed === undefined ? [] : [{ node: 'literal', value: seed, type: LONG, nullable: false }];
  const own = child.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  const drawn = projection(child, [...own, { attribute: draw, expression: boundCall('rand', seeds, context) }]);
  const bound = (name: string, value: number): TypedExpression =>
    boundCall(name, [reference(draw), { node: 'literal', value, type: DOUBLE, nullable: false }], context);
  const condition = boundCall('and', [bound('>=', lowerBound), bound('<', upperBound)], context);
  const chosen: FilterPlan = { node: 'filter', child: drawn, condition, ...inherited(drawn) };
  return { node: 'sample', child, instead: projection(chosen, own), ...inherited(child) };
}

const replacing = (): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.SAMPLE',
    sqlState: '0A000',
    message: 'A sample with replacement is not available on the embedded engine.',
    hint: 'Leave withReplacement out: df.sample(0.5, 7).',
  });
