/** What an error of the operating system means, in words, and what to do about it. */
export interface SystemReason {
  /** The system's own word for it: `EACCES`. */
  readonly code: string;
  readonly condition: string;
  /** Goes after "Cannot read the file x:". */
  readonly cause: string;
  readonly cure: string;
}

const FREE = 'Make room, or choose a place on another disk; what was committed is kept, and the query goes on from it.';

/** By code: condition, cause, cure. */
const REASONS: Readonly<Record<string, readonly [condition: string, cause: string, cure: string]>> = {
  // files
  EACCES: [
    'FILE_NOT_PERMITTED',
    'permission denied',
    'Give the user that runs this the right to it: "ls -ld" shows whose it is.',
  ],
  EPERM: [
    'FILE_NOT_PERMITTED',
    'the operating system does not permit it',
    'Look at its owner, its flags and its mount: "ls -ld", "lsattr".',
  ],
  EROFS: [
    'FILE_SYSTEM_READ_ONLY',
    'its file system is mounted read-only',
    'Choose a place that can be written, or mount it so.',
  ],
  ENOENT: ['FILE_NOT_FOUND', 'it does not exist', 'Check the path; another program may have removed it meanwhile.'],
  ENOTDIR: ['FILE_NOT_A_FOLDER', 'a part of the path is a file and no folder', 'Check the path.'],
  EISDIR: ['FILE_IS_A_FOLDER', 'it is a folder', 'Name a file, or choose another path.'],
  EEXIST: ['FILE_EXISTS', 'it exists already', 'Remove it, or choose another path.'],
  ENOTEMPTY: ['FILE_EXISTS', 'the folder is not empty', 'Empty it, or choose another path.'],
  ELOOP: [
    'FILE_LINK_LOOP',
    'its symbolic links lead back to themselves',
    'Mend or remove the link: "ls -l" shows where it points.',
  ],
  ENAMETOOLONG: [
    'FILE_NAME_TOO_LONG',
    'the name is too long for the file system',
    'Use a shorter one (most allow 255 bytes a name).',
  ],
  ERR_INVALID_ARG_VALUE: ['FILE_NAME_INVALID', 'no file can have such a name', 'Leave zero bytes out of it.'],
  EMFILE: [
    'FILE_TOO_MANY_OPEN',
    'this process has too many files open',
    'Raise its limit ("ulimit -n"), or run fewer queries at once.',
  ],
  ENFILE: [
    'FILE_TOO_MANY_OPEN',
    'the machine has too many files open',
    'Close programs, or raise the limit fs.file-max.',
  ],
  ENOSPC: ['FILE_DISK_FULL', 'the disk is full', FREE],
  EDQUOT: ['FILE_DISK_FULL', "the user's quota on the disk is used up", FREE],
  EFBIG: [
    'FILE_TOO_LARGE',
    'it grows over the size that a file may have here',
    'Raise the limit ("ulimit -f"), or choose another file system.',
  ],
  ERR_FS_FILE_TOO_LARGE: ['FILE_TOO_LARGE', 'it is larger than 2 GiB', 'Split it into smaller files.'],
  EIO: [
    'FILE_DISK_FAILED',
    'the disk or the connection to it failed',
    'Look into the log of the machine ("dmesg") before going on.',
  ],
  ESTALE: ['FILE_DISK_FAILED', 'the network file system has forgotten it', 'Mount it again.'],
  ENXIO: ['FILE_NOT_REGULAR', 'it is a pipe, a socket or a device', 'Name a regular file.'],
  ENODEV: ['FILE_NOT_REGULAR', 'it is a device that is not there', 'Name a regular file.'],
  EBUSY: ['FILE_BUSY', 'another program is using it', 'End that program, or choose another path.'],
  ETXTBSY: ['FILE_BUSY', 'it is a program that is running', 'End that program, or choose another path.'],
  EAGAIN: ['FILE_BUSY', 'it cannot be used right now', 'Try again.'],
  EXDEV: ['FILE_OTHER_DISK', 'it lies on another disk', 'Choose a path on the same disk.'],
  EMLINK: ['FILE_TOO_MANY_LINKS', 'it has too many names already', 'Choose another file system.'],
  ENOTSUP: ['FILE_NOT_SUPPORTED', 'its file system cannot do this', 'Choose another file system.'],
  EOPNOTSUPP: ['FILE_NOT_SUPPORTED', 'its file system cannot do this', 'Choose another file system.'],
  ENOMEM: ['OUT_OF_MEMORY', 'the machine has no memory left for it', 'Close programs, or read less at once.'],
  EINVAL: ['FILE_NOT_SUPPORTED', 'the file system refuses it', 'Check the path, or choose another file system.'],
  // addresses
  ECONNREFUSED: ['ADDRESS_REFUSED', 'nothing listens there', 'Check host and port, and that the server runs.'],
  ECONNRESET: ['ADDRESS_CLOSED', 'the other side broke the connection', 'Look into the log of the server.'],
  ECONNABORTED: ['ADDRESS_CLOSED', 'the connection was broken', 'Try again.'],
  EPIPE: ['ADDRESS_CLOSED', 'the other side closed the connection', 'Look into the log of the server.'],
  ETIMEDOUT: [
    'ADDRESS_SILENT',
    'it did not answer in time',
    'Check host and port, and whether a firewall lies between.',
  ],
  EHOSTUNREACH: ['ADDRESS_UNREACHABLE', 'no way leads to that host', 'Check the host and the network.'],
  EHOSTDOWN: ['ADDRESS_UNREACHABLE', 'that host is down', 'Check the host.'],
  ENETUNREACH: ['ADDRESS_UNREACHABLE', 'no way leads to that network', 'Check the network.'],
  ENETDOWN: ['ADDRESS_UNREACHABLE', 'the network is down', 'Check the network.'],
  ENOTFOUND: ['ADDRESS_UNKNOWN', 'no host has that name', 'Check the name.'],
  EAI_AGAIN: ['ADDRESS_UNKNOWN', 'the name could not be looked up now', 'Check the network and its name server.'],
  EADDRINUSE: ['ADDRESS_IN_USE', 'another program listens there already', 'End that program, or choose another port.'],
  EADDRNOTAVAIL: ['ADDRESS_NOT_HERE', 'this machine has no such address', 'Choose an address of this machine.'],
  EPROTO: [
    'ADDRESS_OTHER_PROTOCOL',
    'the other side speaks another protocol',
    'Check the port and whether TLS is wanted.',
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'ADDRESS_OTHER_PROTOCOL',
    'the other side speaks no TLS',
    'Check the port, or leave TLS out.',
  ],
  ERR_SOCKET_BAD_PORT: ['ADDRESS_UNKNOWN', 'no such port can be', 'Ports are 1 to 65535.'],
};

/** What an error with a code of the operating system (or of Node for it) means; null for other errors. */
export function systemReason(error: unknown): SystemReason | null {
  const code = codeOf(error);
  if (code === null || !Object.hasOwn(REASONS, code)) return null;
  const [condition, cause, cure] = REASONS[code]!;
  return { code, condition, cause, cure };
}

/** Why something failed, for the middle of a sentence: in words where the code is known, else as the error says it. */
export function reasonText(error: unknown): string {
  const reason = systemReason(error);
  if (reason !== null) return `${reason.cause} (${reason.code})`;
  return (error instanceof Error ? error.message : String(error)).replace(/[.\s]+$/, '');
}

/** `EACCES` of an error; a host with several addresses fails with an error for each, and the first one counts. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, errors } = error as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) ? codeOf(errors[0]) : null;
}
