import type { Vector } from './vector.ts';

/** Binary values that lie in one piece of memory; an end before its start is null. */
export interface ByteRanges {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly length: number;
}

type ObjectVector = Vector & { readonly layout: 'object' };

const known = new WeakMap<Vector, ByteRanges>();

/**
 * A binary column over bytes of somebody else: an array for each value is made only when somebody looks at them, and
 * then it is a copy, so that one small value does not keep a whole fetch in memory.
 */
export function binaryRanges(ranges: ByteRanges): ObjectVector {
  let data: unknown[] | null = null;
  const vector: ObjectVector = {
    layout: 'object',
    valid: validity(ranges),
    get data() {
      data ??= values(ranges);
      return data;
    },
  };
  known.set(vector, ranges);
  return vector;
}

/** Where the values of a binary column lie, null when they are arrays of their own. */
export const rangesOf = (vector: Vector): ByteRanges | null => known.get(vector) ?? null;

function validity({ starts, ends, length }: ByteRanges): Uint8Array | null {
  let valid: Uint8Array | null = null;
  for (let row = 0; row < length; row++) {
    if (ends[row]! >= starts[row]!) continue;
    valid ??= new Uint8Array(length).fill(1);
    valid[row] = 0;
  }
  return valid;
}

function values({ bytes, starts, ends, length }: ByteRanges): (Uint8Array | null)[] {
  const all: (Uint8Array | null)[] = new Array<Uint8Array | null>(length);
  for (let row = 0; row < length; row++) {
    all[row] = ends[row]! < starts[row]! ? null : bytes.slice(starts[row], ends[row]);
  }
  return all;
}
