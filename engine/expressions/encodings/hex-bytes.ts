import type { TextArena } from '../../columnar/text-arena.ts';

const LOWER = new TextEncoder().encode('0123456789abcdef');
const UPPER = new TextEncoder().encode('0123456789ABCDEF');

/** Appends the first `size` bytes of big- or little-endian words in hexadecimal. */
export function putHexWords(out: TextArena, words: Int32Array, size: number, littleEndian: boolean): void {
  out.reserve(size * 2);
  const { arena } = out;
  let { at } = out;
  for (let i = 0; i < size; i++) {
    const shift = 8 * (littleEndian ? i & 3 : 3 - (i & 3));
    const byte = words[i >> 2]! >>> shift;
    arena[at++] = LOWER[(byte >>> 4) & 15]!;
    arena[at++] = LOWER[byte & 15]!;
  }
  out.at = at;
}

/** Appends bytes in hexadecimal capitals. */
export function putHexBytes(out: TextArena, source: Uint8Array, start: number, end: number): void {
  out.reserve((end - start) * 2);
  const { arena } = out;
  let { at } = out;
  for (let i = start; i < end; i++) {
    arena[at++] = UPPER[source[i]! >>> 4]!;
    arena[at++] = UPPER[source[i]! & 15]!;
  }
  out.at = at;
}

/** Appends a 64-bit integer, given as halves, in hexadecimal without leading zeros, in capitals unless they are not wanted. */
export function putHexLong(out: TextArena, low: number, high: number, capitals = true): void {
  out.reserve(16);
  const digits = capitals ? UPPER : LOWER;
  let leading = true;
  for (let shift = 60; shift >= 0; shift -= 4) {
    const digit = (shift >= 32 ? high >>> (shift - 32) : low >>> shift) & 15;
    if (leading && digit === 0 && shift > 0) continue;
    leading = false;
    out.arena[out.at++] = digits[digit]!;
  }
}

/** The value of each hexadecimal digit, 255 for other bytes. */
const VALUES = new Uint8Array(256).fill(255);
for (let i = 0; i < 16; i++) {
  VALUES[LOWER[i]!] = i;
  VALUES[UPPER[i]!] = i;
}

/** Appends the bytes of hexadecimal digits, the first alone when they are odd. @returns false when there are others */
export function putUnhexed(out: TextArena, source: Uint8Array, start: number, end: number): boolean {
  out.reserve((end - start + 1) >> 1);
  const { arena } = out;
  let { at } = out;
  let i = start;
  if (((end - start) & 1) === 1) {
    const value = VALUES[source[i++]!]!;
    if (value > 15) return false;
    arena[at++] = value;
  }
  for (; i < end; i += 2) {
    const [high, low] = [VALUES[source[i]!]!, VALUES[source[i + 1]!]!];
    if ((high | low) > 15) return false;
    arena[at++] = (high << 4) | low;
  }
  out.at = at;
  return true;
}
