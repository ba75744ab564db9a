import type { DataType } from '../../../types/data-type.ts';
import type { FunctionExample, ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel } from '../../function-code.ts';
import type { Signature } from '../../signature.ts';
import { anyOf, BYTES, TEXT, type TypePattern } from '../../type-pattern.ts';

export type Kernel = (...args: never[]) => unknown;

/** Functions of texts, one line of rule each. */
export function text(
  name: string,
  parameters: readonly string[],
  description: string,
  example: readonly [string, string],
  args: readonly TypePattern[],
  returns: Signature['returns'],
  f: Kernel,
  more: Partial<
    Pick<ScalarFunction, 'aliases' | 'pretty'> & Pick<Signature, 'required' | 'defaults' | 'mayBeNull'>
  > = {},
): ScalarFunction {
  const examples: FunctionExample[] = [{ sql: example[0], result: example[1] }];
  return defineScalar({
    name,
    group: 'string',
    description,
    parameters,
    examples,
    args,
    returns,
    code: kernel(f),
    ...more,
  });
}

export const STRING_LIKE = anyOf(TEXT, BYTES);

export const asGiven: Signature['returns'] = ([a]): DataType => a!.type;
