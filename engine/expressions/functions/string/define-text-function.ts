import type { DataType } from '../../../types/data-type.ts';
import type { FunctionExample, ScalarCode, ScalarFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import type { Signature } from '../../signature.ts';
import { anyOf, BYTES, TEXT, type TypePattern } from '../../type-pattern.ts';

/** Declares a function of texts. */
export function text(
  name: string,
  parameters: readonly string[],
  description: string,
  example: readonly [string, string],
  args: readonly TypePattern[],
  returns: Signature['returns'],
  code: Signature['code'],
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
    code,
    ...more,
  });
}

export const STRING_LIKE = anyOf(TEXT, BYTES);

/** One code for a STRING as first argument, another for a BINARY. */
export const byKind =
  (ofText: ScalarCode, ofBinary: ScalarCode): Signature['code'] =>
  ([first]) =>
    first!.type.kind === 'binary' ? ofBinary : ofText;

export const asGiven: Signature['returns'] = ([a]): DataType => a!.type;
