/** Digests of few bytes in JavaScript: a call into OpenSSL costs more than hashing them. */

export interface ShortDigest {
  /** Bytes of the digest. */
  readonly size: number;
  readonly littleEndian: boolean;
  begin(): void;
  /** Mixes one block of 16 words. */
  block(words: Int32Array): void;
  /** The digest as 32-bit words. */
  readonly state: Int32Array;
}

const WORDS = new Int32Array(16);

/** The digest of `source[start .. end)`, left in `by.state`. */
export function digestRange(by: ShortDigest, source: Uint8Array, start: number, end: number): void {
  by.begin();
  const shift = by.littleEndian ? 0 : 24;
  let at = start;
  for (; at + 64 <= end; at += 64) {
    for (let i = 0; i < 16; i++) WORDS[i] = word(source, at + 4 * i, by.littleEndian);
    by.block(WORDS);
  }
  WORDS.fill(0);
  const rest = end - at;
  const whole = rest >> 2;
  for (let i = 0; i < whole; i++) WORDS[i] = word(source, at + 4 * i, by.littleEndian);
  for (let i = whole * 4; i < rest; i++) WORDS[i >> 2]! |= source[at + i]! << ((8 * (i & 3)) ^ shift);
  WORDS[rest >> 2]! |= 0x80 << ((8 * (rest & 3)) ^ shift);
  if (rest > 55) {
    by.block(WORDS);
    WORDS.fill(0);
  }
  WORDS[by.littleEndian ? 14 : 15] = (end - start) << 3;
  WORDS[by.littleEndian ? 15 : 14] = (end - start) >>> 29;
  by.block(WORDS);
}

function word(b: Uint8Array, i: number, littleEndian: boolean): number {
  return littleEndian
    ? b[i]! | (b[i + 1]! << 8) | (b[i + 2]! << 16) | (b[i + 3]! << 24)
    : (b[i]! << 24) | (b[i + 1]! << 16) | (b[i + 2]! << 8) | b[i + 3]!;
}
