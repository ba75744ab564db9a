import type { TextScratch } from '../../columnar/text-scratch.ts';
import { checkTextSize } from '../result-size.ts';
import { characterOffset, countCharacters, isAscii } from './characters.ts';

type Pad = (
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  filler: Uint8Array,
  fillerStart: number,
  fillerEnd: number,
) => void;

/** Filled up to `width` characters, or cut to them. */
export const padText =
  (atLeft: boolean): Pad =>
  (out, bytes, start, end, width, filler, fillerStart, fillerEnd) => {
    const missing = width - countCharacters(bytes, start, end);
    if (missing <= 0 || fillerStart === fillerEnd) {
      out.putBytes(bytes, start, characterOffset(bytes, start, end, width));
      return;
    }
    checkTextSize(width, atLeft ? 'lpad' : 'rpad');
    const fill = fillSize(missing, filler, fillerStart, fillerEnd);
    if (!atLeft) out.putBytes(bytes, start, end);
    putFill(out, fill, filler, fillerStart, fillerEnd);
    if (atLeft) out.putBytes(bytes, start, end);
  };

/** The bytes of so many characters of a filler that is repeated. */
function fillSize(characters: number, filler: Uint8Array, start: number, end: number): number {
  if (isAscii(filler, start, end)) return characters;
  const unit = countCharacters(filler, start, end);
  const rest = characterOffset(filler, start, end, characters % unit) - start;
  return Math.floor(characters / unit) * (end - start) + rest;
}

/** The same of a BINARY, by bytes. */
export const padBinary =
  (atLeft: boolean): Pad =>
  (out, bytes, start, end, width, filler, fillerStart, fillerEnd) => {
    const missing = width - (end - start);
    if (missing <= 0 || fillerStart === fillerEnd) {
      out.putBytes(bytes, start, Math.max(start, Math.min(end, start + width)));
      return;
    }
    checkTextSize(width, atLeft ? 'lpad' : 'rpad');
    if (!atLeft) out.putBytes(bytes, start, end);
    putFill(out, missing, filler, fillerStart, fillerEnd);
    if (atLeft) out.putBytes(bytes, start, end);
  };

/** Appends `size` bytes of a filler that is repeated. */
function putFill(out: TextScratch, size: number, filler: Uint8Array, start: number, end: number): void {
  out.reserve(size);
  const { arena } = out;
  const to = out.at + size;
  for (let at = out.at, k = start; at < to; at++) {
    arena[at] = filler[k++]!;
    if (k === end) k = start;
  }
  out.at = to;
}
