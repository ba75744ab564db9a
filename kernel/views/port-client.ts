import { connect, type Socket } from 'node:net';
import type { ViewEvent, ViewPort, ViewRequests } from '../../engine/spi/view-port.ts';
import { encodeFrame, FrameReader, type PortMessage } from './port-frames.ts';

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 2000;
const MOST_WAITING_BYTES = 4 << 20;

/** The engine worker's end of the port to the viewer. */
export interface PortClient extends ViewPort {
  close(): void;
}

/**
 * Connects the engine to the viewer that listens on `path`, and again when the connection is lost. The engine never waits
 * for it: while the viewer cannot take events, only the newest of each query is kept. It does not hold the process alive.
 */
export function connectToViewer(path: string): PortClient {
  const waiting = new Map<string, ViewEvent>();
  let requests: ViewRequests | null = null;
  let socket: Socket | null = null;
  let ready = false;
  let delay = FIRST_DELAY_MS;
  let closed = false;

  const send = (message: PortMessage): void => {
    socket?.write(encodeFrame(message));
  };
  const flush = (): void => {
    for (const event of waiting.values()) send({ kind: 'event', event });
    waiting.clear();
  };
  const answer = async (message: PortMessage): Promise<void> => {
    if (message.kind !== 'request') return;
    const { id, method, args } = message;
    try {
      if (!requests) throw new Error('The engine is not ready to answer.');
      const call = requests[method] as (...values: readonly unknown[]) => Promise<unknown>;
      send({ kind: 'reply', id, value: await call.apply(requests, [...args]) });
    } catch (error) {
      send({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) });
    }
  };
  const open = (): void => {
    if (closed) return;
    const reader = new FrameReader();
    const fresh = connect(path);
    socket = fresh;
    fresh.unref();
    fresh.on('connect', () => {
      ready = true;
      delay = FIRST_DELAY_MS;
      flush();
    });
    fresh.on('data', (chunk) => {
      for (const message of reader.read(chunk)) void answer(message);
    });
    fresh.on('drain', flush);
    fresh.on('error', () => fresh.destroy());
    fresh.on('close', () => {
      ready = false;
      socket = null;
      if (closed) return;
      setTimeout(open, delay).unref();
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    });
  };
  open();

  return {
    publish(event) {
      if (ready && socket && socket.writableLength < MOST_WAITING_BYTES) send({ kind: 'event', event });
      else waiting.set(event.query.queryId, event);
    },
    serve(served) {
      requests = served;
    },
    close() {
      closed = true;
      socket?.destroy();
    },
  };
}
