import type { TextScratch } from '../../columnar/text-scratch.ts';

/** The digit of each letter from A on; 7 stands for those that do not part two equal ones (UTF8String.soundex). */
const DIGITS = Buffer.from('01230127022455012623017202');
const [ZERO, SEVEN, A, Z] = [48, 55, 65, 90];

/** The Soundex code; a text that begins with no letter is its own. */
export function soundex(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  const first = capital(start < end ? bytes[start]! : 0);
  if (first < A || first > Z) {
    out.putBytes(bytes, start, end);
    return;
  }
  out.reserve(4);
  const { arena } = out;
  const full = out.at + 4;
  arena[out.at++] = first;
  let last = DIGITS[first - A]!;
  for (let i = start + 1; i < end && out.at < full; i++) {
    const letter = capital(bytes[i]!);
    if (letter < A || letter > Z) {
      last = ZERO;
      continue;
    }
    const digit = DIGITS[letter - A]!;
    if (digit === SEVEN) continue;
    if (digit !== ZERO && digit !== last) arena[out.at++] = digit;
    last = digit;
  }
  while (out.at < full) arena[out.at++] = ZERO;
}

const capital = (byte: number): number => (byte >= 97 && byte <= 122 ? byte - 32 : byte);
