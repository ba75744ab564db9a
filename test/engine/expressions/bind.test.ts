import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MillraceError } from '../../../engine/types/errors.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => void (inline = await inlineSession()));
afterAll(() => inline.session.stop());

/** What Spark 4.3 answers to `selectExpr` over one row of `a INT` and `s STRING`: the names of the columns, or the condition. */
test.each([
  ['a AS (x)', 'MULTI_ALIAS_WITHOUT_GENERATOR'],
  ['a AS (x, y)', 'MULTI_ALIAS_WITHOUT_GENERATOR'],
  ['upper(s)(s)', 'MULTI_ALIAS_WITHOUT_GENERATOR'],
  ['explode(array(a)) AS (x)', 'x'],
  ['explode(map(a, s)) (x, y)', 'x,y'],
  ['posexplode(array(a)) AS x', 'UDTF_ALIAS_NUMBER_MISMATCH'],
  ['upper(DISTINCT s)', 'INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX'],
  ['count(DISTINCT s)', 'count(DISTINCT s)'],
  ['localtimestamp', 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
  ['current_date', 'current_date()'],
  ['from', 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
  ['struct(a AS x, s y).y', 'struct(a AS x, s AS y).y'],
])('%s: %s', async (sql, answer) => {
  const df = inline.session.createDataFrame([{ a: 3, s: 'x' }], 'a INT, s STRING').selectExpr(sql);
  const got = await df.schema().then(
    ({ fields }) => fields.map((field) => field.name).join(),
    (error: MillraceError) => error.condition,
  );
  expect(got).toBe(answer);
});
