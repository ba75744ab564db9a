import { describe, expect, test } from 'vitest';
import { runSimpleQuery } from '../../golden/batch/simple-query.ts';

const rows = (sql: string): unknown => runSimpleQuery(sql, {}, 'UTC')?.rows;
const T = 'FROM VALUES (1, 2.5D), (NULL, 1.5D), (3, NULL), (3, 4.0D) AS t(a, b)';

describe('aggregates over the whole input', () => {
  test.each([
    [`count(*), count(a), count(DISTINCT a)`, ['4', '3', '2']],
    [`sum(a), avg(a), min(a), max(b)`, ['7', 7 / 3, 1, 4]],
    [`sum(DISTINCT a), count_distinct(a)`, ['4', '2']],
    [`sum(a) FILTER (WHERE b > 2)`, ['4']],
    [`first(a), last(b), first(b, true)`, [1, 4, 2.5]],
    [
      `collect_list(a), collect_set(a)`,
      [
        [1, 3, 3],
        [1, 3],
      ],
    ],
    [`max_by(a, b), min_by(a, b)`, [3, null]],
    [`approx_count_distinct(a), count_if(b > 2)`, ['2', '2']],
    [`bool_and(a > 0), bit_or(a)`, [true, 3]],
    [`median(a), percentile(a, 0.25)`, [3, 2]],
  ])('%s', (items, expected) => expect(rows(`SELECT ${items} ${T}`)).toEqual([expected]));

  test('of nothing are NULL, and counts 0', () => {
    expect(rows(`SELECT sum(a), avg(a), count(a), collect_list(a), stddev(b) ${T} WHERE a > 5`)).toEqual([
      [null, null, '0', [], null],
    ]);
  });

  test('a sum of BIGINT that overflows is an error', () => {
    expect(() => rows('SELECT sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x)')).toThrow(/ARITHMETIC_OVERFLOW/);
    expect(rows('SELECT try_sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x)')).toEqual([[null]]);
  });

  test('a sum of many INTs is exact', () => {
    expect(rows('SELECT sum(x) FROM VALUES (2147483647), (2147483647), (-5) AS t(x)')).toEqual([['4294967289']]);
  });
});

describe('generators', () => {
  test.each([
    ['explode(array(1, 2))', [[1], [2]]],
    ['explode_outer(CAST(NULL AS ARRAY<INT>))', [[null]]],
    ["posexplode(map('a', 1))", [[0, 'a', 1]]],
    [
      "inline(array(struct(1, 'x'), struct(2, 'y')))",
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ],
    ['json_tuple(\'{"a":1,"b":"x"}\', \'a\', \'b\')', [['1', 'x']]],
  ])('%s', (items, expected) => expect(rows(`SELECT ${items}`)).toEqual(expected));
});
