import { afterMark } from './text-lines.ts';

const FEED = 10;
const RETURN = 13;

/** Lines of UTF-8 where they lie, without what ends them: `\n`, `\r\n` or `\r`. */
export interface LineRanges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly length: number;
}

/** Lines, so many at a time. @param first whether a file begins here: a byte order mark is then no part of it */
export function* lineRanges(bytes: Uint8Array, most: number, first = true): Generator<LineRanges> {
  const feedsOnly = !bytes.includes(RETURN);
  let at = first ? afterMark(bytes) : 0;
  while (at < bytes.length) {
    const room = Math.min(most, 16 + ((bytes.length - at) >> 2));
    const starts = new Int32Array(room);
    const ends = new Int32Array(room);
    let length = 0;
    while (length < room && at < bytes.length) {
      const end = feedsOnly ? nextFeed(bytes, at) : nextBreak(bytes, at);
      starts[length] = at;
      ends[length++] = end;
      at = end + (bytes[end] === RETURN && bytes[end + 1] === FEED ? 2 : 1);
    }
    yield { starts, ends, length };
  }
}

/** Most lines are short: a look at some bytes is cheaper than a call. */
function nextFeed(bytes: Uint8Array, from: number): number {
  const near = Math.min(bytes.length, from + 12);
  for (let at = from; at < near; at++) if (bytes[at] === FEED) return at;
  const found = bytes.indexOf(FEED, near);
  return found < 0 ? bytes.length : found;
}

function nextBreak(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== FEED && bytes[at] !== RETURN) at++;
  return at;
}
