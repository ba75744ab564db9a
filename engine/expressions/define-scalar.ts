import { defineFunction, type ScalarFunction } from './define-function.ts';
import { signature, type Signature } from './signature.ts';

type Described = Omit<ScalarFunction, 'kind' | 'bind' | 'bindCall'>;

/** Declares a function that a signature describes fully. */
export function defineScalar(f: Described & Signature): ScalarFunction {
  const { args, required, rest, defaults, returns, mayBeNull, code, ...described } = f;
  const given: Signature = {
    args,
    returns,
    code,
    ...(required === undefined ? {} : { required }),
    ...(rest === undefined ? {} : { rest }),
    ...(defaults === undefined ? {} : { defaults }),
    ...(mayBeNull === undefined ? {} : { mayBeNull }),
  };
  return defineFunction({ ...described, bind: signature(given) });
}
