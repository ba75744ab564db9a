import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A server that runs beside us; written down in its folder so that later commands find it. */
export interface RunningServer {
  readonly pid: number;
  readonly ports: Readonly<Record<string, number>>;
}

const fileOf = (folder: string): string => join(folder, 'running.json');

/** The server of a folder, null when it does not run. */
export function runningServer(folder: string): RunningServer | null {
  if (!existsSync(fileOf(folder))) return null;
  const server = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as RunningServer;
  return isAlive(server.pid) ? server : null;
}

export function rememberServer(folder: string, server: RunningServer): void {
  writeFileSync(fileOf(folder), JSON.stringify(server));
}

/** Ends a server and waits until it is gone. */
export async function endServer(folder: string, server: RunningServer): Promise<void> {
  process.kill(server.pid, 'SIGTERM');
  for (let waited = 0; isAlive(server.pid); waited += 100) {
    if (waited === 20_000) process.kill(server.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  rmSync(fileOf(folder), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
