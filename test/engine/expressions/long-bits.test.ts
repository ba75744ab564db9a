import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { bound, columnsOf, conditionOf, shown } from './sql-value.ts';

const columns = columnsOf('n BIGINT, c INT');
const on = (sql: string): ((n: bigint | null, c: number | null) => unknown) => {
  const f = compileExpression(bound(sql, columns), columns);
  return (n, c) => f([n, c]);
};
const long = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -9n, max: 9n }));

test('shifts of BIGINT are those of 64 bits', () => {
  const [left, right, unsigned] = [on('shiftleft(n, c)'), on('n >> c'), on('shiftrightunsigned(n, c)')];
  fc.assert(
    fc.property(long, fc.integer({ min: -70, max: 130 }), (n, c) => {
      const by = BigInt(c & 63);
      expect(left(n, c)).toBe(BigInt.asIntN(64, n << by));
      expect(right(n, c)).toBe(n >> by);
      expect(unsigned(n, c)).toBe(BigInt.asIntN(64, BigInt.asUintN(64, n) >> by));
    }),
    { numRuns: 2000 },
  );
  expect([left(null, 1), right(1n, null)]).toEqual([null, null]);
});

test('numbers of one base are those of another, modulo 2^64', () => {
  const base = fc.integer({ min: 2, max: 36 });
  const columns = columnsOf('s STRING, f INT, t INT');
  const conv = compileExpression(bound('conv(s, f, t)', columns), columns);
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 64n - 1n), fc.boolean(), fc.boolean(), base, base, (n, negative, signed, f, t) => {
      const text = `${negative ? '-' : ''}${n.toString(f)}`;
      const bits = BigInt.asUintN(64, negative ? -n : n);
      const wanted = (signed ? BigInt.asIntN(64, bits) : bits).toString(t).toUpperCase();
      expect(conv([` ${text.toUpperCase()}\t`, f, signed ? -t : t])).toBe(wanted);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["conv('18446744073709551615', 10, 16)", 'FFFFFFFFFFFFFFFF'],
  ["conv('-1', 10, 16)", 'FFFFFFFFFFFFFFFF'],
  ["conv('-9223372036854775808', 10, -10)", '-9223372036854775808'],
  ["conv('9223372036854775808', 10, -10)", '-9223372036854775808'],
  ["conv('11abc', 10, 16)", 'B'],
  ["conv('é', 10, 16)", '0'],
  ["conv('-', 10, 16)", '0'],
  ["conv(' \u00a012\u00a0', 10, 2)", '1100'],
  ["conv('  ', 10, 16)", 'NULL'],
  ["conv('\u00a0', 10, 16)", 'NULL'],
  ["conv('1', 1, 16)", 'NULL'],
  ["conv('1', 10, 37)", 'NULL'],
  ["width_bucket(INTERVAL '3' DAY, INTERVAL '0' DAY, INTERVAL '10' DAY, 5)", '2'],
  ["width_bucket(INTERVAL '3' MONTH, INTERVAL '10' MONTH, INTERVAL '0' MONTH, 5)", '4'],
  ["sign(INTERVAL '-3' HOUR)", '-1.0'],
  ["sign(INTERVAL '0' HOUR)", '0.0'],
  ["sign(INTERVAL '3' YEAR)", '1.0'],
  ["-INTERVAL '3' HOUR", "INTERVAL '-03' HOUR"],
  ['bit_count(-1)', '64'],
  ['bit_count(-1L)', '64'],
  ['bit_count(true)', '1'],
  ['bin(-1)', '1'.repeat(64)],
  ['bin(0)', '0'],
  ['bin(4294967296)', `1${'0'.repeat(32)}`],
  ['width_bucket(-0.9, 5.2, 0.5, 2)', '3'],
  ['width_bucket(-2.1, 1.3, 3.4, 3)', '0'],
  ['width_bucket(8.1, 0.0, 5.7, 4)', '5'],
  ['width_bucket(5.35, 0.024, 10.06, 5)', '3'],
  ['width_bucket(0.5, 0, 1, 9007199254740994)', '4503599627370498'],
  ['width_bucket(0.99999, 0, 1, 9223372036854775806)', '9223279803134407681'],
  ['width_bucket(1, 0, 0, 5)', 'NULL'],
  ['factorial(0)', '1'],
  ['factorial(20)', '2432902008176640000'],
  ['factorial(21)', 'NULL'],
  ['factorial(-1)', 'NULL'],
  ['make_timestamp(1969, 12, 31, 23, 59, 59.999999)', '1969-12-31 23:59:59.999999'],
  ['make_timestamp(2020, 2, 29, 23, 59, 60)', '2020-03-01 00:00:00'],
  ['make_timestamp(200000, 1, 1, 0, 0, 0.5)', '+200000-01-01 00:00:00.5'],
  ['make_timestamp_ntz(1, 1, 1, 0, 0, 0)', '0001-01-01 00:00:00'],
  ['try_make_timestamp(2020, 2, 30, 0, 0, 0)', 'NULL'],
])('%s is %s', (sql, text) => {
  expect(shown(sql)).toBe(text);
});

test.each([
  ['make_timestamp(2020, 2, 30, 0, 0, 0)', 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION'],
  ['make_timestamp(2020, 2, 3, 0, 0, 60.5)', 'INVALID_FRACTION_OF_SECOND'],
  ["conv('18446744073709551616', 10, 16)", 'ARITHMETIC_OVERFLOW'],
  ['bit_get(1L, 64)', 'INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE'],
  ['make_timestamp(2020, 2, 3, 0, 0, -1)', 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION'],
])('%s is refused', (sql, condition) => {
  expect(conditionOf(sql)).toBe(condition);
});
