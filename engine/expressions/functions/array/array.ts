import type { CodeContext } from '../../../codegen/code-context.ts';
import { listOfParts, settled, type ListExpression } from '../../../codegen/list-code.ts';
import { array as arrayType } from '../../../types/data-type.ts';
import { commonTypeOf } from '../../type-coercion.ts';
import { withCommonType } from '../../common-arguments.ts';
import { defineFunction } from '../../define-function.ts';
import { boundItem, listCode } from '../../list-call.ts';
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
    return { args, type: arrayType(element, containsNull), nullable: false, code: listCode(itemsOf) };
  },
});

function itemsOf(args: readonly TypedExpression[], g: CodeContext): ListExpression {
  const parts = args.map((arg) => boundItem(arg, g));
  return { code: parts.map((part) => part.code).join('\n'), isNull: 'false', list: listOfParts(parts.map(settled)) };
}
