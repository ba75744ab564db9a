import { createServer } from 'node:net';
import { SETTLED, TERMINATE } from './watchdog-protocol.ts';
import type { Socket } from 'node:net';

/** The kernel process's end of the line to the watchdog of the session process. */
export interface WatchdogLink {
  /** Stops whatever runs on the session's main thread. */
  terminate(): void;
  /** Resolves when no termination can hit what runs from now on, or there is no watchdog. */
  settled(): Promise<void>;
  close(): void;
}

export function listenForWatchdog(path: string): WatchdogLink {
  let current: Socket | undefined;
  const waiting: (() => void)[] = [];
  const server = createServer((socket) => {
    current = socket;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => waiting.splice(0, bytes.length).forEach((done) => done()));
    socket.on('close', () => {
      if (current !== socket) return;
      current = undefined;
      waiting.splice(0).forEach((done) => done());
    });
  });
  server.on('error', (error) => process.stderr.write(`The watchdog's socket failed: ${error.message}\n`));
  server.listen(path);
  return {
    terminate: () => void current?.write(Uint8Array.of(TERMINATE)),
    settled: () =>
      new Promise((done) => {
        if (current === undefined) return done();
        waiting.push(done);
        current.write(Uint8Array.of(SETTLED));
      }),
    close: () => server.close(),
  };
}
