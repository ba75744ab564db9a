import type { Attribute, GeneratorExpression } from '../../expressions/typed.ts';
import type { UnaryPlan } from '../../plan/plan-node.ts';

/** The rows that a generator makes of each row, beside it. */
export interface GeneratePlan extends UnaryPlan {
  readonly node: 'generate';
  readonly generator: GeneratorExpression;
  readonly generated: readonly Attribute[];
}
