import { describe, expect, test } from 'vitest';
import { columnsOf, conditionOf, nameOfSql, shown, typeOf } from './sql-value.ts';

describe('types of operators', () => {
  test.each([
    ['1 + 1', 'INT'],
    ['1 + 1L', 'BIGINT'],
    ["'10' + 1", 'BIGINT'],
    ["'10' / 4", 'DOUBLE'],
    ['1 / 2', 'DOUBLE'],
    ['7 div 2', 'BIGINT'],
    ['1.5 + 1', 'DECIMAL(3,1)'],
    ['1.5 * 2.25', 'DECIMAL(6,3)'],
    ['1.0 / 3.0', 'DECIMAL(8,6)'],
    ['1 + 1.5D', 'DOUBLE'],
    ['float(1) + 1', 'DOUBLE'],
    ["DATE '2024-01-01' + 1", 'DATE'],
    ["DATE '2024-01-02' - DATE '2024-01-01'", 'INTERVAL DAY'],
    ["TIMESTAMP '2024-01-01' + INTERVAL 1 HOUR", 'TIMESTAMP'],
    ['coalesce(1, 2L)', 'BIGINT'],
    ["if(true, 1, 'a')", 'BIGINT'],
    ['array(1, 2.5)', 'ARRAY<DECIMAL(11,1)>'],
    ["named_struct('a', 1)", 'STRUCT<a: INT NOT NULL>'],
    ['NULL', 'VOID'],
  ])('%s is %s', (sql, type) => expect(typeOf(sql)).toBe(type));
});

describe('errors', () => {
  test.each([
    ['2147483647 + 1', 'ARITHMETIC_OVERFLOW'],
    ['127Y + 1Y', 'BINARY_ARITHMETIC_OVERFLOW'],
    ['1 / 0', 'DIVIDE_BY_ZERO'],
    ['1 % 0', 'REMAINDER_BY_ZERO'],
    ["'1.5' + 1", 'CAST_INVALID_INPUT'],
    ["CAST('a' AS INT)", 'CAST_INVALID_INPUT'],
    ['CAST(3000000000 AS INT)', 'CAST_OVERFLOW'],
    ['CAST(123.45 AS DECIMAL(3,2))', 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION'],
    ['CAST(array(1) AS INT)', 'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION'],
    ['CAST(1 AS DATE)', 'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION'],
    ['1 + true', 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES'],
    ['true + true', 'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE'],
    ['upper(array(1))', 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'],
    ['upper()', 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION'],
    ["greatest(1, 'a')", 'DATATYPE_MISMATCH.DATA_DIFF_TYPES'],
    ['uper(1)', 'UNRESOLVED_ROUTINE'],
    ['array(1)[5]', 'INVALID_ARRAY_INDEX'],
    ['element_at(array(1), 5)', 'INVALID_ARRAY_INDEX_IN_ELEMENT_AT'],
    ['make_date(2147483647, 2, 1)', 'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION'],
    ["date_add(DATE'9999-12-31', 2147483647)", 'none'],
    ["to_date('x')", 'CAST_INVALID_INPUT'],
    ["to_date('x', 'yyyy')", 'CANNOT_PARSE_TIMESTAMP'],
    ['sum(sum(1))', 'NESTED_AGGREGATE_FUNCTION'],
  ])('%s: %s', (sql, condition) => expect(conditionOf(sql)).toBe(condition));
});

describe('names', () => {
  const columns = [...columnsOf('id INT, amount DOUBLE, st STRUCT<x: INT>', 'o'), ...columnsOf('id INT', 'c')];
  test.each([
    ['o.id', 'id'],
    ['amount + 1', '(amount + 1)'],
    ['sum(o.amount)', 'sum(amount)'],
    ['CAST(amount AS STRING)', 'amount'],
    ['CAST(amount + 1 AS STRING)', 'CAST((amount + 1) AS STRING)'],
    ['st.x', 'x'],
    ['sum(st.x)', 'sum(st.x)'],
    ['count(*)', 'count(1)'],
    ['count(DISTINCT amount)', 'count(DISTINCT amount)'],
    ["window(TIMESTAMP '2024-01-01', '1 minute')", 'window'],
    ['amount IS NULL', '(amount IS NULL)'],
    ['NOT amount > 1', '(NOT (amount > 1))'],
    ['upper(CAST(amount AS STRING))', 'upper(CAST(amount AS STRING))'],
  ])('%s is called %s', (sql, name) => expect(nameOfSql(sql, columns)).toBe(name));

  test.each([
    ['id', 'AMBIGUOUS_REFERENCE'],
    ['amuont', 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
    ['st.y', 'FIELD_NOT_FOUND'],
    ['amount.x', 'INVALID_EXTRACT_BASE_FIELD_TYPE'],
  ])('%s: %s', (sql, condition) => expect(conditionOf(sql, columns)).toBe(condition));
});

describe('words for days', () => {
  test.each([
    ["CAST('today' AS DATE)", '2024-06-01'],
    ["CAST('tomorrow' AS DATE)", '2024-06-02'],
    ["CAST('yesterday' AS TIMESTAMP)", '2024-05-31 00:00:00'],
    ["CAST('now' AS TIMESTAMP)", '2024-06-01 12:00:00'],
    ["CAST('epoch' AS TIMESTAMP)", '1970-01-01 00:00:00'],
    ['current_date', '2024-06-01'],
    ['current_timestamp()', '2024-06-01 12:00:00'],
  ])('%s is %s', (sql, text) => expect(shown(sql)).toBe(text));
});

describe('three-valued logic', () => {
  test.each([
    ['NULL AND false', 'false'],
    ['NULL AND true', 'NULL'],
    ['NULL OR true', 'true'],
    ['NULL OR false', 'NULL'],
    ['NOT NULL', 'NULL'],
    ['false AND 1 / 0 > 1', 'false'],
    ['true OR 1 / 0 > 1', 'true'],
    ['NULL = NULL', 'NULL'],
    ['NULL <=> NULL', 'true'],
    ['1 IN (2, NULL)', 'NULL'],
    ['1 IN (1, NULL)', 'true'],
    ["double('NaN') = double('NaN')", 'true'],
    ["double('NaN') > 1e300", 'true'],
    ['-0.0D = 0.0D', 'true'],
    ['coalesce(1, 1 / 0)', '1.0'],
    ['CASE WHEN NULL THEN 1 ELSE 2 END', '2'],
  ])('%s is %s', (sql, text) => expect(shown(sql)).toBe(text));
});
