import type { TextScratch } from '../../columnar/text-scratch.ts';
import { characterEnd, isAscii } from './characters.ts';
import { hasCharacter } from './search.ts';

export type Side = 'both' | 'left' | 'right';

const SPACE = 32;

/** Without the spaces at its ends. */
export const trimSpaces =
  (side: Side): ((out: TextScratch, bytes: Uint8Array, start: number, end: number) => void) =>
  (out, bytes, start, end) => {
    let [from, to] = [start, end];
    if (side !== 'right') while (from < to && bytes[from] === SPACE) from++;
    if (side !== 'left') while (to > from && bytes[to - 1] === SPACE) to--;
    out.from = from;
    out.to = to;
  };

type TrimSet = (
  out: TextScratch,
  bytes: Uint8Array,
  start: number,
  end: number,
  set: Uint8Array,
  setStart: number,
  setEnd: number,
) => void;

/** Without the characters of a set at its ends. */
export const trimSet =
  (side: Side): TrimSet =>
  (out, bytes, start, end, set, setStart, setEnd) => {
    let from = start;
    if (side !== 'right') {
      while (from < end && hasCharacter(bytes, from, end, set, setStart, setEnd)) from = characterEnd(bytes, from, end);
    }
    out.from = from;
    out.to = side === 'left' ? end : keptEnd(bytes, from, end, set, setStart, setEnd);
  };

/** The same with the set as first argument. */
export const setFirst =
  (trim: TrimSet): TrimSet =>
  (out, set, setStart, setEnd, bytes, start, end) => {
    trim(out, bytes, start, end, set, setStart, setEnd);
  };

/** Where the last character ends that is not in the set. */
function keptEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
  set: Uint8Array,
  setStart: number,
  setEnd: number,
): number {
  let kept = end;
  if (isAscii(bytes, start, end)) {
    while (kept > start && hasCharacter(bytes, kept - 1, kept, set, setStart, setEnd)) kept--;
    return kept;
  }
  kept = start;
  for (let i = start; i < end;) {
    const next = characterEnd(bytes, i, end);
    if (!hasCharacter(bytes, i, end, set, setStart, setEnd)) kept = next;
    i = next;
  }
  return kept;
}
