/** A part of a block that stands there once already. */
export interface Repeat {
  readonly start: number;
  readonly length: number;
  /** How far back. */
  readonly offset: number;
}

const SHORTEST = 4;
const HASH_BITS = 14;
/** The last bytes of a block are always literals: LZ4 wants it so. */
const TAIL = 12;
const FARTHEST = 65535;

/** Finds repeats of four bytes and more from left to right, the nearest one each time. */
export function* repeatsIn(bytes: Uint8Array): Generator<Repeat> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = new Int32Array(1 << HASH_BITS).fill(-1);
  const end = bytes.length - TAIL;
  for (let at = 0; at < end;) {
    const four = view.getInt32(at, true);
    const hash = Math.imul(four, -1640531535) >>> (32 - HASH_BITS);
    const from = places[hash]!;
    places[hash] = at;
    if (from < 0 || at - from > FARTHEST || view.getInt32(from, true) !== four) {
      at++;
      continue;
    }
    let length = SHORTEST;
    while (at + length < end && bytes[from + length] === bytes[at + length]) length++;
    yield { start: at, length, offset: at - from };
    at += length;
  }
}
