import { errorDetail, type MillraceError, StreamingQueryError } from '../types/errors.ts';

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
  const detail = errorDetail(error);
  return new StreamingQueryError({
    ...detail,
    sqlState: detail.sqlState ?? 'XXKST',
    message: `Query [id = ${id}, runId = ${runId}${name === null ? '' : `, name = ${name}`}] terminated with exception: ${detail.message}`,
    cause: error,
  });
}
