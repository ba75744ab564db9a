import { LONG, type DataType } from '../../../types/data-type.ts';
import { doubleOfWords, SAFE } from '../../../types/exact-long.ts';
import { longAt, setSmall, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { defineFunction } from '../../define-function.ts';
import { words } from '../../function-code.ts';
import { coerced } from '../../signature.ts';
import { BIGINT, FLOATING, type TypePattern } from '../../type-pattern.ts';

const LARGEST_LONG = 2n ** 63n - 1n;

/** Stores the number of the bucket, from 1, in which so many before it end. */
function storeAfter(out: Words, before: number): void {
  if (before < SAFE) setWhole(out, 0, Math.floor(before) + 1);
  else setSmall(out, 0, BigInt(Math.trunc(before)) + 1n);
}

/** Stores the number of the bucket behind the last one. */
function storeBehind(out: Words, n: Words, nt: number): void {
  const count = wholeAt(n, nt);
  if (count === count) setWhole(out, 0, count + 1);
  else setSmall(out, 0, longAt(n, nt) + 1n);
}

/** @returns false where there is none */
function store(out: Words, x: number, low: number, high: number, n: Words, nt: number): boolean {
  const count = doubleOfWords(n[nt]!, n[nt + 1]!);
  if (count <= 0 || (count > SAFE && longAt(n, nt) === LARGEST_LONG) || x !== x || low === high) return false;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return false;
  const rises = low < high;
  if (rises ? x < low : x > low) setWhole(out, 0, 0);
  else if (rises ? x >= high : x <= high) storeBehind(out, n, nt);
  else storeAfter(out, (count * (rises ? x - low : low - x)) / (rises ? high - low : low - high));
  return true;
}

function ofIntervals(
  out: Words,
  value: Words,
  at: number,
  low: Words,
  lowAt: number,
  high: Words,
  highAt: number,
  n: Words,
  nt: number,
): boolean {
  const size = (a: Words, place: number): number => doubleOfWords(a[place]!, a[place + 1]!);
  return store(out, size(value, at), size(low, lowAt), size(high, highAt), n, nt);
}

/** Intervals of one kind, or numbers. */
function taken(type: DataType | undefined): TypePattern {
  if (type?.kind !== 'year_month_interval' && type?.kind !== 'day_time_interval') return FLOATING;
  return { names: [type.kind], accepts: (t) => t.kind === type.kind, concrete: type };
}

export const widthBucket = defineFunction({
  name: 'width_bucket',
  group: 'math',
  description: 'The number of the bucket of equal width that a value falls into.',
  parameters: ['value', 'min', 'max', 'num_bucket'],
  examples: [{ sql: 'width_bucket(5.3, 0.2, 10.6, 5)', result: '3' }],
  bind(given, context) {
    const value = taken(given[0]?.type);
    const args = coerced({ args: [value, value, value, BIGINT] }, given, context);
    const kernel = args[0]!.type.kind === 'day_time_interval' ? ofIntervals : store;
    return { args, type: LONG, nullable: true, code: words(kernel, { mayBeNull: true }) };
  },
});
