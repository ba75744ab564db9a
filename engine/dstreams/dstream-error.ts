import { memberOf } from '../api/arguments/member-of.ts';
import { callSite, placeIn, withPlace } from '../api/origin.ts';
import { ArgumentError, isMillraceError, RuntimeError } from '../types/errors.ts';
import type { Origin } from '../types/origin.ts';

/** A call that Spark Streaming refuses, with the user's line. */
export const dstreamError = (condition: string, message: string, hint: string): unknown =>
  withPlace(new ArgumentError({ condition: `DSTREAM.${condition}`, message, hint }), callSite());

/** Data that a step cannot take. */
export const dataError = (condition: string, message: string, hint: string): RuntimeError =>
  new RuntimeError({ condition: `DSTREAM.${condition}`, message, hint });

/** What a function of the user's threw, with the call that it was given to. */
export function functionFailed(call: string, error: unknown, site: () => Origin | undefined): unknown {
  if (isMillraceError(error) && error.condition.startsWith('DSTREAM.')) return withPlace(error, site());
  return new RuntimeError({
    condition: 'DSTREAM.USER_FUNCTION_ERROR',
    sqlState: '39000',
    message: `The function of ${call} failed: ${reasonOf(error)}`,
    hint: 'Mend the function; the batches after this one go on meanwhile.',
    ...(placeIn(memberOf(error, 'stack')) ?? site()),
    cause: error,
  });
}

/** In one line; whatever was thrown, also what cannot be looked at. */
export function reasonOf(error: unknown): string {
  if (isMillraceError(error)) return `[${error.condition}] ${error.summary}`;
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${String(error)}`;
  } catch {
    return 'it threw something that cannot be shown';
  }
}
