import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalToText } from '../../../engine/types/decimal.ts';
import { wordsOf } from '../../../engine/types/int128.ts';
import { quotientOfWide } from '../../../engine/types/wide-quotient.ts';

const LIMIT = 10n ** 38n - 1n;
const numbers = fc.oneof(
  fc.bigInt(-LIMIT, LIMIT),
  fc.tuple(fc.bigInt(-LIMIT, LIMIT), fc.integer({ min: 0, max: 37 })).map(([n, fewer]) => n / 10n ** BigInt(fewer)),
  // Next to the middle between two doubles.
  fc.tuple(fc.bigInt(2n ** 52n, 2n ** 53n - 1n), fc.integer({ min: 1, max: 73 }), fc.bigInt(-2n, 2n)).map(([n, bits, more]) => ((2n * n + 1n) << BigInt(bits - 1)) + more).filter((n) => n <= LIMIT),
  fc.constantFrom(0n, 1n, -1n, 2n ** 32n, 2n ** 64n, -(2n ** 64n), 2n ** 96n, 2n ** 75n, 2n ** 75n - 1n, -(2n ** 75n), LIMIT, -LIMIT),
); // prettier-ignore

test('quotients are the nearest doubles, where they are certain', () => {
  let unsure = 0;
  const runs = 50_000;
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 38 }), (n, scale) => {
      const x = quotientOfWide(wordsOf(n), 0, scale);
      if (x !== x) unsure++;
      else expect(x).toBe(Number(decimalToText(n, scale)) + 0);
    }),
    { numRuns: runs },
  );
  expect(unsure).toBeLessThan(runs / 10);
});
