import type { TextScratch } from '../../columnar/text-scratch.ts';
import { decodeText } from '../../columnar/texts.ts';
import { characterEnd } from './characters.ts';

/** The code of the first character, 0 of an empty text. */
export function firstCode(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const byte = bytes[start]!;
  return byte < 128 ? byte : decodeText(bytes, start, characterEnd(bytes, start, end)).codePointAt(0)!;
}

/** The character of the low eight bits; none of a negative number. */
export function characterOf(out: TextScratch, n: bigint): void {
  if (n >= 0n) out.putText(String.fromCharCode(Number(n & 255n)));
}
