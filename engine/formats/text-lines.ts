import { constants } from 'node:buffer';

/** The longest text that JavaScript can hold, in bytes of ASCII. */
export const LONGEST_TEXT: number = constants.MAX_STRING_LENGTH;

const FEED = 10;
const RETURN = 13;
/** Lines are made of so many bytes at a time. */
const PART = 8 << 20;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A line that is longer than a text can be. */
export interface LongLine {
  readonly bytes: number;
  /** How it begins. */
  readonly start: string;
}

/** The lines of a file of UTF-8, without the byte order mark that may begin it; each ends at `\n`, `\r\n` or `\r`. */
export function* textLines(
  bytes: Uint8Array,
  longest: number = LONGEST_TEXT,
  first = true,
): Generator<string | LongLine> {
  for (let at = first ? afterMark(bytes) : 0; at < bytes.length;) {
    const end = partEnd(bytes, at, Math.min(PART, longest));
    const last = lineEnd(bytes, end);
    if (last - at > longest) yield longLine(bytes, at, last);
    else yield* decoder.decode(bytes.subarray(at, last)).split(/\r\n|\n|\r/);
    at = end;
  }
}

/** Where the data begins: a byte order mark is no part of it. */
export const afterMark = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

export const longLine = (bytes: Uint8Array, start: number, end: number): LongLine => ({
  bytes: end - start,
  start: `${decoder.decode(bytes.subarray(start, Math.min(end, start + 1000)))}... (${end - start} bytes)`,
});

/** The end of the last line that fits into so many bytes, of the first one when none does. */
function partEnd(bytes: Uint8Array, at: number, size: number): number {
  if (bytes.length - at <= size) return bytes.length;
  const part = bytes.subarray(at, at + size);
  const last = Math.max(part.lastIndexOf(FEED), part.lastIndexOf(RETURN, part.length - 2));
  if (last >= 0) return at + last + 1 + (bytes[at + last] === RETURN && bytes[at + last + 1] === FEED ? 1 : 0);
  const feed = bytes.indexOf(FEED, at + size);
  const end = feed < 0 ? bytes.length : feed + 1;
  const back = bytes.subarray(at, end).indexOf(RETURN);
  return back < 0 || at + back + 2 === end ? end : at + back + 1;
}

/** Without the break that ends it. */
function lineEnd(bytes: Uint8Array, end: number): number {
  if (bytes[end - 1] === FEED) return bytes[end - 2] === RETURN ? end - 2 : end - 1;
  return bytes[end - 1] === RETURN ? end - 1 : end;
}
