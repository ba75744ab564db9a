import type { DataType } from '../types/data-type.ts';
import { AnalysisError } from '../types/errors.ts';
import type { CallExpression, TypedExpression } from './typed.ts';

/** Which call it is, and of which function: the same through all copies of the expression. */
export class UserCallIdentity {
  /** The function's number on the user's thread. */
  readonly functionId: number;

  constructor(functionId: number) {
    this.functionId = functionId;
  }
}

/** A call of a function that runs on the user's thread. */
export type UserCall = CallExpression & { readonly data: UserCallIdentity };

export const isUserCall = (e: TypedExpression): e is UserCall =>
  e.node === 'call' && e.data instanceof UserCallIdentity;

/**
 * Binds a call of a `udf`. It counts as one that may give something else each time: it is made once for a row, neither
 * twice nor for rows that a filter has left out.
 */
export const userCall = (
  name: string,
  functionId: number,
  type: DataType,
  args: readonly TypedExpression[],
): TypedExpression => ({
  node: 'call',
  name,
  args,
  type,
  nullable: true,
  deterministic: false,
  data: new UserCallIdentity(functionId),
  code: {
    form: 'generate',
    generate: () => {
      throw misplacedUserCall(name, 'here', 'Compute it as a column first, with withColumn, and use that column.');
    },
  },
});

/** @param where as the message goes on: `in a join` */
export const misplacedUserCall = (name: string, where: string, hint: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.MILLRACE_UDF',
    sqlState: '0A000',
    message: `The user function ${name} cannot stand ${where}.`,
    hint,
  });
