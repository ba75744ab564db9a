import { ExternalError } from '../../engine/types/errors.ts';

interface Cause {
  readonly reason: string;
  readonly hint: string;
  readonly condition?: string;
}

const GONE: Cause = {
  condition: 'FAILED_READ_FILE.FILE_NOT_EXIST',
  reason: 'File does not exist: it was there when the folder was listed',
  hint: 'A file that a query has listed must stay until its batch is committed. To pass over files that go, set .option("ignoreMissingFiles", "true").',
};
const FORBIDDEN: Cause = {
  reason: 'permission denied',
  hint: 'Give the user who runs Millrace the right to read it (chmod, chown); folders need the right to search, too.',
};
const FULL: Cause = {
  reason: 'too many open files',
  hint: 'Raise the limit of open files (ulimit -n), or close other programs.',
};

const CAUSES: Readonly<Record<string, Cause>> = {
  ENOENT: GONE,
  ENOTDIR: GONE,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EMFILE: FULL,
  ENFILE: FULL,
  ENXIO: { reason: 'it is a socket or a device', hint: 'Only regular files are data. Name another path.' },
  EFTYPE: { reason: 'it is no regular file', hint: 'Only regular files are data. Name another path.' },
  EISDIR: { reason: 'it is a folder', hint: 'Name a file, or the folder in load(...).' },
  ELOOP: { reason: 'its links lead in a circle', hint: 'Remove the links, or name the file they are to lead to.' },
  EFBIG: {
    condition: 'FILE_TOO_LARGE',
    reason: 'it cannot be read in pieces',
    hint: 'A file is read line by line, whatever its size; with wholetext, or compressed by bzip2, lz4 or snappy, it may have 2 GiB. Split it (split --line-bytes=1G FILE).',
  },
  ERR_BUFFER_TOO_LARGE: {
    condition: 'FILE_TOO_LARGE',
    reason: 'decompressed it is beyond 2 GiB, which is not read',
    hint: 'Split it before it is compressed (split --line-bytes=1G FILE), or write it in parts.',
  },
  EIO: { reason: 'the disk or the network gave an error (EIO)', hint: 'Look at the system log (dmesg).' },
};

/** Why a file or folder cannot be read, by its name. */
export function unreadable(path: string, cause: unknown): ExternalError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : CAUSES[code];
  return new ExternalError({
    condition: known?.condition ?? 'FAILED_READ_FILE.NO_HINT',
    sqlState: 'KD001',
    message: `Encountered error while reading file ${path}: ${known === undefined ? message : known.reason}${code === 'EFBIG' ? ` (${message})` : ''}.`,
    hint: known?.hint ?? 'Look at the file with another program.',
    cause,
  });
}

/** A file that is not what its name says. @param reason what is wrong with it, one clause */
export const corruptFile = (path: string, reason: string): ExternalError =>
  new ExternalError({
    condition: 'FAILED_READ_FILE.NO_HINT',
    sqlState: 'KD001',
    message: `Encountered error while reading file ${path}: ${reason}.`,
    hint: 'Write it again, or take it away. To go on with what such files hold in front of the damage, set .option("ignoreCorruptFiles", "true").',
  });
