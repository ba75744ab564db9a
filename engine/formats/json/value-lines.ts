import type { TextVector } from '../../columnar/vector.ts';

const FEED = 10;
const RETURN = 13;
/** Shorter texts are copied by a loop: a call of `set` takes a view, and as long as some 100 bytes. */
const LONG = 96;

/** The values of a column one after the other, each with a line break behind it, as matchers of lines read them. */
export interface ValueLines {
  readonly bytes: Uint8Array;
  /** Where each row's value lies; the end before the start where there is none. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * @param ahead bytes that a matcher may look at behind the last line
 * @param room gives so many bytes to gather values in, which may hold anything
 */
export function valueLines(
  values: TextVector,
  length: number,
  ahead: number,
  room: (bytes: number) => Uint8Array,
): ValueLines {
  return linesInPlace(values, length) ?? gathered(values, length, ahead, room);
}

/** Lines of a text file are lines already. */
function linesInPlace({ data, valid, texts }: TextVector, length: number): ValueLines | null {
  if (valid !== null || length === 0) return null;
  const { arena, starts, ends } = texts;
  const first = data[0]!;
  for (let row = 0; row + 1 < length; row++) {
    const end = ends[first + row]!;
    const next = end + (arena[end] === RETURN ? 2 : 1);
    if (data[row + 1] !== first + row + 1 || starts[first + row + 1] !== next || arena[next - 1] !== FEED) return null;
  }
  return { bytes: arena, starts: starts.subarray(first, first + length), ends: ends.subarray(first, first + length) };
}

function gathered(
  { data, valid, texts }: TextVector,
  length: number,
  ahead: number,
  room: (bytes: number) => Uint8Array,
): ValueLines {
  const { arena, starts: from, ends: to } = texts;
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  let total = 0;
  for (let row = 0; row < length; row++) {
    const id = data[row]!;
    starts[row] = total;
    if (valid !== null && valid[row] === 0) ends[row] = total - 1;
    else total = (ends[row] = total + to[id]! - from[id]!) + 1;
  }
  const bytes = room(total + ahead);
  bytes.fill(0, total);
  for (let row = 0; row < length; row++) {
    const end = ends[row]!;
    if (end < starts[row]!) continue;
    const id = data[row]!;
    let at = starts[row]!;
    if (end - at > LONG) bytes.set(arena.subarray(from[id], to[id]), at);
    else for (let i = from[id]!; at < end; i++) bytes[at++] = arena[i]!;
    bytes[end] = FEED;
  }
  return { bytes, starts, ends };
}
