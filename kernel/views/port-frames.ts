import { deserialize, serialize } from 'node:v8';
import type { ViewEvent, ViewRequests } from '../../engine/spi/view-port.ts';

/** What crosses the socket between the engine worker and the kernel process. */
export type PortMessage =
  | { readonly kind: 'event'; readonly event: ViewEvent }
  | {
      readonly kind: 'request';
      readonly id: number;
      readonly method: keyof ViewRequests;
      readonly args: readonly unknown[];
    }
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

const HEADER = 4;

/** One message as a frame: its length in four bytes, then the structured clone. */
export function encodeFrame(message: PortMessage): Buffer {
  const body = serialize(message);
  const frame = Buffer.allocUnsafe(HEADER + body.length);
  frame.writeUInt32LE(body.length, 0);
  body.copy(frame, HEADER);
  return frame;
}

/** Puts the chunks of a socket together into messages. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private length = 0;

  *read(chunk: Buffer): Generator<PortMessage> {
    this.chunks.push(chunk);
    this.length += chunk.length;
    while (this.length >= HEADER) {
      const wanted = HEADER + this.join(HEADER).readUInt32LE(0);
      if (this.length < wanted) return;
      const bytes = this.join(wanted);
      const rest = bytes.subarray(wanted);
      this.chunks = rest.length > 0 ? [rest] : [];
      this.length = rest.length;
      yield deserialize(bytes.subarray(HEADER, wanted)) as PortMessage;
    }
  }

  /** The first chunk, grown until it holds `bytes`: a large frame is joined once, not at each chunk. */
  private join(bytes: number): Buffer {
    const first = this.chunks[0] as Buffer;
    if (first.length >= bytes) return first;
    const all = Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }
}
