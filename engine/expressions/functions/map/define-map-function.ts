import { type DataType, type MapType, struct } from '../../../types/data-type.ts';
import { type BindContext, type BoundScalar, defineFunction, type ScalarFunction } from '../../define-function.ts';
import { accepted, checkCount } from '../../signature.ts';
import { ANY_MAP } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

export const define = (
  name: string,
  parameters: readonly string[],
  description: string,
  example: readonly [string, string],
  count: readonly [number, number],
  bind: (args: readonly TypedExpression[], context: BindContext) => BoundScalar,
): ScalarFunction =>
  defineFunction({
    name,
    group: 'map',
    description,
    parameters,
    examples: [{ sql: example[0], result: example[1] }],
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

export const entry = (t: MapType): DataType =>
  struct([
    { name: 'key', type: t.key, nullable: false },
    { name: 'value', type: t.value, nullable: t.valueContainsNull },
  ]);
