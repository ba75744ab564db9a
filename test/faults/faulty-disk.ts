import * as fs from 'node:fs';
import type { DiskCalls } from '../../engine/runtime/disk-calls.ts';

/** How a disk fails: one call, one write that takes only a part, or everything from a call on. */
export type Failing = 'fails once' | 'takes a part' | 'stays full';

const CODES = ['ENOSPC', 'EIO', 'EDQUOT', 'EFBIG'] as const;

/** The local disk, whose n-th write, sync, rename, link, cut or close fails; counts these calls. */
export class FaultyDisk {
  calls = 0;
  readonly disk: DiskCalls;
  private readonly at: number;
  private readonly how: Failing;

  /** @param at number of the call, from 1; Infinity for a disk that never fails */
  constructor(at: number, how: Failing) {
    this.at = at;
    this.how = how;
    const before = (name: string, path = ''): void => {
      if (this.isDue()) throw failure(this.at, name, path);
    };
    this.disk = {
      openSync: fs.openSync,
      unlinkSync: fs.unlinkSync,
      mkdirSync: fs.mkdirSync,
      writeSync: ((file: number, bytes: Uint8Array, offset: number, length: number, position: number | null) => {
        if (!this.isDue()) return fs.writeSync(file, bytes, offset, length, position);
        // A full disk takes what still has room, and says so by the number alone.
        if (this.how !== 'fails once' && length > 1) return fs.writeSync(file, bytes, offset, length >> 1, position);
        throw failure(this.at, 'write', '');
      }) as DiskCalls['writeSync'],
      fdatasyncSync: (file) => {
        before('fdatasync');
        fs.fdatasyncSync(file);
      },
      fdatasync: ((file: number, done: (error: Error | null) => void) => {
        if (this.isDue()) setImmediate(done, failure(this.at, 'fdatasync', ''));
        else fs.fdatasync(file, done);
      }) as DiskCalls['fdatasync'],
      ftruncateSync: (file, length) => {
        before('ftruncate');
        fs.ftruncateSync(file, length);
      },
      truncateSync: (path, length) => {
        before('truncate', String(path));
        fs.truncateSync(path, length);
      },
      closeSync: (file) => {
        // The system closes the file even when it tells of an error.
        fs.closeSync(file);
        before('close');
      },
      renameSync: (from, to) => {
        before('rename', String(from));
        fs.renameSync(from, to);
      },
      linkSync: (from, to) => {
        before('link', String(from));
        fs.linkSync(from, to);
      },
    };
  }

  private isDue(): boolean {
    this.calls++;
    return this.how === 'stays full' ? this.calls >= this.at : this.calls === this.at;
  }
}

function failure(at: number, syscall: string, path: string): NodeJS.ErrnoException {
  const code = CODES[at % CODES.length]!;
  return Object.assign(new Error(`${code}: the test's disk fails, ${syscall} '${path}'`), { code, syscall });
}
