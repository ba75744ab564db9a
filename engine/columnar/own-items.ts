import { sliceVector, takeVector } from './take.ts';
import type { ListVector } from './vector.ts';

/** The items of this many times as many as rows have are not worth to be gathered. */
const FEW_UNUSED = 2;

/** The same lists over items that hold little beside what the first `length` rows have. */
export function ownItems(vector: ListVector, length: number): ListVector {
  const { starts, ends, valid } = vector;
  let [first, last, used] = [Infinity, 0, 0];
  for (let row = 0; row < length; row++) {
    if ((valid !== null && valid[row] === 0) || ends[row] === starts[row]) continue;
    first = Math.min(first, starts[row]!);
    last = Math.max(last, ends[row]!);
    used += ends[row]! - starts[row]!;
  }
  if (used === 0) return { ...vector, ...empty(length), items: sliceVector(vector.items, 0, 0) };
  if (last - first > FEW_UNUSED * used) return gathered(vector, length, used);
  const shifted = empty(length);
  for (let row = 0; row < length; row++) {
    if ((valid !== null && valid[row] === 0) || ends[row] === starts[row]) continue;
    shifted.starts[row] = starts[row]! - first;
    shifted.ends[row] = ends[row]! - first;
  }
  return { ...vector, ...shifted, items: sliceVector(vector.items, first, last) };
}

const empty = (length: number): { starts: Int32Array; ends: Int32Array } => ({
  starts: new Int32Array(length),
  ends: new Int32Array(length),
});

function gathered(vector: ListVector, length: number, used: number): ListVector {
  const { starts, ends, valid } = vector;
  const rows = new Int32Array(used);
  const offsets = new Int32Array(length + 1);
  let at = 0;
  for (let row = 0; row < length; row++) {
    if (valid === null || valid[row] === 1) for (let k = starts[row]!; k < ends[row]!; k++) rows[at++] = k;
    offsets[row + 1] = at;
  }
  return {
    ...vector,
    starts: offsets.subarray(0, length),
    ends: offsets.subarray(1),
    items: takeVector(vector.items, rows),
  };
}
