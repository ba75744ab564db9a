import { sameType, sqlName, type DataType } from '../types/data-type.ts';
import { quotedType, typeMismatch } from './analysis-errors.ts';
import { unsupportedTime } from './casts/cast.ts';
import type { BindContext } from './define-function.ts';
import { commonTypeOf } from './type-coercion.ts';
import type { TypedExpression } from './typed.ts';

/** Arguments cast to the type they share; DATATYPE_MISMATCH.DATA_DIFF_TYPES when they share none. */
export function withCommonType(args: readonly TypedExpression[], context: BindContext, all = args): TypedExpression[] {
  const type = commonTypeOf(args.map((arg) => arg.type));
  if (args.some((arg) => arg.type.kind === 'time')) throw unsupportedTime();
  if (type === undefined) {
    throw differentArguments(args, context, all);
  }
  return args.map((arg) => (sameType(arg.type, type) ? retyped(arg, type, context) : context.cast(arg, type)));
}

/** Only nullability inside differs: no cast is needed. */
const retyped = (arg: TypedExpression, type: DataType, context: BindContext): TypedExpression =>
  arg.type.kind === 'struct' && sqlName(arg.type) !== sqlName(type) ? context.cast(arg, type) : arg;

export const differentArguments = (
  args: readonly TypedExpression[],
  context: BindContext,
  all: readonly TypedExpression[] = args,
): Error =>
  typeMismatch(
    'DATA_DIFF_TYPES',
    context.sql(all),
    `Input to \`${context.functionName}\` should all be the same type, but it's (${args.map((arg) => quotedType(arg.type)).join(' or ')}).`,
  );
