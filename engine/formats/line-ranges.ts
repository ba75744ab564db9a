import { Buffer } from 'node:buffer';
import { afterMark } from './text-lines.ts';

const FEED = 10;
const RETURN = 13;
const SHORT = 24;

/** Lines of UTF-8 where they lie, without what ends them: `\n`, `\r\n` or `\r`. */
export interface LineRanges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly length: number;
}

/** Lines, so many at a time. @param first whether a file begins here: a byte order mark is then no part of it */
export function* lineRanges(bytes: Uint8Array, most: number, first = true): Generator<LineRanges> {
  // a Buffer is searched by the C library (0.05 ns a byte), other bytes one by one (0.4 ns)
  const searched = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const feedsOnly = !searched.includes(RETURN);
  let lineLength = 0;
  let at = first ? afterMark(bytes) : 0;
  while (at < bytes.length) {
    const room = Math.min(most, 16 + ((bytes.length - at) >> 2));
    const starts = new Int32Array(room);
    const ends = new Int32Array(room);
    let length = 0;
    while (length < room && at < bytes.length) {
      const end = feedsOnly ? nextFeed(searched, at, lineLength) : nextBreak(bytes, at);
      lineLength = end - at;
      starts[length] = at;
      ends[length++] = end;
      at = end + (bytes[end] === RETURN && bytes[end + 1] === FEED ? 2 : 1);
    }
    yield { starts, ends, length };
  }
}

/** Where the line before was short, a look at some bytes is cheaper than a search. */
function nextFeed(bytes: Buffer, from: number, lineLength: number): number {
  const near = lineLength > SHORT ? from : Math.min(bytes.length, from + SHORT);
  for (let at = from; at < near; at++) if (bytes[at] === FEED) return at;
  const found = bytes.indexOf(FEED, near);
  return found < 0 ? bytes.length : found;
}

function nextBreak(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== FEED && bytes[at] !== RETURN) at++;
  return at;
}
