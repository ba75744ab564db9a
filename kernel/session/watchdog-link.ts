import { createServer } from 'node:net';
import { TERMINATE } from './watchdog-protocol.ts';
import type { Socket } from 'node:net';

/** The kernel process's end of the line to the watchdog of the session process. */
export interface WatchdogLink {
  /** Stops whatever runs on the session's main thread. */
  terminate(): void;
  close(): void;
}

export function listenForWatchdog(path: string): WatchdogLink {
  let current: Socket | undefined;
  const server = createServer((socket) => {
    current = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => (current = current === socket ? undefined : current));
  });
  server.on('error', (error) => process.stderr.write(`The watchdog's socket failed: ${error.message}\n`));
  server.listen(path);
  return {
    terminate: () => void current?.write(Uint8Array.of(TERMINATE)),
    close: () => server.close(),
  };
}
