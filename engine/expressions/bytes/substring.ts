import type { TextScratch } from '../../columnar/text-scratch.ts';
import { characterOffset, countCharacters } from './characters.ts';

/** SQL's `substring`: positions from 1, negative ones from the end. */
export function substring(
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  position: number,
  length: number,
): void {
  const first = position > 0 ? position - 1 : position < 0 ? countCharacters(bytes, start, end) + position : 0;
  out.from = characterOffset(bytes, start, end, first);
  const rest = first < 0 ? first + length : length;
  out.to = rest >= end - out.from ? end : characterOffset(bytes, out.from, end, rest);
}

/** The same of a BINARY. */
export function substringOfBinary(
  out: TextScratch,
  _: Uint8Array,
  start: number,
  end: number,
  position: number,
  length: number,
): void {
  const size = end - start;
  const first = position > 0 ? position - 1 : position < 0 ? size + position : 0;
  out.from = start + Math.min(size, Math.max(0, first));
  out.to = Math.max(out.from, Math.min(end, start + first + length));
}

export function leftPart(out: TextScratch, bytes: Uint8Array, start: number, end: number, length: number): void {
  substring(out, bytes, start, end, 1, length);
}

export function leftPartOfBinary(out: TextScratch, b: Uint8Array, start: number, end: number, length: number): void {
  substringOfBinary(out, b, start, end, 1, length);
}

export function rightPart(out: TextScratch, bytes: Uint8Array, start: number, end: number, length: number): void {
  if (length > 0) substring(out, bytes, start, end, -length, length);
  else out.from = out.to = end;
}
