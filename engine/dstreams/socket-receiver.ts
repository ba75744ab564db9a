import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Receiver } from './receiver.ts';

/**
 * Lines of a TCP socket; when the connection ends it is made again.
 *
 * @internal
 */
export class SocketReceiver extends Receiver<string> {
  private readonly host: string;
  private readonly port: number;
  private socket: Socket | null = null;

  constructor(host: string, port: number) {
    super();
    this.host = host;
    this.port = port;
  }

  protected override onStart(): void {
    const socket = connect({ host: this.host, port: this.port });
    this.socket = socket;
    const again = (message: string, error?: unknown): void => {
      if (this.socket === socket) this.restart(message, error);
    };
    socket.on('error', (error) => again(`No connection to ${this.host}:${this.port}`, error));
    createInterface({ input: socket, crlfDelay: Infinity })
      .on('line', (line) => {
        if (this.socket === socket) this.store(line);
      })
      .on('close', () => again(`The connection to ${this.host}:${this.port} ended`));
  }

  protected override onStop(): void {
    const { socket } = this;
    this.socket = null;
    socket?.destroy();
  }
}
