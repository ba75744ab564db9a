import { readConnection } from '../wire/connection.ts';
import type { Magics } from './magic.ts';
import { serve, type MessageHandler } from '../wire/server.ts';

/**
 * Runs a Jupyter kernel in this process until a client shuts it down; `magics` come beside those of every session.
 *
 * The sockets are bound before all else is loaded: ZeroMQ knocks every 100 to 200 ms, and whoever is not there yet waits for
 * the next knock. What comes meanwhile is answered when there is somebody to answer.
 */
export async function startKernel(connectionFile: string, magics: Magics): Promise<void> {
  const early: Parameters<MessageHandler>[] = [];
  let handle: MessageHandler = (...message) => void early.push(message);
  const server = await serve(readConnection(connectionFile), (...message) => handle(...message));
  const { runKernel } = await import('./run-kernel.ts');
  const kernel = runKernel(server, magics);
  handle = kernel.handle;
  for (const message of early) kernel.handle(...message);
}
