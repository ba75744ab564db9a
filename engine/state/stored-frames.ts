import type { OpenFile } from '../spi/file-store.ts';
import { FRAME, FRAME_HEADER, frameAt, headerAt, type FrameKind } from './changelog-frame.ts';

/** Where a frame lies in a file, its header included. */
export interface FramePlace {
  readonly kind: FrameKind;
  readonly batchId: number;
  readonly at: number;
  readonly length: number;
}

const AHEAD = 256 << 10;

/** The frames of a file that somebody may be appending to, by their headers alone: not all that is read from it is held. */
export async function* framePlaces(file: OpenFile): AsyncGenerator<FramePlace> {
  const ahead = new Uint8Array(Math.min(AHEAD, file.size));
  let from = 0;
  let held = new Uint8Array(0);
  for (let at = 0; at + FRAME_HEADER <= file.size;) {
    if (at < from || at + FRAME_HEADER > from + held.length) {
      from = at;
      held = ahead.subarray(0, await file.read(ahead, from));
    }
    const header = headerAt(held, at - from);
    if (header === null || at + header.length > file.size) return;
    yield { ...header, at };
    at += header.length;
  }
}

/** What a frame holds; null when it is not as it was written. */
export async function payloadOf(file: OpenFile, { at, length }: FramePlace): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(length);
  const read = await file.read(bytes, at);
  return frameAt(bytes.subarray(0, read), 0)?.payload ?? null;
}

/** The frame of state that counts of each batch, the last one, by batches up to one. */
export async function stateFrames(file: OpenFile, upTo: number): Promise<readonly FramePlace[]> {
  const last = new Map<number, FramePlace>();
  for await (const place of framePlaces(file))
    if (place.kind === FRAME.state && place.batchId <= upTo) last.set(place.batchId, place);
  return [...last.values()].sort((a, b) => a.batchId - b.batchId);
}
