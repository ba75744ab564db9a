import { setImmediate } from 'node:timers';
import type { FromWorker, TaskPort, ToWorker } from './task-messages.ts';
import type { TaskThread } from './task-pool.ts';

/**
 * The thread that asks for tasks, doing some of them itself: a new thread takes most of a second to be of use, and by then
 * many a query is done. Each message waits for the thread's next turn, so that answers are merged and files are read in between.
 *
 * @param serve serves tasks on a port
 */
export function ownThread(serve: (port: TaskPort<ToWorker, FromWorker>) => void): TaskThread {
  let hear: (message: FromWorker) => void = () => {};
  let serveMessage: (message: ToWorker) => void = () => {};
  serve({
    postMessage: (message) => void setImmediate(() => hear(message)),
    on: (_, listener) => (serveMessage = listener),
  });
  return {
    postMessage: (message) => void setImmediate(() => serveMessage(message)),
    on: (event, listener: (given: never) => void) => {
      if (event === 'message') hear = listener as (message: FromWorker) => void;
    },
    // What it is to give up it sees between blocks of rows; the thread itself goes on.
    terminate: () => Promise.resolve(),
    unref: () => {},
  };
}
