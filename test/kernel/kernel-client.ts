import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Dealer, Request, Subscriber } from 'zeromq';
import { createCodec } from '../../kernel/wire/codec.ts';
import type { ChildProcess } from 'node:child_process';
import type { Connection } from '../../kernel/wire/connection.ts';
import type { JsonObject, Message } from '../../kernel/wire/message.ts';

const BIN = fileURLToPath(new URL('../../bin/millrace.mjs', import.meta.url));

/** What one cell gave back. */
export interface Ran {
  readonly id: string;
  readonly reply: JsonObject;
  /** The iopub messages bound to the cell, up to its idle. */
  readonly outputs: readonly Message[];
  /** Everything printed to stdout before idle. */
  readonly stdout: string;
  readonly stderr: string;
  /** `text/plain` of the result. */
  readonly result: string | undefined;
}

/** A running kernel and a client that speaks to it over its sockets. */
export interface KernelClient {
  readonly process: ChildProcess;
  readonly connection: Connection;
  /** When the first kernel_info_reply came, by `performance.now()`. */
  readonly answeredAt: number;
  /** All iopub messages so far. */
  readonly iopub: readonly Message[];
  /** All messages so far, of every channel. */
  readonly received: readonly Message[];
  run(code: string, content?: JsonObject, metadata?: JsonObject): Promise<Ran>;
  /** Sends on shell without waiting; returns the message id. */
  send(channel: 'shell' | 'control', type: string, content: JsonObject, extra?: Sending): string;
  request(channel: 'shell' | 'control', type: string, content?: JsonObject): Promise<Message>;
  reply(id: string): Promise<Message>;
  /** Waits for an iopub message, also one that came already. */
  until(accept: (message: Message) => boolean): Promise<Message>;
  /** Answers the next question of a cell. */
  onInput(answer: (request: Message) => string): void;
  beat(): Promise<string>;
  stop(): Promise<void>;
}

export interface Sending {
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
}

export interface KernelOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What Node runs as a kernel, given the connection file; the Millrace kernel without it. */
  readonly command?: (connectionFile: string) => string[];
  /** Called at each thing the kernel writes to its own stderr. */
  readonly onStderr?: (text: string) => void;
  /** Called at each thing the kernel writes to its own stdout. */
  readonly onStdout?: (text: string) => void;
}

/** Starts a kernel on free ports and waits until it answers and iopub is subscribed. */
export async function startKernel(options: KernelOptions = {}): Promise<KernelClient> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  const connection = await freeConnection();
  const file = join(folder, 'connection.json');
  writeFileSync(file, JSON.stringify(connection));
  const command = options.command?.(file) ?? [BIN, 'kernel', '--connection-file', file];
  const child = spawn(process.execPath, command, {
    cwd: options.cwd ?? folder,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // a failed test leaves its kernel behind, and the test process would wait for it
  child.unref();
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.stdout!.setEncoding('utf8').on('data', options.onStdout ?? ((text: string) => process.stdout.write(text)));
  child.stderr!.setEncoding('utf8').on('data', options.onStderr ?? ((text: string) => process.stderr.write(text)));
  const client = await connectKernel(connection, child);
  return {
    ...client,
    async stop() {
      await client.stop();
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A connection on free ports of this machine, with a fresh key. */
export async function freeConnection(): Promise<Connection> {
  const [shell_port, control_port, stdin_port, iopub_port, hb_port] = await freePorts(5);
  const ports = { shell_port, control_port, stdin_port, iopub_port, hb_port } as Record<string, number>;
  const rest = { transport: 'tcp', ip: '127.0.0.1', key: randomUUID(), signature_scheme: 'hmac-sha256' };
  return { ...rest, ...ports } as unknown as Connection;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Connects to the kernel of a connection file. */
export async function connectKernel(connection: Connection, child: ChildProcess): Promise<KernelClient> {
  const codec = createCodec(connection.key, connection.signature_scheme);
  const address = (port: number): string => `${connection.transport}://${connection.ip}:${port}`;
  const identity = randomUUID();
  // ZeroMQ knocks at a random time of 100 to 200 ms: that would be measured, not the kernel
  const eager = { linger: 0, reconnectInterval: 5 };
  const dealers = {
    shell: new Dealer({ routingId: identity, ...eager }),
    control: new Dealer({ routingId: identity, ...eager }),
    stdin: new Dealer({ routingId: identity, ...eager }),
  };
  dealers.shell.connect(address(connection.shell_port));
  dealers.control.connect(address(connection.control_port));
  dealers.stdin.connect(address(connection.stdin_port));
  const subscriber = new Subscriber({ ...eager, receiveHighWaterMark: 0 });
  subscriber.connect(address(connection.iopub_port));
  subscriber.subscribe();

  const iopub: Message[] = [];
  const received: Message[] = [];
  const watchers = new Set<() => void>();
  const replies = new Map<string, Message>();
  let answerInput: (request: Message) => string = () => '';
  const changed = (): void => watchers.forEach((watch) => watch());
  const sent = { shell: Promise.resolve(), control: Promise.resolve() };
  const send: KernelClient['send'] = (channel, type, content, extra = {}) => {
    const frames = codec.encode({ type, content, ...extra });
    const at = frames.findIndex((frame) => Buffer.from(frame).toString() === '<IDS|MSG>');
    const id = (JSON.parse(Buffer.from(frames[at + 2]!).toString()) as { msg_id: string }).msg_id;
    // a socket takes one message at a time
    sent[channel] = sent[channel].then(() => dealers[channel].send(frames));
    return id;
  };
  const when = <T>(find: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const watch = (): void => {
        const found = find();
        if (found === undefined) return;
        watchers.delete(watch);
        resolve(found);
      };
      watchers.add(watch);
      watch();
    });
  const read = async (socket: Dealer | Subscriber, take: (message: Message) => void): Promise<void> => {
    for await (const frames of socket) {
      const message = codec.decode(frames);
      received.push(message);
      take(message);
      changed();
    }
  };
  const parentId = (message: Message): string | undefined => (message.parent as { msg_id?: string }).msg_id;
  void read(subscriber, (message) => iopub.push(message));
  for (const channel of ['shell', 'control'] as const) {
    void read(dealers[channel], (message) => replies.set(parentId(message) ?? '', message));
  }
  void read(dealers.stdin, (message) => {
    const content = { value: answerInput(message) };
    void dealers.stdin.send(codec.encode({ type: 'input_reply', content, parent: message.header }));
  });
  const reply = (id: string): Promise<Message> => when(() => replies.get(id));
  const until = (accept: (message: Message) => boolean): Promise<Message> => {
    let seen = 0;
    return when(() => {
      while (seen < iopub.length) if (accept(iopub[seen++]!)) return iopub[seen - 1];
      return undefined;
    });
  };
  /** Waits until iopub messages arrive; kernels of protocol 5.3 send no welcome, so one is provoked. */
  const subscribed = async (): Promise<void> => {
    while (iopub.length === 0) {
      await request('shell', 'kernel_info_request');
      await Promise.race([until(() => true), new Promise((resolve) => setTimeout(resolve, 200))]);
    }
  };
  const request: KernelClient['request'] = (channel, type, content = {}) => reply(send(channel, type, content));

  await request('shell', 'kernel_info_request');
  const answeredAt = performance.now();
  await subscribed();
  return {
    process: child,
    connection,
    answeredAt,
    iopub,
    received,
    send,
    request,
    reply,
    until,
    async run(code, content = {}, metadata = {}) {
      const id = send(
        'shell',
        'execute_request',
        {
          code,
          silent: false,
          store_history: true,
          user_expressions: {},
          allow_stdin: true,
          stop_on_error: true,
          ...content,
        },
        { metadata },
      );
      const answer = await reply(id);
      await until((m) => parentId(m) === id && m.content['execution_state'] === 'idle');
      const bound = iopub.filter((m) => parentId(m) === id);
      const outputs = bound.slice(0, bound.findIndex((m) => m.content['execution_state'] === 'idle') + 1);
      const text = (name: string): string =>
        outputs
          .filter((m) => m.header.msg_type === 'stream' && m.content['name'] === name)
          .map((m) => m.content['text'])
          .join('');
      const result = outputs.find((m) => m.header.msg_type === 'execute_result');
      const plain = (result?.content['data'] as JsonObject | undefined)?.['text/plain'] as string | undefined;
      return { id, reply: answer.content, outputs, stdout: text('stdout'), stderr: text('stderr'), result: plain };
    },
    onInput: (answer) => void (answerInput = answer),
    async beat() {
      const socket = new Request({ linger: 0 });
      socket.connect(address(connection.hb_port));
      await socket.send('ping');
      const [pong] = await socket.receive();
      socket.close();
      return pong!.toString();
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        send('control', 'shutdown_request', { restart: false });
        const late = setTimeout(() => child.kill('SIGKILL'), 5000);
        await ended;
        clearTimeout(late);
      }
      for (const socket of [...Object.values(dealers), subscriber]) socket.close();
    },
  };
}
