import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { operators } from '../../../engine/operators/operators.ts';
import { rowCount } from '../../../engine/plan/row-count.ts';
import { inlineSession } from '../../stream/inline-session.ts';
import { planOf } from './rules/plan-text.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const CASES: Readonly<Record<string, readonly [df: () => DataFrame, rows: number]>> = {
  'a range': [() => session.range(5, 26, 4), 6],
  'a range downwards': [() => session.range(26, 5, -4), 6],
  'an empty range': [() => session.range(5, 5), 0],
  'a range the wrong way': [() => session.range(5, 1), 0],
  'columns of rows': [() => session.range(7).selectExpr('id + 1'), 7],
  'a filter gives all at most': [() => session.range(7).filter('id > 3'), 7],
  'a limit': [() => session.range(7).limit(3), 3],
  'a limit beyond what there is': [() => session.range(7).limit(30), 7],
  'a sort': [() => session.range(7).orderBy('id'), 7],
  'a union': [() => session.range(7).union(session.range(5)), 12],
  'groups are rows at most': [() => session.range(7).groupBy('id').count(), 7],
  'one total': [() => session.range(7).groupBy().count(), 1],
  'a join by a key: the larger side': [() => session.range(7).join(session.range(50), 'id'), 50],
  'a cross join: each with each': [() => session.range(7).crossJoin(session.range(50)), 350],
  'a semi join: rows of the left side': [() => session.range(7).join(session.range(50), 'id', 'semi'), 7],
  'a source whose files nobody has counted': [() => session.read.format('any').load(), NaN],
  'a stream': [() => session.readStream.format('any').load(), NaN],
  'a limit on what nobody knows': [() => session.read.format('any').load().limit(3), NaN],
};

test.each(Object.entries(CASES))('%s', async (_, [df, rows]) => {
  expect(rowCount(await planOf(df()), operators)).toBe(rows);
});
