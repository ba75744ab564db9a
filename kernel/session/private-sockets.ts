import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of the sockets between the two processes, in a folder that only this user may enter. */
export interface PrivateSockets {
  readonly view: string;
  readonly watchdog: string;
  remove(): void;
}

export function createPrivateSockets(): PrivateSockets {
  if (process.platform === 'win32') {
    const pipe = (name: string): string => `\\\\.\\pipe\\millrace-${name}-${randomUUID()}`;
    return { view: pipe('view'), watchdog: pipe('watchdog'), remove: () => undefined };
  }
  const folder = mkdtempSync(join(tmpdir(), 'millrace-'));
  return {
    view: join(folder, 'view.sock'),
    watchdog: join(folder, 'watchdog.sock'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
