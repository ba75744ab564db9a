import type { FileStatus } from '../../engine/spi/file-store.ts';

/** What tells a file's contents from others, where that is cheaper than its bytes: name, size and time. */
export const inputOf = (path: string, status: FileStatus | null): string =>
  `${path} ${status?.size} ${status?.modifiedMs}`;
