import type { Interner } from '../columnar/interner.ts';
import type { Scalar } from '../columnar/vector.ts';

/** Where a list keeps its index: beside its rows, out of sight of whoever writes or compares it. */
const BY_NUMBER = Symbol('texts by number');
/** A search through so few costs less than a set. */
const FEW = 8;

/** The texts of a list's first rows, by their numbers in one generation of an interner. */
interface Numbers {
  readonly interner: Interner;
  readonly generation: number;
  seen: number[] | Set<number>;
  rows: number;
}

/** Rows of one text each, all different. */
export type TextRows = Scalar[][] & { [BY_NUMBER]?: Numbers };

const textAt = (list: TextRows, row: number): string => list[row]![0] as string;

/**
 * Whether a list lacks a text, which the caller then appends: texts are compared as numbers, so that none is made of bytes
 * that were seen before.
 *
 * @param id the text's number in the interner
 */
export function lacksText(list: TextRows, id: number, interner: Interner): boolean {
  let numbers = list[BY_NUMBER];
  if (numbers === undefined || numbers.interner !== interner || numbers.generation !== interner.generation) {
    numbers = { interner, generation: interner.generation, seen: [], rows: 0 };
    Object.defineProperty(list, BY_NUMBER, { value: numbers, configurable: true });
  }
  while (numbers.rows < list.length) note(numbers, interner.intern(textAt(list, numbers.rows)));
  return note(numbers, id);
}

/** Counts a text as there. @returns whether it was not */
function note(numbers: Numbers, id: number): boolean {
  const { seen } = numbers;
  if (seen instanceof Set) {
    if (seen.add(id).size === numbers.rows) return false;
  } else {
    if (seen.includes(id)) return false;
    seen.push(id);
    if (seen.length > FEW) numbers.seen = new Set(seen);
  }
  numbers.rows++;
  return true;
}
