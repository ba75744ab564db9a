import type { Backend, EmbeddedTools } from '../backend/backend.ts';
import { ArgumentError } from '../types/errors.ts';

/**
 * What only the embedded engine has.
 *
 * @param what needs it, as the error names it
 * @throws ArgumentError UNSUPPORTED_FEATURE.EMBEDDED_ONLY on a cluster
 */
export function embeddedTools({ embedded }: Backend, what: string): EmbeddedTools {
  if (embedded !== null) return embedded;
  throw new ArgumentError({
    condition: 'UNSUPPORTED_FEATURE.EMBEDDED_ONLY',
    sqlState: '0A000',
    message: `${what} needs the embedded engine: a cluster has no such thing.`,
    hint: 'Make a session without remote(...) for it.',
  });
}
