import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { wellFormedJson } from './well-formed-json.ts';
import type { Header, JsonObject, Message } from './message.ts';

export const PROTOCOL_VERSION = '5.5';

const DELIMITER = Buffer.from('<IDS|MSG>');
/** Signatures that are remembered, as many as Jupyter's own client remembers. */
const REMEMBERED = 1 << 16;

/** Turns messages into signed frames and back; one per connection, because the key and the session id belong to it. */
export interface Codec {
  header(type: string): Header;
  encode(message: Outgoing): Uint8Array[];
  /** Throws when the frames are no message, and when their signature is wrong or came before. */
  decode(frames: readonly Uint8Array[]): Message;
}

/** A message to be sent. */
export interface Outgoing {
  /** Routing frames: the identities of the asker on a router socket, the topic on iopub. */
  readonly identities?: readonly Uint8Array[];
  readonly type: string;
  readonly parent?: Header | Record<string, never>;
  readonly metadata?: JsonObject;
  readonly content: JsonObject;
  readonly buffers?: readonly Uint8Array[];
}

/** `scheme` is the `signature_scheme` of a connection file; an empty key means unsigned messages. */
export function createCodec(key: string, scheme = 'hmac-sha256', session: string = randomUUID()): Codec {
  const algorithm = scheme.replace(/^hmac-/, '');
  const sign = (parts: readonly Uint8Array[]): string => {
    if (key === '') return '';
    const hmac = createHmac(algorithm, key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  };
  const seen = new Set<string>();
  /** A message that somebody recorded and sends again must not run again. */
  const refuseRepeated = (signature: string): void => {
    if (key === '') return;
    if (seen.has(signature)) throw new Error('A message was refused: its signature came before');
    seen.add(signature);
    if (seen.size > REMEMBERED) for (const oldest of seen) return void seen.delete(oldest);
  };
  const header = (type: string): Header => ({
    msg_id: randomUUID(),
    session,
    username: 'kernel',
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL_VERSION,
  });
  return {
    header,
    encode(message) {
      const parts = [header(message.type), message.parent ?? {}, message.metadata ?? {}, message.content].map((part) =>
        Buffer.from(wellFormedJson(part)),
      );
      return [...(message.identities ?? []), DELIMITER, Buffer.from(sign(parts)), ...parts, ...(message.buffers ?? [])];
    },
    decode(frames) {
      const at = frames.findIndex((frame) => DELIMITER.equals(frame));
      if (at < 0 || frames.length < at + 6)
        throw new Error('Not a Jupyter message: the frames hold no complete message');
      const parts = frames.slice(at + 2, at + 6);
      const expected = Buffer.from(sign(parts));
      const given = frames[at + 1]!;
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
        throw new Error('A message with a wrong signature was refused: its sender does not hold the connection key');
      }
      refuseRepeated(expected.toString());
      const [head, parent, metadata, content] = parts.map(parseObject) as [
        Partial<Header>,
        Partial<Header>,
        JsonObject,
        JsonObject,
      ];
      return {
        identities: frames.slice(0, at),
        header: head as Header,
        parent: parent as Header,
        metadata,
        content,
        buffers: frames.slice(at + 6),
      };
    },
  };
}

function parseObject(frame: Uint8Array): JsonObject {
  const value: unknown = JSON.parse(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error('Not a Jupyter message: a part is no JSON object');
  return value as JsonObject;
}
