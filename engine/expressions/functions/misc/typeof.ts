import { simpleString, STRING } from '../../../types/data-type.ts';
import { defineFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';

export const typeOf = defineFunction({
  name: 'typeof',
  group: 'misc',
  description: 'The name of the type of expr.',
  parameters: ['expr'],
  examples: [{ sql: 'typeof(1)', result: 'int' }],
  bind(args, context) {
    checkCount(args.length, 1, 1, context.functionName);
    const name = simpleString(args[0]!.type);
    const code = {
      form: 'generate' as const,
      generate: (_: unknown, g: { constant(v: unknown): string }) => ({
        code: '',
        isNull: 'false',
        value: g.constant(name),
      }),
    };
    return { args, type: STRING, nullable: false, code };
  },
});
