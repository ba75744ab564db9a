import { Reply, Router, XPublisher } from 'zeromq';
import type { Socket } from 'zeromq';
import { createCodec } from './codec.ts';
import { endpoint } from './connection.ts';
import type { Codec, Outgoing } from './codec.ts';
import type { Connection } from './connection.ts';
import type { Header, JsonObject, Message } from './message.ts';

/** The channels on which a client asks. */
export type Channel = 'shell' | 'control' | 'stdin';

/** What the kernel does with messages. It must not block: the heartbeat runs on the same thread. */
export type MessageHandler = (channel: Channel, message: Message) => void;

/** The five sockets of a kernel. */
export interface WireServer {
  /** Answers `request` on the channel it came from. */
  reply(channel: Channel, request: Message, type: string, content: JsonObject, extra?: Partial<Outgoing>): void;
  /** Publishes on iopub, bound to the message with header `parent`. */
  publish(parent: Header | Record<string, never>, type: string, content: JsonObject, extra?: Partial<Outgoing>): void;
  close(): void;
}

// Without a timeout of 0 zeromq.js 6 makes a send asynchronous after 512 synchronous ones, and a second send before it
// settles throws EBUSY; with the default high water mark a publisher drops messages silently.
const NEVER_DROP = { sendTimeout: 0, sendHighWaterMark: 0, linger: 1000 } as const;

/** How long the first messages wait for the first subscriber. */
const FIRST_SUBSCRIBER_MS = 1000;

/** Binds the sockets of `connection` and passes every message to `handle`. */
export async function serve(connection: Connection, handle: MessageHandler): Promise<WireServer> {
  const codec = createCodec(connection.key, connection.signature_scheme);
  const iopub = new XPublisher(NEVER_DROP);
  iopub.verbosity = 'allSubs';
  const heartbeat = new Reply({ linger: 0 });
  const routers: Record<Channel, Router> = {
    shell: new Router({ ...NEVER_DROP, handover: true }),
    control: new Router({ ...NEVER_DROP, handover: true }),
    stdin: new Router({ ...NEVER_DROP, handover: true }),
  };
  await Promise.all([
    iopub.bind(endpoint(connection, connection.iopub_port)),
    heartbeat.bind(endpoint(connection, connection.hb_port)),
    routers.shell.bind(endpoint(connection, connection.shell_port)),
    routers.control.bind(endpoint(connection, connection.control_port)),
    routers.stdin.bind(endpoint(connection, connection.stdin_port)),
  ]);
  // a subscription and a first request come on two sockets: what the request causes must not overtake the welcome
  let held: Uint8Array[][] | null = [];
  const release = (): void => {
    const frames = held ?? [];
    held = null;
    for (const each of frames) send(iopub, each);
  };
  setTimeout(release, FIRST_SUBSCRIBER_MS).unref();
  void welcome(iopub, codec, release);
  void beat(heartbeat);
  for (const channel of ['shell', 'control', 'stdin'] as const) void listen(channel, routers[channel], codec, handle);
  return {
    reply(channel, request, type, content, extra) {
      const message = { ...extra, identities: request.identities, type, content, parent: request.header };
      send(routers[channel], codec.encode(message));
    },
    publish(parent, type, content, extra) {
      const frames = codec.encode({ ...extra, identities: [Buffer.from(type)], type, content, parent });
      if (held === null) send(iopub, frames);
      else held.push(frames);
    },
    close() {
      for (const socket of [iopub, heartbeat, ...Object.values(routers)] as Socket[]) socket.close();
    },
  };
}

function send(socket: Router | XPublisher, frames: Uint8Array[]): void {
  socket.send(frames).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EHOSTUNREACH') process.stderr.write(`A message could not be sent: ${error.message}\n`);
  });
}

async function listen(channel: Channel, socket: Router, codec: Codec, handle: MessageHandler): Promise<void> {
  for await (const frames of socket) {
    try {
      handle(channel, codec.decode(frames));
    } catch (error) {
      process.stderr.write(`A message on ${channel} was not handled: ${(error as Error).message}\n`);
    }
  }
}

/** Tells every new subscriber that its subscription is in force (JEP 65). */
async function welcome(iopub: XPublisher, codec: Codec, welcomed: () => void): Promise<void> {
  for await (const [frame] of iopub) {
    if (frame?.[0] !== 1) continue;
    const topic = frame.subarray(1);
    const content = { subscription: topic.toString('utf8') };
    send(iopub, codec.encode({ identities: [topic], type: 'iopub_welcome', content }));
    welcomed();
  }
}

async function beat(socket: Reply): Promise<void> {
  for await (const frames of socket) await socket.send(frames);
}
