import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextArena } from '../../../engine/columnar/text-arena.ts';
import { decodeText } from '../../../engine/columnar/texts.ts';
import { putGroupedDigits } from '../../../engine/formats/scalars/put-grouped-digits.ts';
import { wordsOf } from '../../../engine/types/int128.ts';

/** Half to even, by bigints. */
function grouped(n: bigint, scale: number, decimals: number): string {
  const size = n < 0n ? -n : n;
  const unit = 10n ** BigInt(Math.max(0, scale - decimals));
  const twice = 2n * (size % unit);
  const whole = size / unit;
  const rounded = twice > unit || (twice === unit && whole % 2n === 1n) ? whole + 1n : whole;
  const digits = (rounded * 10n ** BigInt(Math.max(0, decimals - scale))).toString().padStart(decimals + 1, '0');
  const before = digits.slice(0, digits.length - decimals).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${n < 0n ? '-' : ''}${before}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}

const LIMIT = 10n ** 38n - 1n;
const numbers = fc.oneof(
  fc.tuple(fc.bigInt(-LIMIT, LIMIT), fc.integer({ min: 0, max: 37 })).map(([n, fewer]) => n / 10n ** BigInt(fewer)),
  // Nines that go over, and halves.
  fc.tuple(fc.integer({ min: 1, max: 37 }), fc.constantFrom(-1n, 0n, 1n)).map(([d, more]) => 10n ** BigInt(d) - 5n + more),
  fc.tuple(fc.bigInt(-1000n, 1000n), fc.integer({ min: 0, max: 30 })).map(([n, zeros]) => (10n * n + 5n) * 10n ** BigInt(zeros)),
  fc.constantFrom(0n, 5n, -5n, 15n, LIMIT, -LIMIT, 999_999n, 9_999_995n),
); // prettier-ignore

test('digits are rounded half to even and stand in groups', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 38 }), fc.integer({ min: 0, max: 45 }), (n, scale, decimals) => {
      const out = new TextArena(4);
      out.putText('xy');
      putGroupedDigits(out, wordsOf(n), 0, scale, decimals);
      expect(decodeText(out.arena, 0, out.at)).toBe(`xy${grouped(n, scale, decimals)}`);
    }),
    { numRuns: 20_000 },
  );
});
