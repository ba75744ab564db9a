import { AnalysisError } from '../../../types/errors.ts';
import { BOOLEAN, type DataType } from '../../../types/data-type.ts';
import { unexpectedInputType } from '../../analysis-errors.ts';
import { branches, holds } from '../../../codegen/branches.ts';
import { withCommonType } from '../../common-arguments.ts';
import { defineFunction, type BindContext, type BoundScalar, type ScalarCode } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import { BOOL } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

/** Tries conditions in order; only the branch taken is computed. */
export function bindWhen(args: readonly TypedExpression[], context: BindContext): BoundScalar {
  const hasElse = args.length % 2 === 1;
  const conditions = args.filter((_, i) => i % 2 === 0 && i + 1 < args.length);
  const values = args.filter((_, i) => i % 2 === 1);
  const all = withCommonType([...values, ...(hasElse ? [args.at(-1)!] : [])], context, args);
  const tests = conditions.map((condition, i) => {
    if (condition.type.kind === 'void') return context.cast(condition, BOOLEAN);
    if (condition.type.kind !== 'boolean') throw unexpectedInputType(context.sql(args), 2 * i, BOOL, condition);
    return condition;
  });
  const bound = tests.flatMap((test, i) => [test, all[i]!]);
  if (hasElse) bound.push(all.at(-1)!);
  const nullable = !hasElse || all.some((value) => value.nullable);
  return { args: bound, type: all[0]!.type, nullable, code: whenCode(all[0]!.type) };
}

export const whenCode = (type: DataType): ScalarCode => ({
  form: 'generate',
  generate(args, g) {
    const result = branches(g, type);
    let code = result.declared;
    let closing = '';
    for (let i = 0; i + 1 < args.length; i += 2) {
      const condition = g.expression(args[i]!);
      const value = g.expression(args[i + 1]!);
      code += `\n${condition.code}\nif (${holds(condition)}) {\n${result.take(value)}\n} else {`;
      closing += '}';
    }
    const otherwise = args.length % 2 === 1 ? g.expression(args.at(-1)!) : undefined;
    if (otherwise !== undefined) code += `\n${result.take(otherwise)}`;
    return result.result(`${code}\n${closing}`);
  },
});

export const when = defineFunction({
  name: 'when',
  group: 'conditional',
  description: 'The value after the first condition that is true, else the last argument, else NULL.',
  parameters: ['condition', 'value', 'otherwise?'],
  examples: [{ sql: "CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END", result: 'b' }],
  pretty: (args) => caseText(args),
  bind(args, context) {
    if (args.length === 0) {
      throw new AnalysisError({
        condition: 'COMPLEX_EXPRESSION_UNSUPPORTED_INPUT.NO_INPUTS',
        sqlState: '42K09',
        message:
          'Cannot process input data types for the expression: "when()". The input data types list cannot be empty.',
      });
    }
    checkCount(args.length, 2, Infinity, context.functionName);
    return bindWhen(args, context);
  },
});

function caseText(args: readonly string[]): string {
  let text = 'CASE';
  for (let i = 0; i + 1 < args.length; i += 2) text += ` WHEN ${args[i]} THEN ${args[i + 1]}`;
  if (args.length % 2 === 1) text += ` ELSE ${args.at(-1)}`;
  return `${text} END`;
}

export const ifFunction = defineFunction({
  name: 'if',
  group: 'conditional',
  description: 'The second argument if the first is true, else the third.',
  parameters: ['condition', 'then', 'otherwise'],
  examples: [{ sql: "if(1 < 2, 'a', 'b')", result: 'a' }],
  pretty: (args) => `(IF(${args.join(', ')}))`,
  bind(args, context) {
    checkCount(args.length, 3, 3, context.functionName);
    return bindWhen(args, context);
  },
});
