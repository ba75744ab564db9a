import type { TextScratch } from '../../columnar/text-scratch.ts';
import { decodeText } from '../../columnar/texts.ts';
import { isValidUtf8 } from './validity.ts';

/** application/x-www-form-urlencoded, as Java's URLEncoder and URLDecoder read it. */

const PLAIN = new Set(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-*_'));
const KEPT = Uint8Array.from({ length: 256 }, (_, byte) => (PLAIN.has(byte) ? 1 : 0));
const DIGITS = Buffer.from('0123456789ABCDEF');
const [SPACE, PERCENT, PLUS] = [32, 37, 43];

export function formEncoded(out: TextScratch, bytes: Uint8Array, start: number, end: number): void {
  if (!isValidUtf8(bytes, start, end)) {
    const valid = Buffer.from(decodeText(bytes, start, end));
    formEncoded(out, valid, 0, valid.length);
    return;
  }
  out.reserve((end - start) * 3);
  const { arena } = out;
  let at = out.at;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (KEPT[byte] === 1) arena[at++] = byte;
    else if (byte === SPACE) arena[at++] = PLUS;
    else {
      arena[at++] = PERCENT;
      arena[at++] = DIGITS[byte >> 4]!;
      arena[at++] = DIGITS[byte & 15]!;
    }
  }
  out.at = at;
}

/** @returns whether it could be decoded */
export function formDecoded(out: TextScratch, bytes: Uint8Array, start: number, end: number): boolean {
  out.reserve(end - start);
  const { arena } = out;
  let at = out.at;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === PERCENT) return percentDecoded(out, decodeText(bytes, start, end));
    arena[at++] = byte === PLUS ? SPACE : byte;
  }
  out.at = at;
  return true;
}

function percentDecoded(out: TextScratch, text: string): boolean {
  try {
    out.putText(decodeURIComponent(text.replace(/\+/g, ' ')));
    return true;
  } catch {
    return false;
  }
}
