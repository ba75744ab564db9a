import { AsyncLocalStorage } from 'node:async_hooks';
import { MessageChannel } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port2.on('message', () => waiting.shift()!());
port2.unref();

/**
 * Calls `body` with nothing else on the stack and answers what it returns or throws. A termination of `body` then takes
 * nothing with it: in a microtask it would drop all others that wait, in a timer or an immediate those of the same turn.
 */
export function onOwnStack<T>(body: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = (): void => {
      try {
        resolve(body());
      } catch (error) {
        reject(error as Error);
      }
    };
    waiting.push(AsyncLocalStorage.bind(call));
    port1.postMessage(null);
  });
}
