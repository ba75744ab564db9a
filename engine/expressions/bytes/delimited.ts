import type { TextScratch } from '../../columnar/text-scratch.ts';
import { indexOfZero } from '../index-errors.ts';
import { findBytes, findLastBytes } from './search.ts';

/** The part before `count` occurrences of a delimiter, after them from the end when `count` is negative. */
export function substringIndex(
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: Uint8Array,
  delimiterStart: number,
  delimiterEnd: number,
  count: number,
): void {
  out.from = start;
  out.to = end;
  if (count === 0 || delimiterStart === delimiterEnd) {
    out.to = start;
    return;
  }
  if (count > 0) {
    let at = start - 1;
    for (let left = count; left > 0; left--) {
      at = findBytes(bytes, at + 1, end, delimiter, delimiterStart, delimiterEnd);
      if (at < 0) return;
    }
    out.to = at;
    return;
  }
  let at = end;
  for (let left = count; left < 0; left++) {
    at = findLastBytes(bytes, start, at, end, delimiter, delimiterStart, delimiterEnd);
    if (at < 0) return;
  }
  out.from = at + (delimiterEnd - delimiterStart);
}

/** The part at a place between delimiters, from 1 or from the end; an empty text where there is none. */
export function splitPart(
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: Uint8Array,
  delimiterStart: number,
  delimiterEnd: number,
  place: number,
): void {
  if (place === 0) throw indexOfZero();
  const size = delimiterEnd - delimiterStart;
  const next = (from: number): number =>
    size === 0 ? -1 : findBytes(bytes, from, end, delimiter, delimiterStart, delimiterEnd);
  let wanted = place;
  if (place < 0) {
    for (let at = next(start); at >= 0; at = next(at + size)) wanted++;
    // so many delimiters and one part more, counted from the end
    wanted += 2;
  }
  out.from = out.to = start;
  if (wanted < 1) return;
  let from = start;
  for (let left = wanted; left > 1; left--) {
    const at = next(from);
    if (at < 0) return;
    from = at + size;
  }
  const at = next(from);
  out.from = from;
  out.to = at < 0 ? end : at;
}
