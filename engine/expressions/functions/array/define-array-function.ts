import type { DataType } from '../../../types/data-type.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import {
  type BindContext,
  type BoundScalar,
  defineFunction,
  type ScalarCode,
  type ScalarFunction,
} from '../../define-function.ts';
import { accepted, checkCount } from '../../signature.ts';
import { INT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { isOrderable } from '../operator/comparison.ts';

export type Items = readonly unknown[];

/** A function of arrays whose arguments are checked by their number before it is bound. */
export interface ArrayFunction extends Pick<
  ScalarFunction,
  'name' | 'aliases' | 'description' | 'parameters' | 'examples'
> {
  /** The fewest and the most arguments. */
  readonly count: readonly [least: number, most: number];
  bind(args: readonly TypedExpression[], context: BindContext): BoundScalar;
}

export const defineArrayFunction = ({ count, bind, ...described }: ArrayFunction): ScalarFunction =>
  defineFunction({
    ...described,
    group: 'array',
    bind(args, context) {
      checkCount(args.length, count[0], count[1], context.functionName);
      return bind(args, context);
    },
  });

export const bound = (
  args: readonly TypedExpression[],
  type: DataType,
  code: ScalarCode,
  mayBeNull = false,
): BoundScalar => ({
  args,
  type,
  nullable: mayBeNull || args.some((arg) => arg.nullable),
  code,
});

export const int = (args: readonly TypedExpression[], index: number, context: BindContext): TypedExpression =>
  accepted(args[index]!, index, INT, args, context);

export function requireOrder(type: DataType, args: readonly TypedExpression[], context: BindContext): void {
  if (isOrderable(type)) return;
  throw typeMismatch(
    'INVALID_ORDERING_TYPE',
    context.sql(args),
    `The \`${context.functionName}\` does not support ordering on type ${quotedType(type)}.`,
  );
}
