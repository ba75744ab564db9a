import type { Header, JsonObject, Message } from '../wire/message.ts';

/** Runs cells one after another in the order in which they were asked for. */
export interface ExecuteQueue {
  add(request: Message): void;
  /** Cells that wait do not run any more. */
  interrupt(): void;
  /** The request whose cell runs now. */
  running(): Message | undefined;
}

export interface ExecuteQueueActions {
  run(request: Message): Promise<JsonObject>;
  reply(request: Message, content: JsonObject): void;
  status(parent: Header, state: 'busy' | 'idle'): void;
}

const SENT_TOGETHER_MS = 20;

export function createExecuteQueue({ run, reply, status }: ExecuteQueueActions): ExecuteQueue {
  const waiting: Message[] = [];
  let current: Message | undefined;

  const abort = (requests: readonly Message[]): void => {
    for (const request of requests) {
      status(request.header, 'busy');
      reply(request, { status: 'aborted' });
      status(request.header, 'idle');
    }
  };

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      current = waiting.shift()!;
      status(current.header, 'busy');
      const content = await run(current).catch(internalError);
      const stops = content['status'] === 'error' && current.content['stop_on_error'] !== false;
      // Requests that the client sent before it can know of the error may still be on their way.
      if (stops) await new Promise((resolve) => setTimeout(resolve, SENT_TOGETHER_MS));
      const aborted = stops ? waiting.splice(0) : [];
      reply(current, content);
      status(current.header, 'idle');
      abort(aborted);
      current = undefined;
    }
  };

  return {
    add(request) {
      waiting.push(request);
      if (current === undefined) void work();
    },
    interrupt: () => abort(waiting.splice(0)),
    running: () => current,
  };
}

function internalError(error: unknown): JsonObject {
  const { name: ename, message: evalue, stack = '' } = error as Error;
  return { status: 'error', ename, evalue, traceback: stack.split('\n') };
}
