import { array, sameType, type ArrayType, type DataType } from '../types/data-type.ts';
import { quotedType, typeMismatch, unexpectedInputType } from './analysis-errors.ts';
import { unsupportedTime } from './casts/cast.ts';
import type { BindContext } from './define-function.ts';
import { tightestCommonType } from './type-coercion.ts';
import { ANY_ARRAY } from './type-pattern.ts';
import type { TypedExpression } from './typed.ts';

/** Arguments of functions over arrays, with Spark's coercions and errors. */

export const elementOf = (e: TypedExpression): DataType => (e.type as ArrayType).element;

/** The argument as an array; a NULL is a NULL array. */
export function arrayArgument(args: readonly TypedExpression[], index: number, context: BindContext): TypedExpression {
  const arg = args[index]!;
  if (arg.type.kind === 'array') return arg;
  if (arg.type.kind === 'void') return context.cast(arg, array({ kind: 'void' }));
  throw unexpectedInputType(context.sql(args), index, ANY_ARRAY, arg);
}

const differ = (
  kind: string,
  all: readonly TypedExpression[],
  args: readonly TypedExpression[],
  context: BindContext,
): Error =>
  typeMismatch(
    kind,
    context.sql(all),
    `Input to \`${context.functionName}\` should have been "ARRAY" and values of the same element type, but it's [${args.map((arg) => quotedType(arg.type)).join(', ')}].`,
  );

/** An array and a value of its elements, cast to what both share. */
export function arrayAndElement(
  all: readonly TypedExpression[],
  at: { readonly array: number; readonly element: number },
  context: BindContext,
  options: { readonly strict?: boolean; readonly refuseNull?: boolean } = {},
): [TypedExpression, TypedExpression] {
  const first = all[at.array]!;
  const element = all[at.element]!;
  if ([first, element].some((e) => e.type.kind === 'time')) throw unsupportedTime();
  if (options.refuseNull === true && [first, element].some((e) => e.type.kind === 'void')) {
    throw typeMismatch(
      'NULL_TYPE',
      context.sql(all),
      `Null typed values cannot be used as arguments of \`${context.functionName}\`.`,
    );
  }
  if (first.type.kind !== 'array' && first.type.kind !== 'void') {
    if (options.strict === true) throw unexpectedInputType(context.sql(all), at.array, ANY_ARRAY, first);
    throw differ('ARRAY_FUNCTION_DIFF_TYPES', all, [first, element], context);
  }
  if (first.type.kind === 'void') return [context.cast(first, array(element.type)), element];
  const common = tightestCommonType(first.type.element, element.type);
  if (common === undefined) throw differ('ARRAY_FUNCTION_DIFF_TYPES', all, [first, element], context);
  return [toElement(first, common, context), sameType(element.type, common) ? element : context.cast(element, common)];
}

function toElement(e: TypedExpression, element: DataType, context: BindContext): TypedExpression {
  const type = e.type as ArrayType;
  return sameType(type.element, element) ? e : context.cast(e, array(element, type.containsNull));
}

/** Two arrays with one element type. */
export function twoArrays(all: readonly TypedExpression[], context: BindContext): [TypedExpression, TypedExpression] {
  const [a, b] = all as [TypedExpression, TypedExpression];
  const types = [a.type, b.type];
  const common = tightestCommonType(types[0]!, types[1]!);
  if (common === undefined || common.kind !== 'array') throw differ('BINARY_ARRAY_DIFF_TYPES', all, all, context);
  const cast = (e: TypedExpression): TypedExpression =>
    e.type.kind === 'array' ? toElement(e, common.element, context) : context.cast(e, common);
  return [cast(a), cast(b)];
}
