/** Texts as UTF-8 bytes, counted in characters as Spark counts them (UTF8String.numBytesForFirstByte). */

/** How many bytes a character has, by its first byte; a byte that begins none is a character by itself. */
export const CHARACTER_BYTES = Uint8Array.from({ length: 256 }, (_, first) =>
  first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 1,
);

export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! > 127) return false;
  return true;
}

/** The number of characters of `bytes[start .. end)`. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) if (bytes[i]! > 127) return i - start + countFrom(bytes, i, end);
  return end - start;
}

function countFrom(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; count++) i = characterEnd(bytes, i, end);
  return count;
}

/** Where the character `n` (from 0) begins; `end` when there are not so many. */
export function characterOffset(bytes: Uint8Array, start: number, end: number, n: number): number {
  let i = start;
  for (let left = n; left > 0 && i < end; left--) {
    const byte = bytes[i]!;
    // a branch that is foreseen costs less than to wait for the table
    i += byte < 128 ? 1 : CHARACTER_BYTES[byte]!;
  }
  return i < end ? i : end;
}

/** Where the character that begins at `at` ends. */
export function characterEnd(bytes: Uint8Array, at: number, end: number): number {
  const next = at + CHARACTER_BYTES[bytes[at]!]!;
  return next < end ? next : end;
}
