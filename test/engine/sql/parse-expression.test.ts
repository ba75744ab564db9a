import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExpression, parseNamedExpression } from '../../../engine/sql/parse-expression.ts';
import { isMillraceError } from '../../../engine/types/errors.ts';
import { shown, typeOf } from '../expressions/sql-value.ts';

describe('precedence', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['-2 * -3', '6'],
    ['2 - 1 - 1', '0'],
    ['NOT true OR true', 'true'],
    ['NOT (true OR true)', 'false'],
    ['1 + 1 = 2 AND 3 > 2', 'true'],
    ['5 & 3 | 8', '9'],
    ["'a' || 'b' = 'ab'", 'true'],
    ['1 BETWEEN 0 AND 2 AND true', 'true'],
    ['1 NOT IN (2, 3)', 'true'],
    ["'abc' NOT LIKE 'a%'", 'false'],
    ["'abc' LIKE ANY ('x', 'a%')", 'true'],
    ["'a%b' LIKE 'a#%b' ESCAPE '#'", 'true'],
    ['1 IS NOT NULL', 'true'],
    ['NULL IS DISTINCT FROM 1', 'true'],
    ['CASE 2 WHEN 1 THEN 10 WHEN 2 THEN 20 END', '20'],
    ["named_struct('a', array(map('k', 5))).a[0]['k']", '5'],
    ["'12'::int + 1", '13'],
    ["EXTRACT(YEAR FROM DATE '2024-02-29')", '2024'],
    ["TRIM(BOTH 'x' FROM 'xxaxx')", 'a'],
    ["POSITION('b' IN 'abc')", '2'],
    ['aggregate(array(1, 2, 3), 0, (a, x) -> a + x)', '6'],
    ['transform(array(1, 2), x -> transform(array(10), y -> x + y)[0])', '[11, 12]'],
    ['1 /* a comment */ + -- another\n 2', '3'],
  ])('%s is %s', (sql, result) => expect(shown(sql)).toBe(result));
});

describe('literals', () => {
  test.each([
    ['1', 'INT', '1'],
    ['3000000000', 'BIGINT', '3000000000'],
    ['9223372036854775808', 'DECIMAL(19,0)', '9223372036854775808'],
    ['1Y', 'TINYINT', '1'],
    ['1S', 'SMALLINT', '1'],
    ['1.50', 'DECIMAL(3,2)', '1.50'],
    ['1.5D', 'DOUBLE', '1.5'],
    ['1.5F', 'FLOAT', '1.5'],
    ['1BD', 'DECIMAL(1,0)', '1'],
    ['1e3', 'DOUBLE', '1000.0'],
    ["'it''s'", 'STRING', "it's"],
    ["'a' 'b'", 'STRING', 'ab'],
    ["'\\u0041\\n'", 'STRING', 'A\n'],
    ["r'\\n'", 'STRING', '\\n'],
    ['"double"', 'STRING', 'double'],
    ["X'4142'", 'BINARY', '[41 42]'],
    ["DATE '2024-2-9'", 'DATE', '2024-02-09'],
    ["TIMESTAMP '2024-01-01 10:00:00+02:00'", 'TIMESTAMP', '2024-01-01 08:00:00'],
    ["INTERVAL '1-2' YEAR TO MONTH", 'INTERVAL YEAR TO MONTH', "INTERVAL '1-2' YEAR TO MONTH"],
    ['INTERVAL 2 HOURS 30 MINUTES', 'INTERVAL HOUR TO MINUTE', "INTERVAL '02:30' HOUR TO MINUTE"],
  ])('%s is a %s: %s', (sql, type, text) => {
    expect(typeOf(sql)).toBe(type);
    expect(shown(sql)).toBe(text);
  });
});

describe('named expressions', () => {
  test('take a name without AS', () => {
    expect(parseNamedExpression('a + 1 total')).toMatchObject({ kind: 'alias', names: ['total'] });
  });
});

describe('syntax errors', () => {
  test.each(['', '1 +', '(1', "'open", 'a b c', 'CASE END', 'f(', 'a IN ()', '1 ~'])(
    '%j is refused with its place',
    (sql) => {
      expect(() => parseExpression(sql)).toThrow(/PARSE_SYNTAX_ERROR.*pos \d+/);
    },
  );

  test('any text parses or is refused by an error of ours', () => {
    const word = fc.constantFrom(
      'a',
      '1',
      "'s'",
      '(',
      ')',
      ',',
      '+',
      '-',
      'AND',
      'NOT',
      'CASE',
      'END',
      '->',
      '.',
      '`',
      'IN',
      'interval',
      '::',
      'int',
      '[',
      ']',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 8 }), (words) => {
        try {
          parseExpression(words.join(' '));
        } catch (error) {
          if (!isMillraceError(error)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
