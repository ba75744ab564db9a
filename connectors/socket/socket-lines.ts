import { connect, type Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../../engine/spi/runtime.ts';
import { ExternalError } from '../../engine/types/errors.ts';
import { reasonText } from '../../engine/types/system-reason.ts';

export interface SocketLine {
  readonly text: string;
  /** When it came. */
  readonly micros: bigint;
}

const CONNECT_MS = 10_000;

/** The lines of a connection, kept until their batch is committed. */
export class SocketLines {
  private readonly socket: Socket;
  private readonly address: string;
  private lines: SocketLine[] = [];
  /** Number of the first line kept. */
  private first = 0;
  private failure: Error | null = null;

  private constructor(socket: Socket, address: string, clock: Clock) {
    this.socket = socket;
    this.address = address;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    socket.on('data', (data) => {
      const parts = (rest + decoder.write(data)).split('\n');
      rest = parts.pop()!;
      const micros = BigInt(clock.now()) * 1000n;
      for (const text of parts) this.lines.push({ text: text.replace(/\r$/, ''), micros });
    });
    socket.on('error', (error) => (this.failure = error));
  }

  static connect(host: string, port: number, clock: Clock): Promise<SocketLines> {
    const address = `${host}:${port}`;
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, timeout: CONNECT_MS });
      const refuse = (error: Error): void => {
        socket.destroy();
        reject(unreachable(address, error));
      };
      socket.once('error', refuse);
      socket.once('timeout', () => refuse(new Error(`no answer within ${CONNECT_MS / 1000} s`)));
      socket.once('connect', () => {
        socket.removeListener('error', refuse);
        socket.setTimeout(0);
        resolve(new SocketLines(socket, address, clock));
      });
    });
  }

  /** Number of the newest line, -1 before the first. @throws ExternalError when the connection broke */
  latest(): number {
    if (this.failure !== null) throw unreachable(this.address, this.failure);
    return this.first + this.lines.length - 1;
  }

  /** The lines with numbers in (after, upTo]. */
  between(after: number, upTo: number): SocketLine[] {
    const from = after + 1 - this.first;
    if (from < 0 || upTo - this.first >= this.lines.length) throw notReplayable(after, upTo);
    return this.lines.slice(from, upTo + 1 - this.first);
  }

  /** Lines up to this one will not be asked for again. */
  forget(upTo: number): void {
    this.lines = this.lines.slice(Math.max(0, upTo + 1 - this.first));
    this.first = Math.max(this.first, upTo + 1);
  }

  close(): void {
    this.socket.destroy();
  }
}

const unreachable = (address: string, cause: Error): ExternalError =>
  new ExternalError({
    condition: 'SOCKET_UNREACHABLE',
    message: `The socket source has no connection to ${address}: ${reasonText(cause)}.`,
    hint: 'Start something that listens there first, for example: nc -lk 9999.',
    cause,
  });

const notReplayable = (after: number, upTo: number): ExternalError =>
  new ExternalError({
    condition: 'SOCKET_NOT_REPLAYABLE',
    message: `The lines ${after + 1} to ${upTo} of the socket are gone: a socket cannot be read a second time.`,
    hint: 'Choose a new checkpointLocation, or use a source that can be replayed (files, Kafka).',
  });
