import type { OrderBits } from './order-bits.ts';

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
/** Where the digits of a half begin. */
const SHIFTS = [0, DIGIT_BITS, 2 * DIGIT_BITS] as const;

/**
 * Rows in the order of their bits; equal rows keep their order. Least significant digit first; a digit that all share
 * costs nothing. Both arguments are used up: they may hold anything afterwards.
 *
 * @returns the rows, and their bits in the same order
 */
export function radixSort(
  rows: Int32Array<ArrayBuffer>,
  bits: OrderBits,
): { readonly rows: Int32Array<ArrayBuffer>; readonly high: Int32Array; readonly low: Int32Array } {
  const n = rows.length;
  let from = { rows, high: bits.high, low: bits.low };
  if (n < 2 || isSorted(bits)) return from;
  const counts = countDigits(bits);
  let to = { rows: new Int32Array(n), high: new Int32Array(n), low: new Int32Array(n) };
  for (let digit = 0; digit < 6; digit++) {
    const starts = counts.subarray(digit * BUCKETS, (digit + 1) * BUCKETS);
    const shift = SHIFTS[digit % 3]!;
    const half = digit < 3 ? from.low : from.high;
    if (starts[(half[0]! >>> shift) & (BUCKETS - 1)] === n) continue;
    let sum = 0;
    for (let b = 0; b < BUCKETS; b++) {
      const count = starts[b]!;
      starts[b] = sum;
      sum += count;
    }
    const [fromRows, fromHigh, fromLow] = [from.rows, from.high, from.low];
    const [toRows, toHigh, toLow] = [to.rows, to.high, to.low];
    for (let i = 0; i < n; i++) {
      const bucket = (half[i]! >>> shift) & (BUCKETS - 1);
      const at = starts[bucket]!;
      starts[bucket] = at + 1;
      toRows[at] = fromRows[i]!;
      toHigh[at] = fromHigh[i]!;
      toLow[at] = fromLow[i]!;
    }
    [from, to] = [to, from];
  }
  return from;
}

function countDigits({ high, low }: OrderBits): Int32Array {
  const counts = new Int32Array(6 * BUCKETS);
  const last = BUCKETS - 1;
  for (let i = 0; i < high.length; i++) {
    const [h, l] = [high[i]!, low[i]!];
    counts[l & last]!++;
    counts[BUCKETS + ((l >>> DIGIT_BITS) & last)]!++;
    counts[2 * BUCKETS + (l >>> (2 * DIGIT_BITS))]!++;
    counts[3 * BUCKETS + (h & last)]!++;
    counts[4 * BUCKETS + ((h >>> DIGIT_BITS) & last)]!++;
    counts[5 * BUCKETS + (h >>> (2 * DIGIT_BITS))]!++;
  }
  return counts;
}

function isSorted(bits: OrderBits): boolean {
  for (let i = 1; i < bits.high.length; i++) if (bits.isBefore(i, bits, i - 1)) return false;
  return true;
}
