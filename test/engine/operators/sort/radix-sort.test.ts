import { expect, test } from 'vitest';
import { OrderBits } from '../../../../engine/operators/sort/order-bits.ts';
import { radixSort } from '../../../../engine/operators/sort/radix-sort.ts';

/** A fixed course of numbers of 32 bits. */
function* mixed(): Generator<number> {
  for (let x = 12345; ; x = (Math.imul(x, 1664525) + 1013904223) | 0) yield x ^ (x >>> 15);
}

type Put = (i: number, any: number, other: number) => readonly [high: number, low: number];

const BITS: Readonly<Record<string, Put>> = {
  'few values': (_, any) => [0, (any >>> 8) % 5],
  '20 bits': (i) => [0, (i * 7919) % 1000003],
  'all of a half': (_, any) => [0, any],
  'both halves': (_, any, other) => [other, any],
  'the first half alone': (_, any) => [any, 7],
  'bits far apart': (_, any) => [any & 0x11111111, any & 0x01010101],
  'most of them small': (_, any, other) => [0, any >>> (16 + (other & 15))],
  'one unlike all others': (i) => [i === 70 ? 1 : 0, 5],
  'in order': (i) => [0, i],
  'in the other order': (i) => [0, -1 - i],
};

/** Few that are compared, some, and more than stay in a core's cache. */
const LENGTHS = [1, 2, 24, 25, 1000, 5000, 300_000];

test.each(Object.entries(BITS))('%s: in the order of the bits, equal rows as they were', (_, put) => {
  for (const length of LENGTHS) {
    const numbers = mixed();
    const bits = new OrderBits(length);
    for (let i = 0; i < length; i++) {
      [bits.high[i], bits.low[i]] = put(i, numbers.next().value as number, numbers.next().value as number) as [number, number]; // prettier-ignore
    }
    const keys = Float64Array.from(bits.low, (low, i) => (bits.high[i]! >>> 0) * 2 ** 20 + (low >>> 12));
    const lows = bits.low.slice();
    const rows = Int32Array.from({ length }, (__, i) => length - 1 - i);
    const wanted = rows
      .map((_row, i) => i)
      .sort((a, b) => keys[a]! - keys[b]! || (lows[a]! >>> 0) - (lows[b]! >>> 0) || a - b);
    const [highs, given] = [bits.high.slice(), rows.slice()];
    const sorted = radixSort(rows, bits);
    expect(sorted.rows).toEqual(wanted.map((i) => given[i]!));
    expect(sorted.high).toEqual(wanted.map((i) => highs[i]!));
    expect(sorted.low).toEqual(wanted.map((i) => lows[i]!));
  }
});
