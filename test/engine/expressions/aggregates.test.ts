import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame, MillraceSession } from '../../../index.ts';
import { toJsonRow } from '../../../engine/types/json-value.ts';
import { scalarRows } from '../../../engine/columnar/vector.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
let table: DataFrame;
beforeAll(async () => {
  ({ session } = await inlineSession());
  const values = [[1, 2.5], [null, 1.5], [3, null], [3, 4]]; // prettier-ignore
  table = session.createDataFrame(values, 'a INT, b DOUBLE');
});
afterAll(() => session.stop());

/** The rows of a select list, in the JSON of the recorded answers. */
async function rows(df: DataFrame, items: readonly string[]): Promise<unknown[][]> {
  const made = df.selectExpr([...items]);
  const types = (await made.schema()).fields.map((f) => f.type);
  const all: unknown[][] = [];
  for await (const batch of made.batches()) for (const row of scalarRows(batch)) all.push(toJsonRow(row, types));
  return all;
}

describe('aggregates over the whole input', () => {
  test.each([
    [
      ['count(*)', 'count(a)', 'count(DISTINCT a)'],
      ['4', '3', '2'],
    ],
    [
      ['sum(a)', 'avg(a)', 'min(a)', 'max(b)'],
      ['7', 7 / 3, 1, 4],
    ],
    [
      ['sum(DISTINCT a)', 'count_distinct(a)'],
      ['4', '2'],
    ],
    [['sum(a) FILTER (WHERE b > 2)'], ['4']],
    [
      ['first(a)', 'last(b)', 'first(b, true)'],
      [1, 4, 2.5],
    ],
    [
      ['collect_list(a)', 'collect_set(a)'],
      [
        [1, 3, 3],
        [1, 3],
      ],
    ],
    [
      ['max_by(a, b)', 'min_by(a, b)'],
      [3, null],
    ],
    [
      ['approx_count_distinct(a)', 'count_if(b > 2)'],
      ['2', '2'],
    ],
    [
      ['bool_and(a > 0)', 'bit_or(a)'],
      [true, 3],
    ],
    [
      ['median(a)', 'percentile(a, 0.25)'],
      [3, 2],
    ],
  ])('%s', async (items, expected) => expect(await rows(table, items)).toEqual([expected]));

  test('of nothing are NULL, and counts 0', async () => {
    const none = table.where('a > 5');
    expect(await rows(none, ['sum(a)', 'avg(a)', 'count(a)', 'collect_list(a)', 'stddev(b)'])).toEqual([
      [null, null, '0', [], null],
    ]);
  });

  test('a sum of BIGINT that overflows is an error', async () => {
    const large = session.createDataFrame([[9223372036854775807n], [1n]], 'x BIGINT');
    await expect(rows(large, ['sum(x)'])).rejects.toThrow(/ARITHMETIC_OVERFLOW/);
    expect(await rows(large, ['try_sum(x)'])).toEqual([[null]]);
  });

  test('a sum of many INTs is exact', async () => {
    const ints = session.createDataFrame([[2147483647], [2147483647], [-5]], 'x INT');
    expect(await rows(ints, ['sum(x)'])).toEqual([['4294967289']]);
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
  ])('%s', async (items, expected) => expect(await rows(session.range(1), [items])).toEqual(expected));
});
