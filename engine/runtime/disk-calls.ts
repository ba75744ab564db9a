import type * as fs from 'node:fs';

/** The calls of `node:fs` that change a disk: tests put a disk that fails in their place. */
export type DiskCalls = Pick<
  typeof fs,
  | 'openSync'
  | 'writeSync'
  | 'fdatasyncSync'
  | 'fdatasync'
  | 'ftruncateSync'
  | 'truncateSync'
  | 'closeSync'
  | 'renameSync'
  | 'linkSync'
  | 'unlinkSync'
  | 'mkdirSync'
>;

/**
 * Writes all of the bytes, or throws: a disk that is nearly full, or a limit on the size of files, makes a write take only
 * some of them without an error.
 *
 * @param position where in the file, null for where it stands
 */
export function writeFully(disk: DiskCalls, file: number, bytes: Uint8Array, position: number | null = null): void {
  for (let done = 0; done < bytes.length;) {
    const wrote = disk.writeSync(file, bytes, done, bytes.length - done, position === null ? null : position + done);
    if (wrote <= 0) throw new Error(`the disk took ${done} of ${bytes.length} bytes and no more`);
    done += wrote;
  }
}

export const errorCode = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** Closes a file of which nothing is owed any more: what counts was synced before, or failed already. */
export function closeQuietly(disk: DiskCalls, file: number): void {
  try {
    disk.closeSync(file);
  } catch {
    // see above
  }
}
