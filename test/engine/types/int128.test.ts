import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divideHalfUp, fitsPrecision, rescale as rescaled } from '../../../engine/types/decimal.ts';
import {
  add,
  compare,
  copy,
  digitParts,
  DigitReader,
  divide,
  equal,
  hasDigits,
  integerAt,
  isLong,
  longAt,
  multiply,
  negate,
  rescale,
  roundDigits,
  setLong,
  setSmall,
  setWhole,
  subtract,
  truncate,
  wholeAt,
  wordsOf,
} from '../../../engine/types/int128.ts';
import { quotient, remainder, wholeQuotient } from '../../../engine/types/int128-division.ts';
import type { RoundingMode } from '../../../engine/types/round-double.ts';

const LIMIT = 10n ** 38n;
/** Of any number of digits and of words, and next to where one more begins. */
const unscaled = fc
  .tuple(
    fc.oneof(
      fc.nat(38).map((digits) => 10n ** BigInt(digits)),
      fc.nat(126).map((bits) => 1n << BigInt(bits)),
      fc.nat(38).chain((digits) => fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) })),
      fc.tuple(fc.nat(90), fc.bigInt({ min: 0n, max: 2n ** 33n })).map(([bits, n]) => n << BigInt(bits)),
    ),
    fc.constantFrom(-1n, 0n, 1n),
    fc.boolean(),
  )
  .map(([n, more, negative]) => (negative ? -n - more : n + more))
  .filter((n) => n < LIMIT && n > -LIMIT);
const digits = fc.integer({ min: 0, max: 38 });
const precision = fc.integer({ min: 1, max: 38 });

/** What is stored, or undefined where it did not fit. */
function stored(store: (out: Int32Array) => boolean | void): bigint | undefined {
  const out = new Int32Array(4);
  return store(out) === false ? undefined : integerAt(out, 0);
}

const fitting = (n: bigint, p: number): bigint | undefined => (fitsPrecision(n, p) ? n : undefined);
const RUNS = { numRuns: 2000 };

describe('integers of 128 bits', () => {
  test('are read as they were stored, at any place', () => {
    fc.assert(
      fc.property(unscaled, unscaled, (a, b) => {
        const words = new Int32Array(12);
        copy(words, 4, wordsOf(a), 0);
        copy(words, 8, wordsOf(b), 0);
        expect([integerAt(words, 4), integerAt(words, 8), integerAt(words, 0)]).toEqual([a, b, 0n]);
        expect([isLong(words, 4), equal(words, 4, words, 8)]).toEqual([BigInt.asIntN(64, a) === a, a === b]);
        expect(Math.sign(compare(words, 4, words, 8))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
      RUNS,
    );
  });

  test('are sums and differences of bigints, with what 128 bits do not hold', () => {
    const whole = fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n });
    fc.assert(
      fc.property(fc.oneof(unscaled, whole), fc.oneof(unscaled, whole), (a, b) => {
        const out = new Int32Array(4);
        const lacks = add(out, 0, wordsOf(a), 0, wordsOf(b), 0);
        expect(integerAt(out, 0) + (BigInt(lacks) << 128n)).toBe(a + b);
        const less = subtract(out, 0, wordsOf(a), 0, wordsOf(b), 0);
        expect(integerAt(out, 0) + (BigInt(less) << 128n)).toBe(a - b);
        expect(stored((to) => negate(to, 0, wordsOf(b), 0))).toBe(BigInt.asIntN(128, -b));
      }),
      RUNS,
    );
  });

  test('are products, rounded half up', () => {
    fc.assert(
      fc.property(unscaled, unscaled, digits, precision, (a, b, dropped, p) => {
        const made = stored((out) => multiply(out, wordsOf(a), 0, wordsOf(b), 0, dropped, p));
        expect(made).toBe(fitting(rescaled(a * b, dropped, 0), p));
      }),
      RUNS,
    );
  });

  test('have their point moved, and are divided by a count', () => {
    fc.assert(
      fc.property(
        unscaled,
        digits,
        digits,
        precision,
        fc.oneof(
          fc.integer({ min: 1, max: 2 ** 20 }),
          fc.maxSafeInteger().map((n) => 1 + (Math.abs(n) % 2 ** 36)),
        ),
        (a, from, to, p, n) => {
          expect(stored((out) => rescale(out, 0, wordsOf(a), 0, to - from, p))).toBe(fitting(rescaled(a, from, to), p));
          const quotient = divideHalfUp(a * 10n ** BigInt(from), BigInt(n));
          expect(stored((out) => divide(out, wordsOf(a), 0, from, n, p))).toBe(fitting(quotient, p));
          const whole = a / 10n ** BigInt(to);
          const isWhole = BigInt.asIntN(64, whole) === whole;
          expect(stored((out) => truncate(out, wordsOf(a), 0, to))).toBe(isWhole ? whole : undefined);
          expect(hasDigits(wordsOf(a), 0, p)).toBe(fitsPrecision(a, p));
        },
      ),
      RUNS,
    );
  });

  test('are divided by integers of any size, and rounded', () => {
    const size = (n: bigint): bigint => (n < 0n ? -n : n);
    fc.assert(
      fc.property(
        unscaled,
        unscaled.filter((b) => b !== 0n),
        digits,
        precision,
        (a, b, moved, p) => {
          const [x, y] = [wordsOf(a), wordsOf(b)];
          const exact = divideHalfUp(size(a) * 10n ** BigInt(moved), size(b));
          const signed = a < 0n !== b < 0n ? -exact : exact;
          expect(stored((out) => quotient(out, x, 0, y, 0, moved, p))).toBe(fitting(signed, p));
          expect(stored((out) => wholeQuotient(out, x, 0, y, 0))).toBe(a / b);
          expect(stored((out) => remainder(out, x, 0, y, 0))).toBe(a % b);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test.each<[mode: RoundingMode, up: (twice: bigint, unit: bigint, q: bigint, negative: boolean) => boolean]>([
    ['half up', (twice, unit) => twice >= unit],
    ['half even', (twice, unit, q) => twice > unit || (twice === unit && q % 2n === 1n)],
    ['ceiling', (twice, _, __, negative) => twice > 0n && !negative],
    ['floor', (twice, _, __, negative) => twice > 0n && negative],
  ])('lose digits: %s', (mode, up) => {
    const nearHalf = fc
      .tuple(unscaled, fc.nat(30), fc.constantFrom(-1n, 0n, 1n))
      .map(
        ([n, zeros, more]) => (n / 10n ** BigInt(zeros + 1)) * 10n ** BigInt(zeros) + 5n * 10n ** BigInt(zeros) + more,
      )
      .filter((n) => n < LIMIT && n > -LIMIT);
    fc.assert(
      fc.property(fc.oneof(unscaled, nearHalf), fc.nat(60), precision, (a, dropped, p) => {
        const unit = 10n ** BigInt(dropped);
        const [q, rest] = [(a < 0n ? -a : a) / unit, (a < 0n ? -a : a) % unit];
        const rounded = up(rest * 2n, unit, q, a < 0n) ? q + 1n : q;
        const wanted = fitting(a < 0n ? -rounded : rounded, p);
        expect(stored((out) => roundDigits(out, wordsOf(a), 0, dropped, mode, p))).toBe(wanted);
      }),
      RUNS,
    );
  });

  test('are written and read digit by digit', () => {
    const reader = new DigitReader();
    fc.assert(
      fc.property(unscaled, digits, precision, (a, zeros, p) => {
        const size = a < 0n ? -a : a;
        const parts = new Float64Array(7);
        const count = digitParts(parts, wordsOf(a), 0);
        const text = Array.from(parts.subarray(0, count), (part, i) =>
          String(part).padStart(i === count - 1 ? 1 : 6, '0'),
        );
        expect(text.reverse().join('')).toBe(String(size));
        reader.begin();
        for (const digit of String(size)) reader.digit(Number(digit));
        expect(stored((out) => reader.finish(out, a < 0n, zeros, p))).toBe(fitting(a * 10n ** BigInt(zeros), p));
      }),
      RUNS,
    );
  });

  test('are doubles and 64 bits where they can be', () => {
    fc.assert(
      fc.property(
        unscaled,
        fc.maxSafeInteger(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        (a, x, long) => {
          const exact = a <= 9n * 10n ** 15n && a >= -9n * 10n ** 15n;
          expect(wholeAt(wordsOf(a), 0)).toBe(exact ? Number(a) : NaN);
          expect(stored((out) => setWhole(out, 0, x))).toBe(BigInt(x));
          expect(stored((out) => setSmall(out, 0, long))).toBe(long);
          expect(stored((out) => setLong(out, 0, wordsOf(long), 0))).toBe(long);
          expect(longAt(wordsOf(long), 0)).toBe(long);
        },
      ),
      RUNS,
    );
  });
});
