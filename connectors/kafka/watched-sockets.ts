import * as net from 'node:net';
import * as tls from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 60_000;

/** The sockets of one client: how many bytes went over them, and their end at once. */
export class WatchedSockets {
  private readonly open = new Set<net.Socket>();
  private readonly tried = new Set<string>();
  private ended = { came: 0, went: 0 };
  /** Ended, by us or because a connection broke: what kafkajs reads on another one after that is not to be trusted. */
  over = false;

  /** What kafkajs makes its sockets with. */
  readonly factory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const named = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = ssl
      ? tls.connect({ host, port, ...named, ...(ssl as tls.ConnectionOptions) }, onConnect)
      : net.connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.tried.add(`${host}:${port}`);
    this.open.add(socket);
    socket.once('close', () => {
      this.ended = { came: this.came, went: this.went };
      this.open.delete(socket);
    });
    socket.once('connect', () => {
      socket.once('end', () => this.destroy());
      socket.once('error', () => this.destroy());
    });
    if (this.over) socket.destroy(new Error('the connection was given up'));
    return socket;
  };

  /** Bytes that came so far. */
  get came(): number {
    return [...this.open].reduce((bytes, socket) => bytes + socket.bytesRead, this.ended.came);
  }

  /** Bytes that went so far; what still waits to be written has not gone anywhere. */
  get went(): number {
    return [...this.open].reduce((bytes, s) => bytes + s.bytesWritten - s.writableLength, this.ended.went);
  }

  /** Resolves when the system has taken all that was sent so far. */
  async written(): Promise<void> {
    await Promise.all(
      [...this.open].map(
        (socket) =>
          new Promise<void>((resolve, reject) =>
            socket.write('', (error) => (error == null ? resolve() : reject(error))),
          ),
      ),
    );
  }

  /** Where it went: the brokers that were named, and those that these named. */
  get addresses(): readonly string[] {
    return [...this.tried];
  }

  /** Ends all sockets; requests that wait on them fail. */
  destroy(): void {
    this.over = true;
    for (const socket of this.open) socket.destroy(new Error('the connection was given up'));
  }
}
