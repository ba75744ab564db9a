import type { OpenFile } from '../../engine/spi/file-store.ts';
import { LONGEST_TEXT } from '../../engine/formats/text-lines.ts';

/** What is read and decoded at once. */
export const PIECE_BYTES = 16 << 20;
const LEAST_PIECE = PIECE_BYTES / 2;
/** What one decompressor takes at once: it may become a thousand times as much. */
export const CHUNK_BYTES = 64 << 10;
/** A line that is no text any more is a malformed row; one far beyond that is not held. */
const LONGEST_LINE = LONGEST_TEXT + 4 * PIECE_BYTES;
const LINE_BREAK = 10;

/** The bytes of a file, so many at a time; each buffer is a new one. */
export async function* fileChunks(file: OpenFile, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; ;) {
    const chunk = Buffer.allocUnsafeSlow(bytes);
    const length = await file.read(chunk, at);
    if (length > 0) yield chunk.subarray(0, length);
    if (length < bytes) return;
    at += length;
  }
}

/** A part of a file: the lines that begin in [from, to). */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** The bytes of the lines that begin in a range of a file, so many at a time. */
export async function* rangeChunks(file: OpenFile, { from, to }: LineRange, bytes: number): AsyncGenerator<Uint8Array> {
  // A line begins behind a line break: the byte in front of the range decides whether one begins with it.
  let at = Math.max(0, from - 1);
  let begun = from === 0;
  for (;;) {
    const chunk = Buffer.allocUnsafeSlow(bytes);
    const length = await file.read(chunk, at);
    let start = 0;
    if (!begun) {
      const end = chunk.subarray(0, length).indexOf(LINE_BREAK);
      start = end < 0 ? length : end + 1;
      begun = end >= 0;
      if (at + start >= to) return;
    }
    // The line that holds the range's last byte is the last one.
    const end = chunk.subarray(0, length).indexOf(LINE_BREAK, Math.max(start, to - 1 - at));
    const last = at + length >= to && end >= 0;
    const stop = last ? end + 1 : length;
    if (stop > start) yield chunk.subarray(start, stop);
    if (last || length < bytes) return;
    at += length;
  }
}

/**
 * Bytes in pieces that end at a line break; the last one ends where the bytes do. Where the bytes break off with an error,
 * the lines in front of it come first.
 *
 * @throws an error with code EFBIG for a line that is too long to be held
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const held = new HeldChunks();
  try {
    for await (const chunk of chunks) {
      held.add(chunk);
      if (held.lines >= LEAST_PIECE) yield held.takeLines();
      else if (held.size > LONGEST_LINE) throw lineTooLong();
    }
  } catch (error) {
    if (held.lines > 0) yield held.takeLines();
    throw error;
  }
  if (held.size > 0) yield held.takeAll();
}

/** What was read and not given on. */
class HeldChunks {
  private chunks: Uint8Array[] = [];
  size = 0;
  /** How many of the bytes are whole lines. */
  lines = 0;

  add(chunk: Uint8Array): void {
    const end = chunk.lastIndexOf(LINE_BREAK) + 1;
    if (end > 0) this.lines = this.size + end;
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  takeLines(): Uint8Array {
    const { lines } = this;
    const all = this.takeAll();
    if (lines < all.length) this.add(all.slice(lines));
    return all.subarray(0, lines);
  }

  takeAll(): Uint8Array {
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    this.chunks = [];
    this.size = 0;
    this.lines = 0;
    return all;
  }
}

const lineTooLong = (): Error =>
  Object.assign(new Error(`a line of it has more than ${LONGEST_LINE} bytes`), { code: 'EFBIG' });
