/**
 * Where the texts of a column lie: UTF-8 bytes in one arena, a text a number. A query's interner is one (equal texts have
 * equal numbers), a block of computed texts another (each row has its own).
 */
export interface Texts {
  readonly arena: Uint8Array;
  /** Text `id` is `arena[starts[id] .. ends[id])`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly size: number;
  /** Whether rows are likely to share texts, so that what was found for one is worth keeping for the next. */
  readonly repeats: boolean;
  /** Grows whenever numbers change their meaning. */
  readonly generation: number;
  text(id: number): string;
  /** A view, valid until the arena grows. */
  bytesOf(id: number): Uint8Array;
}

const LONGEST_SHORT = 12;
const utf8Slice = Buffer.prototype.utf8Slice as (this: Uint8Array, start: number, end: number) => string;
const latin1Slice = Buffer.prototype.latin1Slice as (this: Uint8Array, start: number, end: number) => string;

/** The text of UTF-8 bytes; bytes that are none become U+FFFD. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  for (let i = start; i < end; i++) if (bytes[i]! > 127) return utf8Slice.call(bytes, start, end);
  return end - start <= LONGEST_SHORT ? shortText(bytes, start, end) : latin1Slice.call(bytes, start, end);
}

/** A call out of JavaScript costs more than a few characters. */
function shortText(b: Uint8Array, start: number, end: number): string {
  let text = '';
  let i = start;
  for (; i + 4 <= end; i += 4) text += String.fromCharCode(b[i]!, b[i + 1]!, b[i + 2]!, b[i + 3]!);
  if (i + 2 <= end) {
    text += String.fromCharCode(b[i]!, b[i + 1]!);
    i += 2;
  }
  return i < end ? text + String.fromCharCode(b[i]!) : text;
}
