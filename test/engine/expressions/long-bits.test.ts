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

test.each([
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
  ['make_timestamp(2020, 2, 3, 0, 0, -1)', 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION'],
])('%s is refused', (sql, condition) => {
  expect(conditionOf(sql)).toBe(condition);
});
