import { BOOLEAN } from '../../../types/data-type.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';

const nullTest = (name: string, negated: boolean, description: string, example: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'conditional',
    description,
    parameters: ['expr'],
    examples: [{ sql: example, result: String(!negated) }],
    pretty: ([a]) => `(${a} IS ${negated ? 'NOT ' : ''}NULL)`,
    bind(args, context) {
      checkCount(args.length, 1, 1, context.functionName);
      return {
        args,
        type: BOOLEAN,
        nullable: false,
        code: {
          form: 'generate',
          generate([arg], g) {
            const { code, isNull } = g.expression(arg!);
            return { code, isNull: 'false', value: negated ? `(!(${isNull}))` : isNull };
          },
        },
      };
    },
  });

export const isNull = nullTest('isnull', false, 'Whether expr is NULL.', 'isnull(NULL)');
export const isNotNull = nullTest('isnotnull', true, 'Whether expr is not NULL.', 'isnotnull(NULL)');
