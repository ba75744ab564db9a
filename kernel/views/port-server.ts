import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { ViewClient, ViewEvent, ViewRequests } from '../../engine/spi/view-port.ts';
import { WaitingCalls } from '../../engine/runtime/waiting-calls.ts';
import { encodeFrame, FrameReader } from './port-frames.ts';

/** The kernel process's end of the port to the engine worker. */
export interface PortServer {
  readonly client: ViewClient;
  /** Whether an engine is connected now. */
  readonly connected: boolean;
  /** Called when the engine went away, with its worker or its process. */
  onDisconnect(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Listens on `path` for the engine worker. The newest connection is the engine; after a restart a new one takes over. */
export async function listenForEngine(path: string): Promise<PortServer> {
  const events = new Set<(event: ViewEvent) => void>();
  const ends = new Set<() => void>();
  const calls = new WaitingCalls();
  let engine: Socket | null = null;

  const server = createServer((socket) => {
    engine?.destroy();
    calls.abandon(new Error('The engine was started again.'));
    engine = socket;
    const reader = new FrameReader();
    socket.on('data', (chunk) => {
      for (const message of reader.read(chunk)) {
        if (message.kind === 'event') for (const listener of events) listener(message.event);
        else if (message.kind === 'reply') calls.resolve(message.id, message.value);
        else if (message.kind === 'error') calls.reject(message.id, new Error(message.message));
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (engine !== socket) return;
      engine = null;
      calls.abandon(new Error('The engine ended.'));
      for (const listener of ends) listener();
    });
  });
  if (!path.startsWith('\\\\')) await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });

  const ask = (method: keyof ViewRequests, args: readonly unknown[], absent: unknown): Promise<unknown> => {
    if (!engine) return absent instanceof Error ? Promise.reject(absent) : Promise.resolve(absent);
    return calls.start((id) => engine?.write(encodeFrame({ kind: 'request', id, method, args })));
  };
  const client: ViewClient = {
    query: (queryId) => ask('query', [queryId], null) as ReturnType<ViewClient['query']>,
    page: (queryId, page) => ask('page', [queryId, page], null) as ReturnType<ViewClient['page']>,
    stop: (queryId) => ask('stop', [queryId], undefined) as Promise<void>,
    restart: (queryId) => ask('restart', [queryId], new Error('The engine is not running.')) as Promise<string | void>,
    list: () => ask('list', [], []) as ReturnType<ViewClient['list']>,
    onEvent: (listener) => subscribe(events, listener),
  };
  return {
    client,
    get connected() {
      return engine !== null;
    },
    onDisconnect: (listener) => subscribe(ends, listener),
    close: () =>
      new Promise((resolve) => {
        engine?.destroy();
        server.close(() => resolve());
      }),
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
