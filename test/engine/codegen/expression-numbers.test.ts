import { describe, expect, test } from 'vitest';
import { ExpressionNumbers } from '../../../engine/codegen/expression-numbers.ts';
import { bound, columnsOf } from '../expressions/sql-value.ts';

const columns = columnsOf('a INT, b INT, s STRING, d DOUBLE, st STRUCT<x: INT, y: INT>');
const same = (one: string, other: string): boolean => {
  const numbers = new ExpressionNumbers();
  return numbers.of(bound(one, columns)) === numbers.of(bound(other, columns));
};

describe('equal expressions have one number', () => {
  test.each([
    ['a + b', 'a + b'],
    ['upper(s)', 'UPPER(s)'],
    ['a + 1', '(a + 1)'],
    ['st.x', 'st.x'],
    ['substring(s, 1, 2)', 'substr(s, 1, 2)'],
  ])('%s and %s', (one, other) => expect(same(one, other)).toBe(true));
});

describe('different ones have not', () => {
  test.each([
    ['a + b', 'b + a'],
    ['a + 1', 'a + 2'],
    ['a', 'b'],
    ['st.x', 'st.y'],
    ['CAST(s AS INT)', 'try_cast(s AS INT)'],
    ['CAST(a AS BIGINT)', 'CAST(a AS DOUBLE)'],
    ["concat(s, '1')", 'concat(s, 1L)'],
    ['d * 0.0D', 'd * -0.0D'],
    ["s LIKE 'a/_' ESCAPE '/'", "s LIKE 'a/_'"],
    ["X'61'", "'a'"],
    ['1L', '1'],
    ["'NULL'", 'CAST(NULL AS STRING)'],
    ['round(d, 1)', 'round(d, 2)'],
  ])('%s and %s', (one, other) => expect(same(one, other)).toBe(false));
}); // prettier-ignore

test('columns of one name are two', () => {
  const numbers = new ExpressionNumbers();
  const [one, other] = [1, 2].map(() => bound('a + 1', columnsOf('a INT')));
  expect(numbers.of(one!)).not.toBe(numbers.of(other!));
});
