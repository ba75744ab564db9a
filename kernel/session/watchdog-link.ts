import { createServer } from 'node:net';
import { END_ANY, END_CELL, SETTLED } from './watchdog-protocol.ts';
import type { Socket } from 'node:net';

/** The kernel process's end of the line to the watchdog of the session process. */
export interface WatchdogLink {
  /** Ends what runs on the session's main thread if a cell's code is on its stack; false before the watchdog listens. */
  endCell(): boolean;
  /** Ends whatever runs there, but for the session's reading of its channel; false before the watchdog listens. */
  endAny(): boolean;
  /** Resolves when nothing that was asked can hit what runs from now on, or there is no watchdog. */
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
  const send = (byte: number): boolean => {
    current?.write(Uint8Array.of(byte));
    return current !== undefined;
  };
  return {
    endCell: () => send(END_CELL),
    endAny: () => send(END_ANY),
    settled: () =>
      new Promise((done) => {
        if (current === undefined) return done();
        waiting.push(done);
        current.write(Uint8Array.of(SETTLED));
      }),
    close: () => server.close(),
  };
}
