import type { OrderBits } from './order-bits.ts';
import {
  countDigits,
  DIGIT_BITS,
  differing,
  digitsOf,
  MOST_DIGITS,
  topDigit,
  type Differing,
  type Digit,
  type Half,
  type Lanes,
} from './radix-digits.ts';

/** Fewer rows than that are put in order by comparing them. */
const FEW = 24;
/** Fewer rows than that are not worth so many buckets. */
const DIGIT_ROWS = 1 << DIGIT_BITS;
/**
 * More rows than that go into parts by their first bits, so that all else stays in a core's cache: 30 ns a row for two
 * million rows and for ten, where digit after digit over all of them took 60 and 80. Below, parts cost what they win.
 */
const MANY = 1 << 18;
/** More parts than that, written at once, miss the cache for addresses. */
const PART_BITS = 8;
/** With more digits the first part of the bits decides most orders. */
const MANY_DIGITS = 4;

/**
 * Rows in the order of their bits; equal rows keep their order. A bit that all share costs nothing. Both arguments are used up:
 * they may hold anything afterwards.
 *
 * @returns the rows, and their bits in the same order
 */
export function radixSort(rows: Int32Array<ArrayBuffer>, order: OrderBits): Lanes {
  const from = { rows, high: order.high, low: order.low };
  const n = rows.length;
  if (n < 2 || isSorted(order)) return from;
  if (n <= FEW) return insert(from, from, 0, n);
  const differ = differing(from, 0, n);
  const room = (half: Half): Int32Array<ArrayBuffer> => (differ[half] === 0 ? from[half] : new Int32Array(n));
  const to = { rows: new Int32Array(n), high: room('high'), low: room('low') };
  const bits = n < DIGIT_ROWS ? PART_BITS : DIGIT_BITS;
  const starts = Array.from({ length: MOST_DIGITS }, (_, k) => new Int32Array(1 << (k === 0 ? DIGIT_BITS : bits)));
  return sortDiffering(from, to, 0, n, differ, starts, null);
}

/**
 * Puts the rows [first, last) of `from`, which are more than a few, in order.
 *
 * @param to room for them at the same places
 * @param differ the bits in which they differ
 * @param starts room for the places of the buckets of each digit
 * @param into where the rows are wanted: either of both; null where that is all the same
 * @returns where they are
 */
function sortDiffering(
  from: Lanes,
  to: Lanes,
  first: number,
  last: number,
  differ: Differing,
  starts: readonly Int32Array[],
  into: Lanes | null,
): Lanes {
  const length = last - first;
  const bits = length < DIGIT_ROWS ? PART_BITS : DIGIT_BITS;
  const digits = [...digitsOf('low', differ.low, bits), ...digitsOf('high', differ.high, bits)];
  if (length > MANY ? digits.length > 1 : length < DIGIT_ROWS && digits.length > MANY_DIGITS) {
    const digit = topDigit(differ, length > MANY ? PART_BITS : 29 - Math.clz32(length));
    countDigits(from, first, last, [digit], starts);
    scatter(from, to, first, last, digit, starts[0]!);
    sortParts(to, from, first, starts[0]!.slice(0, digit.buckets), starts, into ?? to);
    return into ?? to;
  }
  countDigits(from, first, last, digits, starts);
  let [at, other] = [from, to];
  for (const [k, digit] of digits.entries()) {
    scatter(at, other, first, last, digit, starts[k]!);
    [at, other] = [other, at];
  }
  if (into !== null && into !== at) copy(at, into, first, last);
  return into ?? at;
}

/** Puts rows that lie in parts in order, part by part. @param ends where each part ends */
function sortParts(
  from: Lanes,
  to: Lanes,
  first: number,
  ends: Int32Array,
  starts: readonly Int32Array[],
  into: Lanes,
): void {
  let begin = first;
  for (const end of ends) {
    if (end - begin <= FEW) insert(from, into, begin, end);
    else sortDiffering(from, to, begin, end, differing(from, begin, end), starts, into);
    begin = end;
  }
}

function copy(from: Lanes, to: Lanes, first: number, last: number): void {
  for (const lane of ['rows', 'high', 'low'] as const) {
    if (to[lane] !== from[lane]) to[lane].set(from[lane].subarray(first, last), first);
  }
}

/** Puts the rows [first, last) in the order of one digit. @param starts where each bucket starts, and afterwards ends */
function scatter(from: Lanes, to: Lanes, first: number, last: number, digit: Digit, starts: Int32Array): void {
  const { half, shift, buckets } = digit;
  const digits = from[half];
  const rest = half === 'high' ? 'low' : 'high';
  const mask = buckets - 1;
  if (from[rest] === to[rest]) scatterOne(from.rows, digits, to.rows, to[half], first, last, shift, mask, starts);
  else scatterBoth(from, to, digits, first, last, shift, mask, starts);
}

function scatterOne(
  rows: Int32Array,
  digits: Int32Array,
  toRows: Int32Array,
  toDigits: Int32Array,
  first: number,
  last: number,
  shift: number,
  mask: number,
  starts: Int32Array,
): void {
  for (let i = first; i < last; i++) {
    const value = digits[i]!;
    const bucket = (value >>> shift) & mask;
    const at = starts[bucket]!;
    starts[bucket] = at + 1;
    toRows[at] = rows[i]!;
    toDigits[at] = value;
  }
}

function scatterBoth(
  { rows, high, low }: Lanes,
  to: Lanes,
  digits: Int32Array,
  first: number,
  last: number,
  shift: number,
  mask: number,
  starts: Int32Array,
): void {
  const { rows: toRows, high: toHigh, low: toLow } = to;
  for (let i = first; i < last; i++) {
    const bucket = (digits[i]! >>> shift) & mask;
    const at = starts[bucket]!;
    starts[bucket] = at + 1;
    toRows[at] = rows[i]!;
    toHigh[at] = high[i]!;
    toLow[at] = low[i]!;
  }
}

/** Each row among those before it. */
function insert(from: Lanes, into: Lanes, first: number, last: number): Lanes {
  const { rows, high, low } = into;
  for (let i = first; i < last; i++) {
    const [row, h, l] = [from.rows[i]!, from.high[i]!, from.low[i]!];
    let at = i;
    for (; at > first; at--) {
      const before = high[at - 1]!;
      if (before === h ? low[at - 1]! >>> 0 <= l >>> 0 : before >>> 0 < h >>> 0) break;
      rows[at] = rows[at - 1]!;
      high[at] = before;
      low[at] = low[at - 1]!;
    }
    rows[at] = row;
    high[at] = h;
    low[at] = l;
  }
  return into;
}

function isSorted(bits: OrderBits): boolean {
  for (let i = 1; i < bits.high.length; i++) if (bits.isBefore(i, bits, i - 1)) return false;
  return true;
}
