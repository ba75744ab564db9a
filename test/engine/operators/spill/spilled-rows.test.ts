import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { col, desc, expr, type DataFrame, type MillraceSession } from '../../../../index.ts';
import type { MillraceError } from '../../../../engine/types/errors.ts';
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
  'groups by a number': (s) => rows(s).groupBy('id').agg(expr('count(*)'), expr('sum(amount)'), expr('avg(price)')),
  'groups by a text': (s) => rows(s).groupBy('name').agg(expr('min(id)'), expr('max(name)'), expr('first(tags)')),
  'groups by a computed struct': (s) =>
    rows(s).groupBy(expr('struct(name, id % 10 AS digit)').as('key')).agg(expr('sum(price)'), expr('last(at)')),
  'groups by an array and a decimal': (s) => rows(s).groupBy('tags', 'price').agg(expr('count(id)')),
  'groups by a double': (s) => rows(s).groupBy('amount', 'id').agg(expr('count(*)')),
  'lists and sets of groups': (s) =>
    rows(s).groupBy('name').agg(expr('collect_list(id)'), expr('collect_set(tags)'), expr('count(DISTINCT amount)')),
  'groups of groups': (s) =>
    rows(s).groupBy('name', 'id').agg(expr('count(*)').as('n')).groupBy('id').agg(expr('sum(n)')),
  'tumbling windows': (s) => rows(s).groupBy(expr("window(at, '10 seconds')"), 'id').agg(expr('count(*)')),
  'windows alone': (s) => rows(s).groupBy(expr("window(at, '1 seconds')")).agg(expr('collect_list(name)')),
  'sliding windows': (s) =>
    rows(s).groupBy(expr("window(at, '60 seconds', '20 seconds')"), 'name').agg(expr('count(*)'), expr('sum(id)')),
  'sorted groups': (s) => rows(s).groupBy('name').agg(expr('count(*)').as('n')).orderBy('n', desc('name')),
  'distinct rows': (s) => rows(s).distinct(),
  'distinct texts and numbers': (s) => rows(s).select('name', 'id').distinct(),
  'the first rows of a struct and an array': (s) =>
    rows(s).withColumn('key', expr('struct(name, amount)')).dropDuplicates('key', 'tags'),
  'the first rows of decimals, of a sort': (s) => rows(s).orderBy(desc('at')).dropDuplicates('price', 'id'),
  'the first rows of texts beside event time': (s) =>
    rows(s).withWatermark('at', '1 minute').dropDuplicates('name', 'id'),
  'a sort of a sort': (s) => rows(s).orderBy('amount').orderBy('name'),
  ...Object.fromEntries(
    ['inner', 'left', 'right', 'full', 'left_semi', 'left_anti'].flatMap((how) => [
      [`a ${how} join by a number`, (s: MillraceSession) => rows(s).join(others(s), ['id'], how)],
      [
        `a ${how} join by two columns and a condition`,
        (s: MillraceSession) =>
          rows(s).as('a').join(others(s).as('b'), expr('a.name = b.name AND a.id = b.id AND a.amount < b.x'), how),
      ],
      [
        `a ${how} join by a key that all rows have`,
        (s: MillraceSession) =>
          rows(s)
            .selectExpr('if(id < 0, 2, 1) AS k', '*')
            .as('a')
            .join(
              others(s).selectExpr('if(id < 0, 2, 1) AS k', '*').as('b'),
              expr('a.k = b.k AND a.id < b.id - 70'),
              how,
            ),
      ],
      [
        `a ${how} join by a key that most rows have`,
        (s: MillraceSession) =>
          rows(s)
            .selectExpr('if(id % 5 = 1, id, 0) AS k', '*')
            .as('a')
            .join(
              others(s).selectExpr('if(id % 5 = 1, id, 0) AS k', '*').as('b'),
              expr('a.k = b.k AND a.id <= b.id AND a.id >= b.id - 3'),
              how,
            ),
      ],
      [
        `a ${how} join without a key`,
        (s: MillraceSession) =>
          rows(s)
            .as('a')
            .join(others(s).as('b'), expr('a.id < b.id - 70 AND a.amount <> b.x AND a.name <> b.name'), how),
      ],
    ]),
  ),
  'a cross join': (s) => rows(s).limit(70).crossJoin(others(s)),
};

/** Rows that some of the others meet, in several batches too. */
function others(session: MillraceSession): DataFrame {
  const all = ROWS.slice(0, 150).map(({ id, name, amount }, i) => ({
    id: i % 7 === 0 ? i * 1000 : id,
    name,
    x: amount + 1,
  }));
  const parts = Array.from({ length: 5 }, (_, i) =>
    session.createDataFrame(all.slice(i * 30, (i + 1) * 30), 'id BIGINT, name STRING, x DOUBLE'),
  );
  return parts.reduce((before, part) => before.union(part));
}

describe.each(['4k', '6k'])('with %s of memory', (memory) => {
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

describe('what must be held as a whole and is too much is an error with a cure', () => {
  test.each<[string, (s: MillraceSession) => DataFrame, RegExp]>([
    ['a list of all rows', (s) => rows(s).agg(expr('collect_list(name)')), /Aggregate: one group takes .* KiB/],
    [
      'a list of one key',
      (s) => rows(s).groupBy(expr('id < 0')).agg(expr('collect_list(name)')),
      /Aggregate: one group/,
    ],
  ])('%s', async (_, plan, message) => {
    const { little, spilled } = sessions;
    await little.conf.set('millrace.memory', '4k');
    const error = await plan(little).collect().then(() => null, (e: unknown) => e as MillraceError); // prettier-ignore
    expect(error).toMatchObject({ condition: 'OUT_OF_MEMORY', where: expect.stringMatching(/spilled-rows/) });
    expect(error!.summary).toMatch(message);
    expect(error!.summary).toContain('more than the 4.0 KiB of millrace.memory');
    expect(error!.hint).toMatch(/conf.set\("millrace.memory", "1m"\)/);
    expect(spilled.left).toEqual([]);
  });
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
