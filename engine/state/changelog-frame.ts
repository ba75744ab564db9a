import { crc32 } from 'node:zlib';

/** Kind, batch, length of the payload, and a checksum over these and the payload. */
export const FRAME_HEADER = 16;

/** What a frame holds, in letters, with the version of how it holds it: the state of a batch, what was decided before it ran, digests of the checkpoint's small files. */
export const FRAME = { state: 0x344c_524d, plan: 0x3250_524d, digests: 0x3244_524d } as const;
export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  readonly kind: FrameKind;
  readonly batchId: number;
  readonly payload: Uint8Array;
}

/** Fills the header of a frame whose payload lies behind it. */
export function sealFrame(frame: Uint8Array, kind: FrameKind, batchId: number): void {
  const header = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER);
  header.setUint32(0, kind, true);
  header.setUint32(4, batchId, true);
  header.setUint32(8, frame.length - FRAME_HEADER, true);
  header.setUint32(12, checksum(frame), true);
}

/** Whether a file begins with state as another version of the engine writes it. */
export function isOfOtherVersion(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const kind = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return kind !== FRAME.state && (kind & 0xff_ffff) === (FRAME.state & 0xff_ffff);
}

/** The whole frames from the beginning of a file, and where the last one ends: behind it a crash left a torn one, or nothing. */
export function framesOf(bytes: Uint8Array): { readonly frames: readonly Frame[]; readonly end: number } {
  const frames: Frame[] = [];
  let end = 0;
  for (let frame = frameAt(bytes, end); frame !== null; frame = frameAt(bytes, end)) {
    frames.push(frame);
    end += FRAME_HEADER + frame.payload.length;
  }
  return { frames, end };
}

/** What a header says of its frame; null when it is none. */
export function headerAt(
  bytes: Uint8Array,
  at: number,
): { readonly kind: FrameKind; readonly batchId: number; readonly length: number } | null {
  if (bytes.length - at < FRAME_HEADER) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset + at, FRAME_HEADER);
  const kind = header.getUint32(0, true) as FrameKind;
  if (kind !== FRAME.state && kind !== FRAME.plan && kind !== FRAME.digests) return null;
  return { kind, batchId: header.getUint32(4, true), length: FRAME_HEADER + header.getUint32(8, true) };
}

/** The frame at a place; null when there is no whole one. */
export function frameAt(bytes: Uint8Array, at: number): Frame | null {
  const header = headerAt(bytes, at);
  if (header === null || at + header.length > bytes.length) return null;
  const frame = bytes.subarray(at, at + header.length);
  const noted = new DataView(frame.buffer, frame.byteOffset).getUint32(12, true);
  return checksum(frame) === noted
    ? { kind: header.kind, batchId: header.batchId, payload: frame.subarray(FRAME_HEADER) }
    : null;
}

const checksum = (frame: Uint8Array): number => crc32(frame.subarray(FRAME_HEADER), crc32(frame.subarray(0, 12)));
