import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Requests by their numbers in Kafka's protocol. */
export const API = { produce: 0, fetch: 1, offsets: 2, metadata: 3, hello: 18 } as const;

/** How a connection is broken in the middle of an answer. */
export interface Cut {
  readonly api: keyof typeof API;
  /** How much of the answer still goes through, 0 to 1. */
  readonly after: number;
  /** By a reset, or by an ordinary end. */
  readonly how: 'reset' | 'end';
}

/**
 * Stands between a client and a broker that sends its clients here (`advertised.listeners`), and does what networks do:
 * breaks connections in mid-answer, swallows bytes while the sockets stay open, is slow, refuses.
 */
export class KafkaProxy {
  private readonly port: number;
  private readonly target: number;
  private server: Server | null = null;
  private readonly pairs = new Set<Pair>();
  /** Cuts that are still to be made, one after the other. */
  readonly cuts: Cut[] = [];
  silent = false;
  /** Null is as fast as it goes. */
  bytesPerSecond: number | null = null;
  /** Cuts that were made. */
  made = 0;

  private constructor(port: number, target: number) {
    this.port = port;
    this.target = target;
  }

  static async open(port: number, target: number): Promise<KafkaProxy> {
    const proxy = new KafkaProxy(port, target);
    await proxy.listen();
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Clients that are connected now. */
  get connections(): number {
    return this.pairs.size;
  }

  async listen(): Promise<void> {
    if (this.server !== null) return;
    const server = createServer((client) => this.join(client));
    this.server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  /** Nobody listens any more, and who was connected is cut off. */
  async refuse(): Promise<void> {
    const { server } = this;
    this.server = null;
    for (const pair of this.pairs) pair.reset();
    if (server !== null) await new Promise((resolve) => server.close(resolve));
  }

  private join(client: Socket): void {
    const pair = new Pair(client, connect(this.target, '127.0.0.1'), this);
    this.pairs.add(pair);
    client.once('close', () => this.pairs.delete(pair));
  }
}

/** A client's connection and the one to the broker behind it. */
class Pair {
  private readonly client: Socket;
  private readonly broker: Socket;
  private readonly proxy: KafkaProxy;
  /** Requests by their correlation ids. */
  private readonly asked = new Map<number, number>();
  private readonly requests = new Frames(12);
  private readonly answers = new Frames(8);
  private cut: Cut | null = null;
  /** It swallowed something: what comes now begins in the middle of a frame. */
  private torn = false;

  constructor(client: Socket, broker: Socket, proxy: KafkaProxy) {
    this.client = client;
    this.broker = broker;
    this.proxy = proxy;
    client.on('data', (bytes) => {
      if (this.swallows()) return;
      if (this.torn) return void broker.write(bytes);
      const whole = this.requests.join(bytes);
      for (const { head } of this.requests.pieces(whole))
        if (head !== null) this.asked.set(head.readInt32BE(8), head.readInt16BE(4));
      broker.write(whole);
    });
    broker.on('data', (bytes) => {
      if (this.swallows()) return;
      if (this.torn) this.pass(bytes);
      else this.answer(this.answers.join(bytes));
    });
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.broker.destroy();
  }

  private swallows(): boolean {
    this.torn ||= this.proxy.silent;
    return this.proxy.silent;
  }

  private answer(bytes: Buffer): void {
    let through = 0;
    for (const { head, at, length, size } of this.answers.pieces(bytes)) {
      if (head !== null) {
        const api = this.asked.get(head.readInt32BE(4));
        const next = this.proxy.cuts[0];
        this.cut = next !== undefined && API[next.api] === api ? next : null;
        if (this.cut !== null) this.proxy.cuts.shift();
      }
      const last = this.cut === null ? Infinity : Math.floor(size * this.cut.after);
      if (at + length <= last) through += length;
      else return this.end(bytes.subarray(0, through + Math.max(0, last - at)));
    }
    this.pass(bytes);
  }

  private end(rest: Buffer): void {
    const { how } = this.cut!;
    this.proxy.made++;
    this.broker.destroy();
    this.client.write(rest, () => {
      if (how === 'reset') this.client.resetAndDestroy();
      else this.client.end();
    });
  }

  private pass(bytes: Buffer): void {
    const { bytesPerSecond } = this.proxy;
    if (bytesPerSecond === null) return void this.client.write(bytes);
    const part = bytes.subarray(0, Math.ceil(bytesPerSecond / 10));
    this.broker.pause();
    this.client.write(part);
    setTimeout(() => {
      if (part.length < bytes.length) this.pass(bytes.subarray(part.length));
      else this.broker.resume();
    }, 100);
  }
}

/** A piece of one frame: Kafka's requests and answers begin with their length and have a number in their first bytes. */
interface Piece {
  /** The frame's first bytes, null for a piece that does not begin one. */
  readonly head: Buffer | null;
  /** Where the piece lies in its frame. */
  readonly at: number;
  readonly length: number;
  readonly size: number;
}

/** Follows the frames of one direction. */
class Frames {
  private readonly headBytes: number;
  private at = 0;
  private size = 0;
  /** A frame's beginning of which not all has come yet. */
  private held = Buffer.alloc(0);

  constructor(headBytes: number) {
    this.headBytes = headBytes;
  }

  /** These bytes and those held back before, less those to be held back now. */
  join(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.held, bytes]);
    let next = this.size - this.at;
    while (next + this.headBytes <= all.length) next += 4 + all.readInt32BE(next);
    const end = Math.min(all.length, next);
    this.held = all.subarray(end);
    return all.subarray(0, end);
  }

  *pieces(bytes: Buffer): Generator<Piece> {
    for (let from = 0; from < bytes.length;) {
      const starts = this.at === this.size;
      if (starts) {
        this.size = 4 + bytes.readInt32BE(from);
        this.at = 0;
      }
      const head = starts ? bytes.subarray(from, from + this.headBytes) : null;
      const length = Math.min(bytes.length - from, this.size - this.at);
      yield { head, at: this.at, length, size: this.size };
      this.at += length;
      from += length;
    }
  }
}
