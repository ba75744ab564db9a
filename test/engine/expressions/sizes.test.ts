import { beforeAll, expect, test } from 'vitest';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => void ({ session } = await inlineSession()));

/** Results whose size an argument gives: none may end the process. */
const TOO_LARGE = [
  "repeat('ab', 2147483647)",
  "repeat(repeat('ab', 100000), 100000)",
  'space(2147483647)',
  "lpad('a', 2147483647, 'xy')",
  "rpad(X'01', 2147483647, X'02')",
  'array_repeat(1, 2147483647)',
  'flatten(array_repeat(array_repeat(1, 100000), 1000))',
  'sequence(1, 9223372036854775807)',
  "sequence(timestamp'0001-01-01', timestamp'9999-12-31', interval 1 microsecond)",
  'array_insert(array(1), 2147483647, 2)',
  'array_insert(array(1), -2147483648, 2)',
  'percentile(1, 0.5, 9999999999)',
  "replace(repeat('a', 100000), 'a', repeat('b', 100000))",
];

test.each(TOO_LARGE)('%s is refused', async (sql) => {
  await expect(session.range(1).selectExpr(sql).collect()).rejects.toMatchObject({
    condition: 'COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION',
    sqlState: '54000',
    hint: expect.stringMatching(/\w/) as string,
  });
});

const REFUSED: readonly (readonly [sql: string, condition: string])[] = [
  ['listagg(cast(id as string), cast(id as string))', 'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT'],
  ['array_sort(array(2, 1), (a, b) -> 1L)', 'DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE'],
  ['array_sort(array(2, 1), (a, b) -> cast(null as int))', 'COMPARATOR_RETURNS_NULL'],
  ['cast(1e308D as timestamp)', 'CAST_OVERFLOW'],
  ['percentile(1, 0.5, -1)', '_LEGACY_ERROR_TEMP_2013'],
];

test.each(REFUSED)('%s is refused as %s', async (sql, condition) => {
  await expect(session.range(1).selectExpr(sql).collect()).rejects.toMatchObject({ condition });
});

test('rounding further to the left than a number reaches gives 0', async () => {
  const df = session.range(1).selectExpr('round(12.3, -2147483648) a', 'round(5L, -400) b', 'floor(12.3, -50) c');
  expect((await df.collect()).map((row) => Object.values(row).map(String))).toEqual([['0', '0', '0']]);
});
