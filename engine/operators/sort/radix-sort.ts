import type { OrderBits } from './order-bits.ts';

/** Rows, and with each the bits that decide its place. A half that all rows share may be one array in two of these. */
interface Lanes {
  readonly rows: Int32Array<ArrayBuffer>;
  readonly high: Int32Array<ArrayBuffer>;
  readonly low: Int32Array<ArrayBuffer>;
}

/** Some bits of one half. */
interface Digit {
  readonly half: 'high' | 'low';
  readonly shift: number;
  readonly buckets: number;
}

/** Fewer rows than that are put in order by comparing them. */
const FEW = 24;
const DIGIT_BITS = 12;
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
export function radixSort(rows: Int32Array<ArrayBuffer>, bits: OrderBits): Lanes {
  const from = { rows, high: bits.high, low: bits.low };
  const n = rows.length;
  if (n < 2 || isSorted(bits)) return from;
  const room = (half: 'high' | 'low'): Int32Array<ArrayBuffer> =>
    differing(from[half], 0, n) === 0 ? from[half] : new Int32Array(n);
  const to = { rows: new Int32Array(n), high: room('high'), low: room('low') };
  const starts = new Int32Array(1 << DIGIT_BITS);
  return sortSpan(from, to, 0, n, starts, null);
}

/**
 * Puts the rows [first, last) of `from` in order.
 *
 * @param to room for them at the same places
 * @param into where they are wanted: either of both; null where that is all the same
 * @returns where they are
 */
function sortSpan(from: Lanes, to: Lanes, first: number, last: number, starts: Int32Array, into: Lanes | null): Lanes {
  const length = last - first;
  if (length <= FEW) {
    insert(from, into ?? from, first, last);
    return into ?? from;
  }
  const [high, low] = [differing(from.high, first, last), differing(from.low, first, last)];
  const bits = length < DIGIT_ROWS ? PART_BITS : DIGIT_BITS;
  const digits = [...digitsOf('low', low, bits), ...digitsOf('high', high, bits)];
  if (length > MANY ? digits.length > 1 : length < DIGIT_ROWS && digits.length > MANY_DIGITS) {
    const digit = topDigit(high, low, length > MANY ? PART_BITS : 29 - Math.clz32(length));
    const target = into ?? to;
    let begin = first;
    for (const end of scatter(from, to, first, last, digit, starts).slice(0, digit.buckets)) {
      if (end > begin) sortSpan(to, from, begin, end, starts, target);
      begin = end;
    }
    return target;
  }
  let [at, other] = [from, to];
  for (const digit of digits) {
    scatter(at, other, first, last, digit, starts);
    [at, other] = [other, at];
  }
  if (into !== null && into !== at) copy(at, into, first, last);
  return into ?? at;
}

function copy(from: Lanes, to: Lanes, first: number, last: number): void {
  for (const lane of ['rows', 'high', 'low'] as const) {
    if (to[lane] !== from[lane]) to[lane].set(from[lane].subarray(first, last), first);
  }
}

/** The digits in which rows differ, the last first. */
function* digitsOf(half: 'high' | 'low', differ: number, most: number): Generator<Digit> {
  for (let left = differ; left !== 0;) {
    const shift = 31 - Math.clz32(left & -left);
    const bits = Math.min(most, 32 - Math.clz32(left) - shift);
    yield { half, shift, buckets: 1 << bits };
    const above = shift + bits;
    left = above >= 32 ? 0 : left & (-1 << above);
  }
}

/** The first bits in which rows differ: so many of them, where they lie close. */
function topDigit(high: number, low: number, bits: number): Digit {
  const differ = high === 0 ? low : high;
  const top = 31 - Math.clz32(differ);
  let [shift, found] = [top, 1];
  while (shift > 0 && top - shift < DIGIT_BITS - 1 && found < bits) {
    shift--;
    found += (differ >>> shift) & 1;
  }
  return { half: high === 0 ? 'low' : 'high', shift, buckets: 1 << (top - shift + 1) };
}

/** Puts the rows [first, last) in the order of one digit; says in `starts` where each bucket ends. */
function scatter(from: Lanes, to: Lanes, first: number, last: number, digit: Digit, starts: Int32Array): Int32Array {
  const { half, shift, buckets } = digit;
  countDigits(from[half], first, last, digit, starts);
  let sum = first;
  for (let b = 0; b < buckets; b++) {
    const count = starts[b]!;
    starts[b] = sum;
    sum += count;
  }
  const digits = from[half];
  const rest = half === 'high' ? 'low' : 'high';
  const mask = buckets - 1;
  if (from[rest] === to[rest]) scatterOne(from.rows, digits, to.rows, to[half], first, last, shift, mask, starts);
  else scatterBoth(from, to, digits, first, last, shift, mask, starts);
  return starts;
}

function countDigits(
  digits: Int32Array,
  first: number,
  last: number,
  { shift, buckets }: Digit,
  counts: Int32Array,
): void {
  counts.fill(0, 0, buckets);
  const mask = buckets - 1;
  for (let i = first; i < last; i++) counts[(digits[i]! >>> shift) & mask]!++;
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

/** The bits in which some of the numbers differ. */
function differing(numbers: Int32Array, first: number, last: number): number {
  const one = numbers[first]!;
  let differ = 0;
  for (let i = first + 1; i < last; i++) differ |= numbers[i]! ^ one;
  return differ;
}

/** Each row among those before it. */
function insert(from: Lanes, into: Lanes, first: number, last: number): void {
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
}

function isSorted(bits: OrderBits): boolean {
  for (let i = 1; i < bits.high.length; i++) if (bits.isBefore(i, bits, i - 1)) return false;
  return true;
}
