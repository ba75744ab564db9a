import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import type { DataType } from '../../../types/data-type.ts';
import { quotedType, typeMismatch, wrongArgumentCount } from '../../analysis-errors.ts';
import { branches } from '../../../codegen/branches.ts';
import { differentArguments, withCommonType } from '../../common-arguments.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import type { TypedExpression } from '../../typed.ts';
import { comparisonText, isOrderable } from '../operator/comparison.ts';

/** Texts, binaries and wide decimals are compared and handed on where they lie. */
function extremeInPlace(
  args: readonly TypedExpression[],
  type: DataType,
  better: '<' | '>',
  g: CodeContext,
): ExpressionCode {
  const best = branches(g, type);
  const held = best.result('');
  const tries = args.map((arg) => {
    const given = g.expression(arg);
    if (given.isNull === 'true') return '';
    const { code, ...part } = inPlace(given, type, g);
    const test = `${best.unset} || ${comparisonText(better, type, { ...part, code: '' }, held, g)}`;
    const wins = part.isNull === 'false' ? test : `!${part.isNull} && (${test})`;
    return `${code}\nif (${wins}) {\n${best.take({ ...part, code: '' })}\n}`;
  });
  return best.result(`${best.declared}\n${tries.join('\n')}`);
}

function inPlace(given: ExpressionCode, type: DataType, g: CodeContext): ExpressionCode {
  if (type.kind !== 'string' && type.kind !== 'binary') return g.comparable(given, type);
  const { code, bytes } = g.bytesOf(given, type);
  return { ...given, code: `${given.code}\n${code}`, bytes };
}

const extreme = (name: 'greatest' | 'least', better: '<' | '>', description: string, result: string): ScalarFunction =>
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
      return {
        args,
        type,
        nullable: args.every((arg) => arg.nullable),
        code: { form: 'generate', generate: (all, g) => extremeInPlace(all, type, better, g) },
      };
    },
  });

export const greatest = extreme('greatest', '>', 'The largest argument that is not NULL.', '10');
export const least = extreme('least', '<', 'The smallest argument that is not NULL.', '3');
