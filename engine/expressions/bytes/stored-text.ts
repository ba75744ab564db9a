import { decodeText } from '../../columnar/texts.ts';
import { compareText } from '../../types/utf8-order.ts';

/** The order of a text in bytes and one that is a JavaScript string. @returns below, above or equal to 0 */
export function compareToText(bytes: Uint8Array, start: number, end: number, text: string): number {
  const size = Math.min(end - start, text.length);
  for (let i = 0; i < size; i++) {
    const byte = bytes[start + i]!;
    const unit = text.charCodeAt(i);
    if (byte > 127 || unit > 127) return compareText(decodeText(bytes, start, end), text);
    if (byte !== unit) return byte - unit;
  }
  return end - start - text.length;
}
