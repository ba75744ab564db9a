import { branches } from '../../../codegen/branches.ts';
import { withCommonType } from '../../common-arguments.ts';
import { defineFunction, type BindContext, type BoundScalar } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import type { TypedExpression } from '../../typed.ts';

/** The first argument that is not null; later ones are computed only when needed. */
export function bindCoalesce(given: readonly TypedExpression[], context: BindContext): BoundScalar {
  const args = withCommonType(given, context);
  return {
    args,
    type: args[0]!.type,
    nullable: args.every((arg) => arg.nullable),
    code: {
      form: 'generate',
      generate(parts, g) {
        const result = branches(g, args[0]!.type);
        let code = result.declared;
        let closing = '';
        parts.forEach((part, i) => {
          code += `\n${result.take(g.expression(part))}`;
          if (i + 1 < parts.length) {
            code += `\nif (${result.unset}) {`;
            closing += '}';
          }
        });
        return result.result(`${code}\n${closing}`);
      },
    },
  };
}

export const coalesce = defineFunction({
  name: 'coalesce',
  group: 'conditional',
  description: 'The first argument that is not NULL.',
  parameters: ['expr', '...'],
  examples: [{ sql: 'coalesce(NULL, 1, 2)', result: '1' }],
  bind(args, context) {
    checkCount(args.length, 1, Infinity, context.functionName);
    return bindCoalesce(args, context);
  },
});

export const nvl = defineFunction({
  name: 'nvl',
  aliases: ['ifnull'],
  group: 'conditional',
  description: 'The first argument unless it is NULL, else the second.',
  parameters: ['expr1', 'expr2'],
  examples: [{ sql: 'nvl(NULL, 2)', result: '2' }],
  bind(args, context) {
    checkCount(args.length, 2, 2, context.functionName);
    return bindCoalesce(args, context);
  },
});
