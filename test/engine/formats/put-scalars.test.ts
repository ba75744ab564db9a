import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextArena } from '../../../engine/columnar/text-arena.ts';
import { decodeText } from '../../../engine/columnar/texts.ts';
import { ofWords } from '../../../engine/formats/scalars/of-scalar.ts';
import { textPutter } from '../../../engine/formats/scalars/text-putter.ts';
import type { DataType } from '../../../engine/types/data-type.ts';
import { doubleToText, floatToText, javaDigits, javaFloatDigits } from '../../../engine/types/java-double.ts';
import { textWriter } from '../../../engine/types/to-text.ts';

/** What is written as bytes, behind other bytes that must stay. */
function written(type: DataType, value: unknown, zone = 'UTC'): string {
  const out = new TextArena(4);
  out.putText('xy');
  (ofWords(type, textPutter(type, zone)!) as (out: TextArena, value: unknown) => void)(out, value);
  expect(decodeText(out.arena, 0, 2)).toBe('xy');
  return decodeText(out.arena, 2, out.at);
}

const same = (type: DataType, values: fc.Arbitrary<unknown>, zone = 'UTC', numRuns = 500): void => {
  const direct = textWriter(type, zone) as (value: unknown) => string;
  fc.assert(
    fc.property(values, (value) => void expect(written(type, value, zone)).toBe(direct(value))),
    { numRuns },
  );
};

const POWERS = [31n, 32n, 52n, 53n, 54n, 62n].flatMap((bits) => [2n ** bits - 1n, 2n ** bits, 2n ** bits + 1n]);
const TENS = Array.from({ length: 18 }, (_, i) => 10n ** BigInt(i + 1)).flatMap((n) => [n - 1n, n, n + 1n]);
const EDGES = [0n, 1n, 9n * 10n ** 15n, 2n ** 63n - 1n, ...POWERS, ...TENS].flatMap((n) => [n, -n]);
const longs = fc.oneof(
  fc.constantFrom(...EDGES, -(2n ** 63n)),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(-(2n ** 40n), 2n ** 40n),
);
const ints = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 9, 10, 99, 100, 2 ** 31 - 1, -(2 ** 31)));
/** Microseconds of the years 1, 1582, 1969, 2255 and 9999, beside all others that a timestamp can hold. */
const micros = fc.oneof(
  fc.bigInt(-62_135_596_800_000_000n, 253_402_300_799_999_999n),
  fc.constantFrom(0n, -1n, 1n, -62_135_596_800_000_000n, -12_219_292_800_000_000n, 253_402_300_799_999_999n, 8_999_999_999_999_999n, 9_000_000_000_000_001n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(1_700_000_000n, 1_740_000_000n).map((seconds) => seconds * 1_000_000n),
); // prettier-ignore

describe('bytes are those of the text', () => {
  test('BIGINT', () => same({ kind: 'long' }, longs));
  test('INT', () => same({ kind: 'integer' }, ints));
  test('BOOLEAN', () => same({ kind: 'boolean' }, fc.boolean()));
  test('DATE', () =>
    same({ kind: 'date' }, fc.oneof(fc.integer(), fc.integer({ min: -800_000, max: 3_000_000 }), fc.constantFrom(-719_528, -719_529, 2_932_896, 2_932_897)))); // prettier-ignore
  test('TIMESTAMP_NTZ', () => same({ kind: 'timestamp_ntz' }, micros));
  test.each(['UTC', '+05:30', 'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'])(
    'TIMESTAMP in %s',
    (zone) => same({ kind: 'timestamp' }, micros, zone),
  );
  test.each([
    ['day', 'second'],
    ['day', 'day'],
    ['hour', 'minute'],
    ['minute', 'second'],
    ['second', 'second'],
  ] as const)('INTERVAL %s TO %s', (start, end) =>
    same({ kind: 'day_time_interval', start, end }, fc.oneof(longs, fc.bigInt(-200_000_000_000n, 200_000_000_000n))),
  );
  test.each([
    ['year', 'month'],
    ['year', 'year'],
    ['month', 'month'],
  ] as const)('INTERVAL %s TO %s', (start, end) => same({ kind: 'year_month_interval', start, end }, ints));
  test('INTERVAL', () => {
    const few = fc.integer({ min: -30, max: 30 });
    const parts = fc.oneof(
      longs,
      fc.bigInt(-8_000_000_000n, 8_000_000_000n),
      few.map(BigInt),
      fc.constantFrom(3_600_000_000n, -60_000_000n, 1_500_000n),
    );
    same(
      { kind: 'calendar_interval' },
      fc.record({ months: fc.oneof(few, ints), days: fc.oneof(few, ints), micros: parts }),
    );
  });
  test.each([[1, 0], [9, 2], [18, 0], [18, 18], [19, 3], [38, 0], [38, 10], [38, 38]])('DECIMAL(%d,%d)', (precision, scale) => {
    const limit = 10n ** BigInt(precision) - 1n;
    const near = EDGES.filter((n) => n <= limit && n >= -limit);
    same({ kind: 'decimal', precision, scale }, fc.oneof(fc.constantFrom(...near), fc.bigInt(-limit, limit)));
  }); // prettier-ignore
});

const money = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(1, 10, 100, 1000, 1e6, 3)).map(([n, unit]) => n / unit); // prettier-ignore
/** Doubles that end in few bits: here two decimals can be equally near. */
const dyadic = fc.tuple(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 45 })).map(([n, bits]) => n / 2 ** bits); // prettier-ignore
const wide = fc.tuple(fc.bigInt(2n ** 52n, 2n ** 53n), fc.integer({ min: -60, max: 0 })).map(([n, e]) => Number(n) * 2 ** e); // prettier-ignore
const doubles = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 1e-4, max: 1e16, noNaN: true }),
  money,
  dyadic,
  wide,
);
/** Neither whole and small, which have a text of their own, nor zero. */
const plain = doubles.filter((x) => x !== 0 && !(Number.isInteger(x) && Math.abs(x) < 1e7));

describe('doubles', () => {
  test('have the digits of Java', () => {
    fc.assert(
      fc.property(plain, (x) => void expect(doubleToText(x)).toBe(javaDigits(x))),
      { numRuns: 20_000 },
    );
  });
  test('as bytes', () => same({ kind: 'double' }, doubles, 'UTC', 5000));
  test.each([[-0, '-0.0'], [NaN, 'NaN'], [Infinity, 'Infinity'], [-Infinity, '-Infinity'], [1e7, '1.0E7'], [0.1 + 0.2, '0.30000000000000004'], [1e-3, '0.001'], [2e-3, '0.002'], [4.35, '4.35'], [123456789.5, '1.234567895E8'], [1 + 3 * 2 ** -17, '1.00002288818359375'.slice(0, -1)], [9999999.99, '9999999.99'], [-0.001, '-0.001']])('%d is %s', (x, text) => {
    if (text.length < 18) expect(written({ kind: 'double' }, x)).toBe(text);
    expect(written({ kind: 'double' }, x)).toBe(doubleToText(x));
  }); // prettier-ignore
  test('FLOAT', () => {
    const floats = doubles.map(Math.fround).filter((x) => Number.isFinite(x) && x !== 0 && !(Number.isInteger(x) && Math.abs(x) < 1e7)); // prettier-ignore
    fc.assert(
      fc.property(floats, (x) => void expect(floatToText(x)).toBe(javaFloatDigits(x))),
      { numRuns: 20_000 },
    );
  });
});
