import type { MapType } from '../../../types/data-type.ts';
import { type BindContext, type BoundScalar, defineFunction, type ScalarFunction } from '../../define-function.ts';
import { accepted, checkCount } from '../../signature.ts';
import { ANY_MAP } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

/** A function of maps whose arguments are checked by their number before it is bound. */
export interface MapFunction extends Pick<ScalarFunction, 'name' | 'description' | 'parameters' | 'examples'> {
  /** The fewest and the most arguments. */
  readonly count: readonly [least: number, most: number];
  bind(args: readonly TypedExpression[], context: BindContext): BoundScalar;
}

export const defineMapFunction = ({ count, bind, ...described }: MapFunction): ScalarFunction =>
  defineFunction({
    ...described,
    group: 'map',
    bind(args, context) {
      checkCount(args.length, count[0], count[1], context.functionName);
      return bind(args, context);
    },
  });

export function mapArgument(
  args: readonly TypedExpression[],
  index: number,
  context: BindContext,
): [TypedExpression, MapType] {
  const arg = accepted(args[index]!, index, ANY_MAP, args, context);
  return [arg, arg.type as MapType];
}
