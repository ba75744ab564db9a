import { decodeText } from '../../columnar/texts.ts';
import { compareText } from '../../types/utf8-order.ts';
import { codeAndSize, isSurrogate } from './code-point.ts';

/** The order of a text in bytes and one that is a JavaScript string. @returns below, above or equal to 0 */
export function compareToText(bytes: Uint8Array, start: number, end: number, text: string): number {
  let i = start;
  let at = 0;
  while (i < end && at < text.length) {
    const byte = bytes[i]!;
    if (byte < 0x80) {
      const unit = text.charCodeAt(at++);
      if (byte !== unit) return byte - unit;
      i++;
      continue;
    }
    const read = codeAndSize(bytes, i, end);
    const code = text.codePointAt(at)!;
    // Halves of pairs and bytes that are no text are read as other characters.
    if (read < 0 || isSurrogate(code)) return compareText(decodeText(bytes, start, end), text);
    if (read >> 3 !== code) return (read >> 3) - code;
    i += read & 7;
    at += code > 0xffff ? 2 : 1;
  }
  return i < end ? 1 : at < text.length ? -1 : 0;
}
