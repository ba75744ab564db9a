import { expect, test } from 'vitest';
import { showText } from '../../../engine/columnar/show-text.ts';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';

const table = (ddl: string, rows: readonly (readonly unknown[])[], n = 20, truncate: boolean | number = true): string[] => {
  const schema = parseSchema(ddl);
  return showText([batchOf(schema, rows)], schema, n, truncate, 'UTC').split('\n');
}; // prettier-ignore

test('columns are as wide as their widest cell, and three at least', () => {
  expect(table('n INT, word STRING', [[1, 'stream'], [null, 'a']])).toEqual([
    '+----+------+',
    '|   n|  word|',
    '+----+------+',
    '|   1|stream|',
    '|NULL|     a|',
    '+----+------+',
    '',
  ]); // prettier-ignore
});

test.each<[string, boolean | number, string, string]>([
  ['cut at 20 characters', true, 'abcdefghijklmnopqrstuvwxyz', '|abcdefghijklmnopq...|'],
  ['of 20 characters stays', true, 'abcdefghijklmnopqrst', '|abcdefghijklmnopqrst|'],
  ['not cut, stands on the left', false, 'abcdefghijklmnopqrstuvwxyz', '|abcdefghijklmnopqrstuvwxyz|'],
  ['cut at 5', 5, 'abcdefgh', '|ab...|'],
  ['cut at 3 has no room for dots', 3, 'abcdefgh', '|abc|'],
  ['of two lines is one', true, 'a\nb\tc\rd', '|a\\nb\\tc\\rd|'],
])('a text %s', (_, truncate, text, line) => expect(table('s STRING', [[text]], 20, truncate)[3]).toBe(line));

test('characters of East Asia take two places', () => {
  const lines = table('s STRING', [['日本'], ['abcd']]);
  expect(lines.slice(0, 5)).toEqual(['+----+', '|   s|', '+----+', '|日本|', '|abcd|']);
});

test.each([[0, 'only showing top 0 rows'], [1, 'only showing top 1 row'], [2, 'only showing top 2 rows'], [3, '']])(
  'of three rows %d: %j', (n, last) => {
    const lines = table('n INT', [[1], [2], [3]], n);
    expect([lines.length, lines.at(-1)]).toEqual([5 + n, last]);
  },
); // prettier-ignore
