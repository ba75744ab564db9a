import { BOOLEAN } from '../../../types/data-type.ts';
import { typeMismatch, quotedType } from '../../analysis-errors.ts';
import { withCommonType } from '../../common-arguments.ts';
import { defineFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import { comparisonText, isOrderable } from './comparison.ts';

export const inFunction = defineFunction({
  name: 'in',
  group: 'operator',
  description: 'Whether expr equals one of the values; NULL when it does not but one of them is NULL.',
  parameters: ['expr', 'value', '...'],
  examples: [{ sql: '1 IN (1, 2, 3)', result: 'true' }],
  pretty: ([a, ...rest]) => `(${a} IN (${rest.join(', ')}))`,
  bind(given, context) {
    checkCount(given.length, 1, Infinity, context.functionName);
    const args = withCommonType(given, context);
    const { type } = args[0]!;
    if (!isOrderable(type)) {
      throw typeMismatch(
        'INVALID_ORDERING_TYPE',
        context.sql(given),
        `The \`in\` does not support ordering on type ${quotedType(type)}.`,
      );
    }
    return {
      args,
      type: BOOLEAN,
      nullable: args.some((arg) => arg.nullable),
      code: {
        form: 'generate',
        generate([subject, ...values], g) {
          // Spark: nothing is among no values, not even null
          if (values.length === 0) return { code: '', isNull: 'false', value: 'false' };
          const a = g.bound(g.expression(subject!));
          const name = g.fresh();
          let code = `${a.code}\nlet ${name} = ${a.isNull === 'false' ? 'false' : `${a.isNull} ? null : false`};`;
          if (a.isNull === 'true') return { code: '', isNull: 'true', value: 'null' };
          for (const value of values) {
            const b = g.bound(g.expression(value));
            const test = b.isNull === 'true' ? 'false' : comparisonText('==', type, a, b, g);
            const guarded =
              b.isNull === 'false'
                ? `if (${test}) ${name} = true;`
                : `if (${b.isNull}) ${name} = null; else if (${test}) ${name} = true;`;
            code += `\nif (${a.isNull === 'false' ? '' : `!${a.isNull} && `}${name} !== true) {\n${b.code}\n${guarded}\n}`;
          }
          return { code, isNull: `(${name} === null)`, value: name };
        },
      },
    };
  },
});
