import { struct as structType } from '../../../types/data-type.ts';
import { typeMismatch } from '../../analysis-errors.ts';
import { defineFunction, type BoundScalar, type ScalarCode } from '../../define-function.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { orNull } from '../../../codegen/or-null.ts';
import { prettySql } from '../../pretty-sql.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import type { TypedExpression } from '../../typed.ts';

/** A struct whose fields stay at hand, so that reading one builds no array. */
const code: ScalarCode = {
  form: 'generate',
  generate(args, g) {
    const parts = args.map((arg) => g.bound(g.expression(arg)));
    return {
      code: parts.map((part) => part.code).join('\n'),
      isNull: 'false',
      value: `[${parts.map(orNull).join(', ')}]`,
      fields: parts.map((part) => ({ ...part, code: '' })),
    };
  },
};

function structOf(names: readonly string[], args: readonly TypedExpression[]): BoundScalar {
  const fields = args.map((arg, i) => ({ name: names[i]!, type: arg.type, nullable: arg.nullable }));
  return { args, type: structType(fields), nullable: false, code };
}

export const struct = defineFunction({
  name: 'struct',
  group: 'struct',
  description: 'A struct of the arguments, named after them.',
  parameters: ['expr', '...'],
  examples: [{ sql: "struct(1, 'a')", result: '{1, a}' }],
  bindCall(given, binder) {
    const parts = binder.expand(given);
    const args = parts.map((part) => binder.bind(part));
    const names = parts.map((part, i) => binder.nameOf(part) ?? `col${i + 1}`);
    const shown = parts.map((part, i) => {
      const text = prettySql(args[i]!, binder.context.timeZone);
      return part.kind === 'alias' ? `${text} AS ${part.names[0]}` : text;
    });
    return { ...structOf(names, args), pretty: `struct(${shown.join(', ')})` };
  },
  bind: (args) =>
    structOf(
      args.map((_, i) => `col${i + 1}`),
      args,
    ),
});

export const namedStruct = defineFunction({
  name: 'named_struct',
  group: 'struct',
  description: 'A struct of the named values.',
  parameters: ['name1', 'value1', '...'],
  examples: [{ sql: "named_struct('a', 1, 'b', 2)", result: '{1, 2}' }],
  bind(given, context) {
    if (given.length % 2 !== 0 || given.length === 0)
      throw wrongArgumentCount(context.functionName, '2n (n > 0)', given.length);
    const keys = given.filter((_, i) => i % 2 === 0);
    if (keys.some((key) => key.type.kind !== 'string' || !isConstant(key))) {
      throw typeMismatch(
        'CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING',
        context.sql(given),
        'Only foldable `STRING` expressions are allowed to appear at odd position.',
      );
    }
    const names = keys.map((key) => evaluateConstant(key));
    if (names.includes(null)) {
      throw typeMismatch('UNEXPECTED_NULL', context.sql(given), 'The `fieldName` must not be null.');
    }
    const values = given.filter((_, i) => i % 2 === 1);
    return { ...structOf(names as string[], values), pretty: context.sql(given) };
  },
});
