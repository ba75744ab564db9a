import { starred } from '../../engine/types/secrets.ts';
import { createExecuteQueue } from './execute-queue.ts';
import { kernelInfo } from './kernel-info.ts';
import { codePoints, utf16Offset } from './text-offsets.ts';
import { VIEW_COMM_TARGET } from '../views/view-host.ts';
import type { Language } from '../compile/language.ts';
import type { Header, JsonObject, Message } from '../wire/message.ts';
import type { Channel, WireServer } from '../wire/server.ts';
import type { Notebook } from './notebook.ts';
import type { RunId } from './session-messages.ts';

/** Speaks the Jupyter protocol for one notebook. Only execute_request waits for other cells. */
export interface JupyterKernel {
  handle(channel: Channel, message: Message): void;
  askInput(run: RunId, parent: Header, prompt: string, password: boolean): void;
}

export interface JupyterKernelOptions {
  readonly server: WireServer;
  readonly notebook: Notebook;
  readonly language: Language;
  /** The client wants this process to end. */
  exit(): void;
}

/** The type and content of a reply, null when a message has none. */
type Answer = readonly [type: string, content: JsonObject] | null;
type Handler = (content: JsonObject, message: Message) => Answer | Promise<Answer>;

export function createJupyterKernel({ server, notebook, language, exit }: JupyterKernelOptions): JupyterKernel {
  const asked = new Map<string, RunId>();
  const askers = new Map<string, Message>();

  const status = (parent: Header, state: 'busy' | 'idle'): void =>
    server.publish(parent, 'status', { execution_state: state });

  const queue = createExecuteQueue({
    status,
    reply: (request, content) => server.reply('shell', request, 'execute_reply', content),
    async run(request) {
      const { content, header, metadata } = request;
      const silent = content['silent'] === true;
      askers.set(header.msg_id, request);
      const outcome = await notebook.run({
        code: String(content['code'] ?? ''),
        parent: header,
        cellId: typeof metadata['cellId'] === 'string' ? metadata['cellId'] : undefined,
        silent,
        storeHistory: !silent && content['store_history'] !== false,
        allowStdin: content['allow_stdin'] !== false,
        userExpressions: (content['user_expressions'] as Record<string, string> | undefined) ?? {},
      });
      askers.delete(header.msg_id);
      const { executionCount, ...rest } = outcome;
      const execution_count = executionCount;
      if (rest.status === 'error') return { ...rest, execution_count, user_expressions: {}, payload: [] };
      return { status: 'ok', execution_count, user_expressions: rest.userExpressions, payload: rest.payload };
    },
  });

  const comm =
    (type: 'comm_open' | 'comm_msg' | 'comm_close'): Handler =>
    (content, { header, metadata, buffers }) => {
      const data = (content['data'] ?? {}) as JsonObject;
      const message = { commId: String(content['comm_id']), data, metadata, buffers, parent: header };
      notebook.comm(type, message, content['target_name'] as string | undefined);
      return null;
    };

  const handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => ['kernel_info_reply', kernelInfo()],
    history_request: (content) => ['history_reply', { status: 'ok', history: notebook.history.answer(content) }],
    comm_info_request: (content) => ['comm_info_reply', { status: 'ok', comms: commInfo(notebook, content) }],
    comm_open: comm('comm_open'),
    comm_msg: comm('comm_msg'),
    comm_close: comm('comm_close'),
    interrupt_request() {
      queue.interrupt();
      notebook.interrupt();
      return ['interrupt_reply', { status: 'ok' }];
    },
    async shutdown_request(content) {
      await notebook.shutdown();
      return ['shutdown_reply', { status: 'ok', restart: content['restart'] === true }];
    },
    async complete_request(content) {
      const code = String(content['code'] ?? '');
      const found = await language.complete(code, utf16Offset(code, Number(content['cursor_pos'] ?? code.length)));
      const cursor_start = codePoints(code.slice(0, found.start));
      const cursor_end = codePoints(code.slice(0, found.end));
      const types = found.matches.map(({ text, type }) => ({ start: cursor_start, end: cursor_end, text, type }));
      const metadata = { _jupyter_types_experimental: types };
      const matches = found.matches.map(({ text }) => text);
      return ['complete_reply', { status: 'ok', matches, cursor_start, cursor_end, metadata }];
    },
    async inspect_request(content) {
      const code = String(content['code'] ?? '');
      const found = await language.inspect(code, utf16Offset(code, Number(content['cursor_pos'] ?? 0)));
      const text = found === null ? null : starred(found);
      const data = text === null ? {} : { 'text/markdown': text, 'text/plain': text.replaceAll(/^```.*\n?/gm, '') };
      return ['inspect_reply', { status: 'ok', found: text !== null, data, metadata: {} }];
    },
    async is_complete_request(content) {
      const { status: state, indent } = await language.isComplete(String(content['code'] ?? ''));
      return ['is_complete_reply', { status: state, ...(state === 'incomplete' ? { indent } : {}) }];
    },
  };

  const answer = async (channel: Channel, message: Message, handler: Handler): Promise<void> => {
    status(message.header, 'busy');
    try {
      const reply = await handler(message.content, message);
      if (reply !== null) server.reply(channel, message, ...reply);
      if (reply?.[0] === 'shutdown_reply') server.publish(message.header, ...reply);
    } catch (error) {
      const { name: ename, message: evalue, stack = '' } = error as Error;
      const type = message.header.msg_type.replace(/_request$/, '_reply');
      server.reply(channel, message, type, { status: 'error', ename, evalue, traceback: stack.split('\n') });
    }
    status(message.header, 'idle');
    // Clients show the last status they saw, whatever it belongs to; a cell that still runs must look busy.
    const running = queue.running();
    if (running !== undefined) status(running.header, 'busy');
    if (message.header.msg_type === 'shutdown_request') exit();
  };

  return {
    handle(channel, message) {
      const type = message.header.msg_type;
      if (channel === 'stdin') {
        const parent = (message.parent as Header).msg_id;
        const run = asked.get(parent) ?? [...asked.values()].at(-1);
        asked.clear();
        if (type === 'input_reply' && run !== undefined)
          notebook.answerInput(run, String(message.content['value'] ?? ''));
        return;
      }
      if (type === 'execute_request') {
        notebook.deleteCells((message.metadata['deletedCells'] as string[] | undefined) ?? []);
        return queue.add(message);
      }
      const handler = Object.hasOwn(handlers, type) ? handlers[type] : undefined;
      if (handler !== undefined) void answer(channel, message, handler);
    },
    askInput(run, parent, prompt, password) {
      const request = askers.get(parent.msg_id);
      if (request === undefined) return;
      asked.set(parent.msg_id, run);
      server.reply('stdin', request, 'input_request', { prompt, password });
    },
  };
}

function commInfo(notebook: Notebook, content: JsonObject): JsonObject {
  const target = content['target_name'];
  if (target !== undefined && target !== null && target !== '' && target !== VIEW_COMM_TARGET) return {};
  return Object.fromEntries(notebook.comms().map((id) => [id, { target_name: VIEW_COMM_TARGET }]));
}
