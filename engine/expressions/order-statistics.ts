import type { Scalar } from '../columnar/vector.ts';
import { comparePresent } from '../types/compare.ts';
import { longOf, SAFE } from '../types/exact-long.ts';
import type { DataType } from '../types/data-type.ts';
import { KeptIntegers, type KeptValues } from './kept-values.ts';

/** How many values are put in order one by one. */
const FEW = 24;
/** How many places are looked for before all values are sorted. */
const MOST_SEARCHES = 6;

/**
 * Numbers that are asked for by their place in ascending order, NaN last: each place is searched (quickselect, C. A. R. Hoare,
 * "Algorithm 65: Find", 1961), so that a median takes time in proportion to the values.
 */
export class OrderStatistics {
  readonly length: number;
  private readonly numbers: Float64Array;
  /** Those that are no NaN, which lie first. */
  private readonly ordered: number;
  private searches = 0;

  /** @param numbers which are moved */
  constructor(numbers: Float64Array) {
    this.numbers = numbers;
    this.length = numbers.length;
    let ordered = 0;
    for (let i = 0; i < numbers.length; i++) {
      const n = numbers[i]!;
      if (n === n) {
        numbers[i] = numbers[ordered]!;
        numbers[ordered++] = n;
      }
    }
    this.ordered = ordered;
  }

  /** The number at a place, from 0. */
  at(place: number): number {
    if (place >= this.ordered) return NaN;
    this.searches++;
    if (this.searches < MOST_SEARCHES) search(this.numbers, this.ordered, place);
    else if (this.searches === MOST_SEARCHES) this.numbers.subarray(0, this.ordered).sort();
    return this.numbers[place]!;
  }
}

/** Moves numbers until the one at a place has none before it that is larger, and none behind it that is smaller. */
function search(numbers: Float64Array, length: number, place: number): void {
  let [low, high] = [0, length - 1];
  // Twice as many halvings as there should be: numbers that are made to be slow are sorted.
  let rounds = 2 * Math.ceil(Math.log2(length + 1));
  while (high - low >= FEW) {
    if (rounds-- === 0) {
      numbers.subarray(low, high + 1).sort();
      return;
    }
    const pivot = middle(numbers[low]!, numbers[(low + high) >>> 1]!, numbers[high]!);
    let [i, j] = [low, high];
    while (i <= j) {
      while (numbers[i]! < pivot) i++;
      while (numbers[j]! > pivot) j--;
      if (i > j) break;
      const n = numbers[i]!;
      numbers[i++] = numbers[j]!;
      numbers[j--] = n;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else return;
  }
  insertionSort(numbers, low, high);
}

const middle = (a: number, b: number, c: number): number =>
  a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;

function insertionSort(numbers: Float64Array, low: number, high: number): void {
  for (let i = low + 1; i <= high; i++) {
    const n = numbers[i]!;
    let j = i - 1;
    for (; j >= low && numbers[j]! > n; j--) numbers[j + 1] = numbers[j]!;
    numbers[j + 1] = n;
  }
}

/** The values of an orderable type, by their place in ascending order. */
export function placesOf(values: KeptValues, type: DataType): (place: number) => Scalar {
  if (values instanceof KeptIntegers) {
    const numbers = exactNumbers(values);
    if (numbers !== null) {
      const order = new OrderStatistics(numbers);
      return (place) => longOf(order.at(place));
    }
  } else if (typeof values.at(0) === 'number') {
    const order = new OrderStatistics(Float64Array.from(values.scalars as number[]));
    return (place) => order.at(place);
  }
  const sorted = values.scalars.toSorted(comparePresent(type));
  return (place) => sorted[place]!;
}

/** Integers as doubles, null where one of them might not be exact. */
function exactNumbers(values: KeptIntegers): Float64Array | null {
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < numbers.length; i++) {
    const n = values.double(i);
    if (n > SAFE || n < -SAFE) return null;
    numbers[i] = n;
  }
  return numbers;
}
