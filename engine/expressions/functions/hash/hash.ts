import { INTEGER, LONG, type DataType } from '../../../types/data-type.ts';
import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { typeMismatch, wrongArgumentCount } from '../../analysis-errors.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { mixCode } from '../../mix-code.ts';
import { Murmur3 } from '../../murmur3.ts';
import type { ScalarHash } from '../../scalar-hash.ts';
import type { TypedExpression } from '../../typed.ts';
import { XxHash64 } from '../../xxhash64.ts';

const hashFunction = (name: string, type: DataType, start: () => ScalarHash, result: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'hash',
    description: 'A hash of the arguments; NULLs do not change it.',
    parameters: ['expr', '...'],
    examples: [{ sql: `${name}('Spark', array(123), 2)`, result }],
    bind(args, context) {
      if (args.length === 0) throw wrongArgumentCount(name, '> 0', 0);
      if (args.some((arg) => hasMap(arg.type))) {
        throw typeMismatch(
          'HASH_MAP_TYPE',
          context.sql(args),
          `Input to the function \`${name}\` cannot contain elements of the "MAP" type.`,
        );
      }
      const generate = (parts: readonly TypedExpression[], g: CodeContext): ExpressionCode => {
        const codes = parts.map((part) => g.part(part));
        const state = g.constant(start());
        const value = g.fresh();
        const statements = [
          ...codes.map((part) => part.code),
          `${state}.begin();`,
          ...codes.map((part, i) => mixCode(state, parts[i]!.type, part, g)),
          `const ${value} = ${state}.result();`,
        ];
        return { code: statements.join('\n'), isNull: 'false', value };
      };
      return { args, type, nullable: false, code: { form: 'generate', generate } };
    },
  });

function hasMap(type: DataType): boolean {
  if (type.kind === 'array') return hasMap(type.element);
  return type.kind === 'map' || (type.kind === 'struct' && type.fields.some((f) => hasMap(f.type)));
}

export const hash = hashFunction('hash', INTEGER, () => new Murmur3(), '-1321691492');
export const xxhash64 = hashFunction('xxhash64', LONG, () => new XxHash64(), '5602566077635097486');
