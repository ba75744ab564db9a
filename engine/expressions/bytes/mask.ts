import type { TextScratch } from '../../columnar/text-scratch.ts';
import { decodeText } from '../../columnar/texts.ts';
import { isAscii } from './characters.ts';

/** Kinds of characters, in the order of `mask`'s arguments; the last takes what is none of the others. */
const KINDS = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[\s\S]/u];

/** What stands for each kind; null keeps its characters. */
type Replacements = readonly (string | null | undefined)[];

/** The text with the characters of each kind replaced. */
export const maskText = (text: string, by: Replacements): string =>
  [...text].map((c) => by[KINDS.findIndex((kind) => kind.test(c))] ?? c).join('');

/** The same on bytes: ASCII goes through a table. */
export function masker(by: Replacements): (out: TextScratch, bytes: Uint8Array, start: number, end: number) => void {
  const table = asciiTable(by);
  return (out, bytes, start, end) => {
    if (table === null || !isAscii(bytes, start, end)) {
      out.putText(maskText(decodeText(bytes, start, end), by));
      return;
    }
    out.reserve(end - start);
    const { arena } = out;
    let at = out.at;
    for (let i = start; i < end; i++) arena[at++] = table[bytes[i]!]!;
    out.at = at;
  };
}

/** What becomes of each character of ASCII; null unless that is one of ASCII too. */
function asciiTable(by: Replacements): Uint8Array | null {
  const masked = Array.from({ length: 128 }, (_, code) => maskText(String.fromCharCode(code), by));
  if (masked.some((text) => text.length !== 1 || text > '\x7f')) return null;
  return Uint8Array.from(masked, (text) => text.charCodeAt(0));
}
