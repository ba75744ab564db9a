import type { ViewClient, ViewEvent, ViewPort, ViewRequests } from '../../engine/spi/view-port.ts';

/** Both ends of a port in one thread, for tests and for an engine that runs inline. */
export interface MemoryPort extends ViewPort {
  readonly client: ViewClient;
}

/** Makes a port without a socket; answers are clones, as they would be behind one. */
export function createMemoryPort(): MemoryPort {
  const listeners = new Set<(event: ViewEvent) => void>();
  let requests: ViewRequests | null = null;
  const served = (): ViewRequests => {
    if (!requests) throw new Error('The engine is not ready to answer.');
    return requests;
  };
  return {
    publish(event) {
      for (const listener of listeners) listener(structuredClone(event));
    },
    serve(value) {
      requests = value;
    },
    client: {
      query: async (queryId) => structuredClone(await served().query(queryId)),
      page: async (queryId, page) => structuredClone(await served().page(queryId, page)),
      stop: (queryId) => served().stop(queryId),
      restart: (queryId) => served().restart(queryId),
      list: async () => structuredClone(await served().list()),
      onEvent(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}
