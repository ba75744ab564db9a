import { branches } from '../codegen/branches.ts';
import type { CallExpression, TypedExpression } from './typed.ts';
import type { BoundScalar } from './define-function.ts';
import { isMillraceError } from '../types/errors.ts';

/**
 * The same computation with null in place of an error: the `try_` functions. Arguments are computed outside: their errors
 * are no failures of the function.
 *
 * @param fails a condition over the arguments under which it is known to fail: an error costs as much as many rows
 */
export const tolerant = (
  bound: BoundScalar,
  fails?: (values: readonly string[], args: readonly TypedExpression[]) => string,
): BoundScalar => ({
  ...bound,
  nullable: true,
  code: {
    form: 'generate',
    generate(args, g) {
      const parts = args.map((arg) => g.repeatable(g.expression(arg)));
      const held = args.map((arg, i) => (arg.node === 'literal' ? arg : g.standIn(arg, parts[i]!)));
      const call: CallExpression = { ...bound, node: 'call', name: 'try', args: held, deterministic: true };
      // A number that lies in words is none yet: to make one costs more than an error that is rare.
      const isWide = parts.some((part) => part.words !== undefined);
      const known =
        fails === undefined || isWide
          ? 'false'
          : fails(
              parts.map((part) => part.value),
              args,
            );
      const result = branches(g, bound.type);
      const attempt = `try {\n${result.take(g.bound(g.expression(call)))}\n} catch (error) { ${g.constant(throwUnlessOurs)}(error); }`;
      const statements = parts.map((part) => part.code).join('\n');
      return result.result(`${statements}\n${result.declared} if (!(${known})) {\n${attempt}\n}`);
    },
  },
});

function throwUnlessOurs(error: unknown): void {
  if (!isMillraceError(error)) throw error;
}
