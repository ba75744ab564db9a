import { BOOLEAN } from '../../../types/data-type.ts';
import { defineFunction, type ScalarCode, type ScalarFunction } from '../../define-function.ts';
import { prettySql } from '../../pretty-sql.ts';
import { checkCount } from '../../signature.ts';
import type { TypedExpression } from '../../typed.ts';

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
      return { args, type: BOOLEAN, nullable: false, code: testCode(negated) };
    },
  });

const testCode = (negated: boolean): ScalarCode => ({
  form: 'generate',
  generate([arg], g) {
    const { code, isNull } = g.expression(arg!);
    return { code, isNull: 'false', value: negated ? `(!(${isNull}))` : isNull };
  },
});

/** Whether an expression that is bound already is not NULL. */
export const presenceOf = (e: TypedExpression): TypedExpression => ({
  node: 'call',
  name: 'isnotnull',
  args: [e],
  type: BOOLEAN,
  nullable: false,
  deterministic: true,
  pretty: ([arg]) => `(${prettySql(arg!)} IS NOT NULL)`,
  code: testCode(true),
});

export const isNull = nullTest('isnull', false, 'Whether expr is NULL.', 'isnull(NULL)');
export const isNotNull = nullTest('isnotnull', true, 'Whether expr is not NULL.', 'isnotnull(NULL)');
