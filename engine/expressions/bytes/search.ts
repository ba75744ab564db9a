import { characterEnd, characterOffset, CHARACTER_BYTES } from './characters.ts';

/** Whether `part[partStart .. partEnd)` lies at `at`. */
export function liesAt(
  bytes: Uint8Array,
  at: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
): boolean {
  if (at + (partEnd - partStart) > end) return false;
  for (let i = at, k = partStart; k < partEnd; i++, k++) if (bytes[i] !== part[k]) return false;
  return true;
}

/** Where the first occurrence of the part begins at or after `start`, -1 when there is none. */
export function findBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
): number {
  if (partStart === partEnd) return start <= end ? start : -1;
  const first = part[partStart]!;
  const last = end - (partEnd - partStart);
  for (let i = start; i <= last; i++) {
    if (bytes[i] !== first) continue;
    let k = partStart + 1;
    for (let j = i + 1; k < partEnd && bytes[j] === part[k]; j++) k++;
    if (k === partEnd) return i;
  }
  return -1;
}

/** Where the last occurrence of the part begins that begins in `[start .. before)`, -1 when there is none. */
export function findLastBytes(
  bytes: Uint8Array,
  start: number,
  before: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
): number {
  for (let i = Math.min(before - 1, end - (partEnd - partStart)); i >= start; i--) {
    if (liesAt(bytes, i, end, part, partStart, partEnd)) return i;
  }
  return -1;
}

export const containsBytes = (
  bytes: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
): boolean => findBytes(bytes, start, end, part, partStart, partEnd) >= 0;

export const startsWithBytes = liesAt;

export function endsWithBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
): boolean {
  const at = end - (partEnd - partStart);
  return at >= start && liesAt(bytes, at, end, part, partStart, partEnd);
}

/**
 * The place of a part among the characters, from 1, at or after the character `from` (from 0); 0 when it is not there. An
 * empty part is at the first place, wherever the search begins (UTF8String.indexOf).
 */
export function placeOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  part: Uint8Array,
  partStart: number,
  partEnd: number,
  from = 0,
): number {
  if (partStart === partEnd) return 1;
  const first = part[partStart]!;
  const last = end - (partEnd - partStart);
  let place = from + 1;
  for (let i = characterOffset(bytes, start, end, from); i <= last; place++) {
    const byte = bytes[i]!;
    if (byte === first && liesAt(bytes, i, end, part, partStart, partEnd)) return place;
    i += byte < 128 ? 1 : CHARACTER_BYTES[byte]!;
  }
  return 0;
}

/** `placeOf` with the part first and a position from 1, which finds nothing below it. */
export const locatePart = (
  part: Uint8Array,
  partStart: number,
  partEnd: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  position: number,
): number => (position < 1 ? 0 : placeOf(bytes, start, end, part, partStart, partEnd, position - 1));

/** The place of a text in a list separated by commas, from 1; 0 when it is not there or holds a comma. */
export function placeInList(
  bytes: Uint8Array,
  start: number,
  end: number,
  list: Uint8Array,
  listStart: number,
  listEnd: number,
): number {
  for (let i = start; i < end; i++) if (bytes[i] === COMMA) return 0;
  const size = end - start;
  for (let place = 1, from = listStart; ; place++) {
    let to = from;
    while (to < listEnd && list[to] !== COMMA) to++;
    if (to - from === size && liesAt(list, from, to, bytes, start, end)) return place;
    if (to === listEnd) return 0;
    from = to + 1;
  }
}

const COMMA = 44;

/** Whether one character of a text occurs in another. */
export const hasCharacter = (
  bytes: Uint8Array,
  at: number,
  end: number,
  set: Uint8Array,
  setStart: number,
  setEnd: number,
): boolean => findBytes(set, setStart, setEnd, bytes, at, characterEnd(bytes, at, end)) >= 0;
