import { isMillraceError, type MillraceError, StreamingQueryError } from '../types/errors.ts';

/**
 * The error as users see it: what happened, in which query, with the cause's own condition kept.
 *
 * @param id of the query, which its checkpoint keeps
 */
export function queryFailure(
  error: unknown,
  id: string,
  { runId, name }: { readonly runId: string; readonly name: string | null },
): MillraceError {
  const cause = isMillraceError(error) ? error : null;
  const summary = cause?.summary ?? (error instanceof Error ? error.message : String(error));
  const detail = cause?.detail();
  return new StreamingQueryError({
    ...detail,
    condition: cause?.condition ?? 'STREAM_FAILED',
    sqlState: cause?.sqlState ?? 'XXKST',
    message: `Query [id = ${id}, runId = ${runId}${name === null ? '' : `, name = ${name}`}] terminated with exception: ${summary}`,
    cause: error,
  });
}
