/** The bits that decide the order of rows, some at a time. */

/** Rows, and with each the bits that decide its place. A half that all rows share may be one array in two of these. */
export interface Lanes {
  readonly rows: Int32Array<ArrayBuffer>;
  readonly high: Int32Array<ArrayBuffer>;
  readonly low: Int32Array<ArrayBuffer>;
}

export type Half = 'high' | 'low';

/** The bits of each half in which rows differ. */
export type Differing = Readonly<Record<Half, number>>;

/** Some bits of one half. */
export interface Digit {
  readonly half: Half;
  readonly shift: number;
  readonly buckets: number;
}

/** As many bits as have all their buckets in a core's nearest cache. */
export const DIGIT_BITS = 12;
/** Of two halves, by at most so many bits or the fewer of a small part. */
export const MOST_DIGITS = 8;

/** The bits in which some of the rows [first, last) differ. */
export const differing = (from: Lanes, first: number, last: number): Differing => ({
  high: differingIn(from.high, first, last),
  low: differingIn(from.low, first, last),
});

function differingIn(numbers: Int32Array, first: number, last: number): number {
  const one = numbers[first]!;
  let differ = 0;
  for (let i = first + 1; i < last; i++) differ |= numbers[i]! ^ one;
  return differ;
}

/** The digits in which rows differ, the last first. */
export function* digitsOf(half: Half, differ: number, most: number): Generator<Digit> {
  for (let left = differ; left !== 0;) {
    const shift = 31 - Math.clz32(left & -left);
    const bits = Math.min(most, 32 - Math.clz32(left) - shift);
    yield { half, shift, buckets: 1 << bits };
    const above = shift + bits;
    left = above >= 32 ? 0 : left & (-1 << above);
  }
}

/** The first bits in which rows differ: so many of them, where they lie close. */
export function topDigit({ high, low }: Differing, bits: number): Digit {
  const differ = high === 0 ? low : high;
  const top = 31 - Math.clz32(differ);
  let [shift, found] = [top, 1];
  while (shift > 0 && top - shift < DIGIT_BITS - 1 && found < bits) {
    shift--;
    found += (differ >>> shift) & 1;
  }
  return { half: high === 0 ? 'low' : 'high', shift, buckets: 1 << (top - shift + 1) };
}

/** Says where the buckets of each digit start; rows are passed over once for two digits of a half. */
export function countDigits(
  from: Lanes,
  first: number,
  last: number,
  digits: readonly Digit[],
  starts: readonly Int32Array[],
): void {
  for (let k = 0; k < digits.length; k++) {
    const [digit, next] = [digits[k]!, digits[k + 1]];
    const counts = starts[k]!;
    counts.fill(0, 0, digit.buckets);
    if (next?.half === digit.half) {
      k++;
      starts[k]!.fill(0, 0, next.buckets);
      countTwo(from[digit.half], first, last, digit, next, counts, starts[k]!);
      sumUp(starts[k]!, first, next.buckets);
    } else countOne(from[digit.half], first, last, digit, counts);
    sumUp(counts, first, digit.buckets);
  }
}

function sumUp(counts: Int32Array, first: number, buckets: number): void {
  let sum = first;
  for (let b = 0; b < buckets; b++) {
    const count = counts[b]!;
    counts[b] = sum;
    sum += count;
  }
}

function countOne(half: Int32Array, first: number, last: number, { shift, buckets }: Digit, counts: Int32Array): void {
  const mask = buckets - 1;
  for (let i = first; i < last; i++) counts[(half[i]! >>> shift) & mask]!++;
}

function countTwo(
  half: Int32Array,
  first: number,
  last: number,
  one: Digit,
  two: Digit,
  counts: Int32Array,
  countsOfTwo: Int32Array,
): void {
  const [shift, mask, shiftOfTwo, maskOfTwo] = [one.shift, one.buckets - 1, two.shift, two.buckets - 1];
  for (let i = first; i < last; i++) {
    const value = half[i]!;
    counts[(value >>> shift) & mask]!++;
    countsOfTwo[(value >>> shiftOfTwo) & maskOfTwo]!++;
  }
}
