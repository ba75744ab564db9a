import type { TextScratch } from '../../columnar/text-scratch.ts';

const ALPHABET = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const VALUES = new Uint8Array(256).fill(255);
ALPHABET.forEach((byte, i) => (VALUES[byte] = i));
const PADDING = 61;
/** Bytes that make a line of 76 characters. */
const LINE = 57;

/** Appends bytes as base64 in lines of 76 characters, as MIME has it. */
export function putBase64(out: TextScratch, source: Uint8Array, start: number, end: number): void {
  const groups = Math.ceil((end - start) / 3);
  out.reserve(groups * 4 + 2 * Math.floor((end - start) / LINE));
  const { arena } = out;
  let { at } = out;
  for (let i = start; i < end; i += 3) {
    if (i > start && (i - start) % LINE === 0) {
      arena[at++] = 13;
      arena[at++] = 10;
    }
    const bits = (source[i]! << 16) | (i + 1 < end ? source[i + 1]! << 8 : 0) | (i + 2 < end ? source[i + 2]! : 0);
    arena[at++] = ALPHABET[bits >>> 18]!;
    arena[at++] = ALPHABET[(bits >>> 12) & 63]!;
    arena[at++] = i + 1 < end ? ALPHABET[(bits >>> 6) & 63]! : PADDING;
    arena[at++] = i + 2 < end ? ALPHABET[bits & 63]! : PADDING;
  }
  out.at = at;
}

/** Appends the bytes of base64 that has no blanks and whole groups. @returns false for other texts */
export function putPlainUnbase64(out: TextScratch, source: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if ((length & 3) !== 0) return false;
  const padded = length === 0 || source[end - 1] !== PADDING ? 0 : source[end - 2] === PADDING ? 2 : 1;
  out.reserve((length >> 2) * 3);
  const { arena } = out;
  let { at } = out;
  for (let i = start; i < end; i += 4) {
    const last = i + 4 === end ? padded : 0;
    const [a, b] = [VALUES[source[i]!]!, VALUES[source[i + 1]!]!];
    const c = last === 2 ? 0 : VALUES[source[i + 2]!]!;
    const d = last > 0 ? 0 : VALUES[source[i + 3]!]!;
    if ((a | b | c | d) > 63) return false;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    arena[at++] = bits >>> 16;
    if (last < 2) arena[at++] = bits >>> 8;
    if (last < 1) arena[at++] = bits;
  }
  out.at = at;
  return true;
}
