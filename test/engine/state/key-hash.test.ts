import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginHash, bitsOrNull, doubleBitsText, HALVES, hashKey, mixHash } from '../../../engine/state/key-hash.ts';
import { generatedFunction } from '../../../engine/types/generated-function.ts';

/** The hash of doubles that may be null, as generated code computes it. */
const generated = generatedFunction<(...args: unknown[]) => number>(
  ['D', 'H', 'a', 'b'],
  [
    beginHash('h'),
    mixHash('h', bitsOrNull('a === null', doubleBitsText('a', 'D', 'H'))),
    mixHash('h', bitsOrNull('false', doubleBitsText('b', 'D', 'H'))),
    'return h;',
  ].join('\n'),
);

test('generated code hashes a key as the tables do', () => {
  const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, NaN, Infinity, 2 ** 31, -(2 ** 31) - 1));
  fc.assert(
    fc.property(fc.option(numbers), numbers, (a, b) => {
      expect(generated(HALVES.double, HALVES.doubleHalves, a, b)).toBe(hashKey([a, b]));
    }),
  );
});

test('every NaN has one hash, and 0 that of no NULL', () => {
  const other = new Float64Array(new BigInt64Array([0x7ff8000000000001n]).buffer)[0]!;
  expect(hashKey([other])).toBe(hashKey([NaN]));
  expect(hashKey([0])).not.toBe(hashKey([null]));
});

test('keys next to each other fall into different places of a table', () => {
  const places = new Set(Array.from({ length: 1024 }, (_, i) => hashKey([BigInt(i) * 1_000_000n]) & 4095));
  expect(places.size).toBeGreaterThan(700);
});
