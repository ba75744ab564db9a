import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { byteSizeText } from '../types/byte-size.ts';
import { ExternalError, isMillraceError, type MillraceError } from '../types/errors.ts';
import { reasonText, systemReason } from '../types/system-reason.ts';

/** Errors of a disk that takes no more: they say how much room is left. */
const ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/**
 * What went wrong with a file, for the user: which one, why, and the cure.
 *
 * @param error whatever was thrown; an error of the engine stays as it is
 * @param doing goes before the path: `read the file`, `list the folder`
 */
export function fileFailure(error: unknown, path: string, doing: string): MillraceError {
  if (isMillraceError(error)) return error;
  const reason = systemReason(error);
  const full = reason !== null && ROOM.has(reason.code) && !doing.startsWith('read');
  const room = full ? `; ${roomAt(path)}` : '';
  return new ExternalError({
    condition: reason?.condition ?? 'FILE_FAILED',
    // A name may hold line breaks and zero bytes.
    message: `Cannot ${doing} ${JSON.stringify(path).slice(1, -1)}: ${reasonText(error)}${room}.`,
    hint: reason?.cure ?? 'Check the file and its file system.',
    cause: error,
  });
}

/** `12 MiB of 100 GiB are free`, of the file system that holds a path. */
function roomAt(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, blocks, bsize } = statfsSync(folder);
      return `${byteSizeText(bavail * bsize)} of ${byteSizeText(blocks * bsize)} are free`;
    } catch {
      if (dirname(folder) === folder) return 'how much room is left cannot be told';
    }
  }
}
