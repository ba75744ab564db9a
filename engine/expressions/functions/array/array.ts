import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { array as arrayType } from '../../../types/data-type.ts';
import { commonTypeOf } from '../../type-coercion.ts';
import { withCommonType } from '../../common-arguments.ts';
import { defineFunction } from '../../define-function.ts';
import { orNull } from '../../function-code.ts';
import type { TypedExpression } from '../../typed.ts';

export const array = defineFunction({
  name: 'array',
  group: 'array',
  description: 'An array of the arguments.',
  parameters: ['expr', '...'],
  examples: [{ sql: 'array(1, 2, 3)', result: '[1, 2, 3]' }],
  bind(given, context) {
    const args = withCommonType(given, context);
    const element = commonTypeOf(args.map((arg) => arg.type))!;
    const containsNull = args.some((arg) => arg.nullable);
    return {
      args,
      type: arrayType(element, containsNull),
      nullable: false,
      code: { form: 'generate', generate: arrayCode },
    };
  },
});

function arrayCode(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const parts = args.map((arg) => g.expression(arg));
  return {
    code: parts.map((part) => part.code).join('\n'),
    isNull: 'false',
    value: `[${parts.map(orNull).join(', ')}]`,
  };
}
