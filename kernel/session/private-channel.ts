import { deserialize, serialize } from 'node:v8';
import type { Duplex } from 'node:stream';

/** One end of the pipe between the kernel process and the session process. */
export interface PrivateChannel<Out> {
  /** Sends in order, and at once as far as the pipe takes it. @throws when the message cannot be copied */
  send(message: Out): void;
}

export interface ChannelEvents<In> {
  message(message: In): void;
  /** What came is no message of ours, or the other end is gone; nothing comes any more. */
  closed(): void;
}

/** Where the session process finds its end: the file descriptor after stdin, stdout and stderr. */
export const CHANNEL_FD = 3;

// A head is the mark and the length of what follows: bytes that user code wrote to the descriptor are found out at once.
const MARK = Buffer.from([0xfe, 0x01, 0x4d, 0x72]);
const HEAD = MARK.length + 4;

/**
 * Carries messages over a pipe. Node's own channel (`process.send`, `process.on('message')`) belongs to `process`, which is
 * the user's: a cell that closes, forges or listens there would speak to the kernel.
 */
export function openChannel<In, Out>(pipe: Duplex, events: ChannelEvents<In>): PrivateChannel<Out> {
  let chunks: Buffer[] = [];
  let length = 0;
  /** How many bytes the next head or body has. */
  let wanted = HEAD;
  let inBody = false;
  let open = true;
  const write = pipe.write.bind(pipe);

  const close = (): void => {
    if (!open) return;
    open = false;
    pipe.destroy();
    events.closed();
  };

  const take = (): Buffer => {
    const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
    const rest = all.subarray(wanted);
    chunks = rest.length === 0 ? [] : [rest];
    length = rest.length;
    return all.subarray(0, wanted);
  };

  /** Whether a head stands next, as far as it has come. */
  const headIsOurs = (): boolean => {
    const start = Buffer.concat(chunks, Math.min(length, MARK.length));
    return start.equals(MARK.subarray(0, start.length));
  };

  pipe.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    while (open) {
      if (!inBody && !headIsOurs()) return close();
      if (length < wanted) return;
      const part = take();
      inBody = !inBody;
      wanted = inBody ? part.readUInt32BE(MARK.length) : HEAD;
      if (inBody) continue;
      const message = read<In>(part);
      if (message === null) close();
      else events.message(message);
    }
  });
  pipe.on('error', close);
  pipe.on('end', close);
  pipe.on('close', close);
  return {
    send(message) {
      const body = serialize(message);
      const head = Buffer.allocUnsafe(HEAD);
      MARK.copy(head);
      head.writeUInt32BE(body.length, MARK.length);
      if (open) write(Buffer.concat([head, body]));
    },
  };
}

function read<In>(bytes: Buffer): In | null {
  try {
    return deserialize(bytes) as In;
  } catch {
    return null;
  }
}
