import { RuntimeError, isMillraceError } from '../types/errors.ts';
import type { Origin } from '../types/origin.ts';
import { memberOf } from './arguments/member-of.ts';
import { placeIn } from './origin.ts';

const CONDITIONS = {
  foreachBatch: 'FOREACH_BATCH_USER_FUNCTION_ERROR',
  foreach: 'FOREACH_USER_FUNCTION_ERROR',
} as const;

/**
 * The error of a query whose function of `foreachBatch` or `foreach` threw.
 *
 * @param started where the query was started, for a function that says nothing of where it failed
 */
export function batchFunctionFailed(
  call: keyof typeof CONDITIONS,
  error: unknown,
  batchId: number,
  started: Origin | undefined,
): RuntimeError {
  const own = isMillraceError(error) && error.where !== undefined ? placeOf(error) : undefined;
  return new RuntimeError({
    condition: CONDITIONS[call],
    sqlState: '39000',
    message: `The function of ${call} failed on batch ${batchId}: ${reasonOf(error)}`,
    hint: `Batch ${batchId} comes again when the query is started again.`,
    ...(own ?? placeIn(memberOf(error, 'stack')) ?? started),
    cause: error,
  });
}

const placeOf = ({ where, code }: { where: string | undefined; code: string | undefined }): Origin | undefined =>
  where === undefined ? undefined : { where, ...(code === undefined ? {} : { code }) };

/** In one line; whatever was thrown, also what cannot be looked at. */
function reasonOf(error: unknown): string {
  if (isMillraceError(error)) return `[${error.condition}] ${error.summary}`;
  try {
    const name = memberOf(error, 'name');
    const message = memberOf(error, 'message');
    if (typeof message === 'string') return `${typeof name === 'string' ? name : 'Error'}: ${message}`;
    return `it threw ${String(error)}`;
  } catch {
    return 'it threw something that cannot be shown';
  }
}
