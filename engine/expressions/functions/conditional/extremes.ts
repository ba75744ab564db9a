import { compareScalars } from '../../../types/compare.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { differentArguments, withCommonType } from '../../common-arguments.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { nullKernel } from '../../function-code.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { isOrderable } from '../operator/comparison.ts';

const extreme = (name: 'greatest' | 'least', sign: number, description: string, result: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'conditional',
    description,
    parameters: ['expr1', 'expr2', '...'],
    examples: [{ sql: `${name}(10, 9, NULL, 3)`, result }],
    bind(given, context) {
      if (given.length < 2) throw wrongArgumentCount(name, '> 1', given.length);
      const texts = given.filter((arg) => arg.type.kind === 'string').length;
      const others = given.filter((arg) => arg.type.kind !== 'string' && arg.type.kind !== 'void').length;
      if (texts > 0 && others > 0) throw differentArguments(given, context);
      const args = withCommonType(given, context);
      const { type } = args[0]!;
      if (!isOrderable(type)) {
        throw typeMismatch(
          'INVALID_ORDERING_TYPE',
          context.sql(given),
          `The \`${name}\` does not support ordering on type ${quotedType(type)}.`,
        );
      }
      const compare = compareScalars(type);
      const pick = (...values: unknown[]): unknown => {
        let best: unknown = null;
        for (const value of values)
          if (value !== null && (best === null || sign * compare(value, best) > 0)) best = value;
        return best;
      };
      return {
        args,
        type,
        nullable: args.every((arg) => arg.nullable),
        code: nullKernel(pick as (...args: never[]) => unknown),
      };
    },
  });

export const greatest = extreme('greatest', 1, 'The largest argument that is not NULL.', '10');
export const least = extreme('least', -1, 'The smallest argument that is not NULL.', '3');
