import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashRange } from '../../../engine/expressions/murmur3.ts';
import { XORShift } from '../../../engine/expressions/xor-shift.ts';

/** The generator by bigints. */
function* doubles(seed: bigint): Generator<number> {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, seed);
  const low = hashRange(bytes, 0, 8, 0x3c074a61);
  let state = BigInt.asUintN(64, (BigInt(hashRange(bytes, 0, 8, low)) << 32n) | BigInt(low >>> 0));
  const next = (bits: number): number => {
    state ^= BigInt.asUintN(64, state << 21n);
    state ^= state >> 35n;
    state ^= BigInt.asUintN(64, state << 4n);
    return Number(BigInt.asUintN(bits, state));
  };
  for (;;) yield (next(26) * 2 ** 27 + next(27)) * 2 ** -53;
}

test('numbers of any seed are those of 64-bit arithmetic', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (seed) => {
      const [found, expected] = [new XORShift(seed), doubles(seed)];
      for (let i = 0; i < 20; i++) expect(found.nextDouble()).toBe(expected.next().value);
    }),
  );
});
