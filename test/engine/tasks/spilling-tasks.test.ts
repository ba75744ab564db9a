import { afterAll, beforeAll, expect, test } from 'vitest';
import { desc, expr, type DataFrame, type MillraceSession } from '../../../index.ts';
import { Spilled } from '../operators/spill/spilling-sessions.ts';
import { threadedSession } from './threaded-sessions.ts';

let plenty: MillraceSession;
let little: MillraceSession;
const spilled = new Spilled();
beforeAll(async () => {
  plenty = await threadedSession(1);
  little = await threadedSession(2, { fileSystem: spilled.fileSystem });
  await little.conf.set('millrace.memory', '4k');
});
afterAll(() => Promise.all([plenty.stop(), little.stop()]));

const PLANS: Readonly<Record<string, (s: MillraceSession) => DataFrame>> = {
  'a sort': (s) => s.range(700).selectExpr('id', 'id * 7919 % 101 AS k').orderBy(desc('k')),
  'groups that are many': (s) => s.range(700).groupBy(expr('id * 7919 % 501')).agg(expr('sum(id)'), expr('first(id)')),
  'groups that are few beside their rows': (s) =>
    s.range(4000).groupBy(expr('id % 43')).agg(expr('collect_list(id % 3)'), expr('count(*)')),
  'totals of distinct rows': (s) => s.range(900).selectExpr('id % 600 AS k').distinct().agg(expr('count(*)')),
  'a join': (s) => s.range(900).join(s.range(0, 900).selectExpr('id * 2 AS id', 'id AS b'), 'id'),
};

test.each(Object.entries(PLANS))('%s on threads with little memory gives the same rows', async (_, plan) => {
  const rows = async (session: MillraceSession): Promise<unknown[]> =>
    (await plan(session).collect()).map((row) => Object.values(row));
  const before = spilled.bytes;
  expect(await rows(little)).toEqual(await rows(plenty));
  expect(spilled.bytes).toBeGreaterThan(before);
  expect(spilled.left).toEqual([]);
});
