import { INTEGER, LONG, type DataType } from '../../../types/data-type.ts';
import { typeMismatch, wrongArgumentCount } from '../../analysis-errors.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { nullKernel } from '../../function-code.ts';
import { hasher, MURMUR3, type HashAlgorithm } from '../../murmur3.ts';
import { XXHASH64 } from '../../xxhash64.ts';

const hashFunction = <S>(
  name: string,
  type: DataType,
  algorithm: HashAlgorithm<S>,
  seed: S,
  result: string,
): ScalarFunction =>
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
      const hashers = args.map((arg) => hasher(arg.type, algorithm));
      const f = (...values: unknown[]): S => hashers.reduce((h, hash, i) => hash(values[i], h), seed);
      return { args, type, nullable: false, code: nullKernel(f as (...args: never[]) => unknown) };
    },
  });

function hasMap(type: DataType): boolean {
  if (type.kind === 'array') return hasMap(type.element);
  return type.kind === 'map' || (type.kind === 'struct' && type.fields.some((f) => hasMap(f.type)));
}

export const hash = hashFunction('hash', INTEGER, MURMUR3, 42, '-1321691492');
export const xxhash64 = hashFunction('xxhash64', LONG, XXHASH64, 42n, '5602566077635097486');
