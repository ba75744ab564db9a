import { STRING } from '../../../types/data-type.ts';
import { accepted } from '../../signature.ts';
import { defineFunction } from '../../define-function.ts';
import { nullKernel } from '../../function-code.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { anyOf, arrayOf, TEXT } from '../../type-pattern.ts';

export const concatWs = defineFunction({
  name: 'concat_ws',
  group: 'string',
  description: 'The texts, and those in arrays, joined by sep; NULLs are left out.',
  parameters: ['sep', 'str', '...'],
  examples: [{ sql: "concat_ws(' ', 'Spark', NULL, 'SQL')", result: 'Spark SQL' }],
  bind(given, context) {
    if (given.length === 0) throw wrongArgumentCount(context.functionName, '> 0', 0);
    const args = given.map((arg, i) => accepted(arg, i, i === 0 ? TEXT : anyOf(arrayOf(TEXT), TEXT), given, context));
    const join = (separator: string | null, ...parts: (string | (string | null)[] | null)[]): string | null =>
      separator === null
        ? null
        : parts
            .flat()
            .filter((part) => part !== null)
            .join(separator);
    return { args, type: STRING, nullable: args[0]!.nullable, code: nullKernel(join as (...args: never[]) => unknown) };
  },
});
