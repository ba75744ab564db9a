import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { col, desc, expr, type DataFrame, type MillraceSession } from '../../../../index.ts';
import { bothWays, spillingSessions, type SpillingSessions } from './spilling-sessions.ts';

let sessions: SpillingSessions;
beforeAll(async () => void (sessions = await spillingSessions()));
afterAll(() => Promise.all([sessions.plenty.stop(), sessions.little.stop()]));

const SCHEMA = 'id BIGINT, name STRING, amount DOUBLE, price DECIMAL(20,2), tags ARRAY<STRING>, at TIMESTAMP';
const ROWS = Array.from({ length: 400 }, (_, i) => ({
  id: i % 11 === 0 ? null : (i * 7919) % 101,
  name: i % 13 === 0 ? null : `naïve ${(i * 31) % 57}`,
  amount: i % 17 === 0 ? NaN : ((i * 37) % 50) / 4,
  price: i % 19 === 0 ? null : `${(i * 53) % 400}.25`,
  tags: i % 23 === 0 ? null : [`t${i % 3}`, `u${i % 5}`],
  at: new Date(1_700_000_000_000 + ((i * 7) % 300) * 1000),
}));

/** The rows, in many batches. */
function rows(session: MillraceSession): DataFrame {
  const parts = Array.from({ length: 10 }, (_, i) => session.createDataFrame(ROWS.slice(i * 40, (i + 1) * 40), SCHEMA));
  return parts.reduce((all, part) => all.union(part));
}

const PLANS: Readonly<Record<string, (session: MillraceSession) => DataFrame>> = {
  'a sort by a number': (s) => rows(s).orderBy('id'),
  'a sort by a text, downwards': (s) => rows(s).orderBy(desc('name'), 'amount'),
  'a sort by doubles and decimals': (s) => rows(s).orderBy('amount', desc('price')),
  'a sort by a computed key': (s) => rows(s).orderBy(expr('length(name) % 3'), expr('id * -1'), 'at'),
  'a sort by an array': (s) => rows(s).orderBy('tags', 'id'),
  'a sort of a sort': (s) => rows(s).orderBy('amount').orderBy('name'),
};

describe.each(['4k', '16k'])('with %s of memory', (memory) => {
  test.each(Object.entries(PLANS))('%s gives the rows that it gives in memory, in their order', async (_, plan) => {
    const { spilled } = sessions;
    const before = spilled.bytes;
    const both = await bothWays(sessions, memory, plan);
    expect(both.spilled).toEqual(both.inMemory);
    expect(both.spilled.length).toBeGreaterThan(0);
    expect(spilled.bytes).toBeGreaterThan(before);
    expect(spilled.left).toEqual([]);
  });
});

test('with enough memory nothing is spilled', async () => {
  const { files } = sessions.spilled;
  for (const plan of Object.values(PLANS)) await bothWays(sessions, '64m', plan);
  expect(sessions.spilled.files).toBe(files);
});

describe('what was spilled is gone', () => {
  test('after an error', async () => {
    await sessions.little.conf.set('millrace.memory', '4k');
    const fails = rows(sessions.little).orderBy('id').selectExpr('1 / (id - 50) AS x');
    await expect(fails.collect()).rejects.toThrow(/DIVIDE_BY_ZERO/);
    expect(sessions.spilled.left).toEqual([]);
  });

  test('after the disk took no more, which the error names', async () => {
    await sessions.little.conf.set('millrace.memory', '4k');
    sessions.spilled.failure = new Error('no space left');
    await expect(rows(sessions.little).orderBy('id').collect()).rejects.toThrow(/no space left/);
    expect(sessions.spilled.left).toEqual([]);
  });

  test('after an interrupt', async () => {
    const { little, spilled } = sessions;
    await little.conf.set('millrace.memory', '4k');
    const running = little.backend.execute(rows(little).orderBy('id').relation, null)[Symbol.asyncIterator]();
    await running.next();
    expect(spilled.left).toHaveLength(1);
    await little.interruptAll();
    await expect((async () => { while ((await running.next()).done !== true); })()).rejects.toThrow(/OPERATION_CANCELED/); // prettier-ignore
    expect(spilled.left).toEqual([]);
  });

  test('when the rest of the rows is not wanted', async () => {
    const { little, spilled } = sessions;
    await little.conf.set('millrace.memory', '4k');
    expect(await rows(little).orderBy('id').filter(col('id').gt(3)).limit(2).collect()).toHaveLength(2);
    expect(spilled.left).toEqual([]);
  });
});
