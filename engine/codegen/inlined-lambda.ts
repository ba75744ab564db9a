import type { LambdaExpression } from '../expressions/typed.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';

/** The body of a lambda for arguments whose statements have run; it may be read as often as one likes. */
export function inlinedLambda(
  { parameters, body }: LambdaExpression,
  args: readonly ExpressionCode[],
  g: CodeContext,
): ExpressionCode {
  parameters.forEach((parameter, i) => g.define(parameter.id, args[i]!));
  return g.repeatable(g.part(body));
}
