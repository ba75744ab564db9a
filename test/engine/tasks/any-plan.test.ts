import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { col, desc, expr, type DataFrame, type MillraceSession } from '../../../index.ts';
import { SMALL, threadedSessions } from './threaded-sessions.ts';

/** One more operator on top of a plan whose columns are k (BIGINT), t (STRING) and v (BIGINT), and stay that. */
type Operator = (rows: DataFrame, session: MillraceSession) => DataFrame;

const OPERATORS: Readonly<Record<string, Operator>> = {
  filter: (rows) => rows.filter('v % 3 <> 1 OR v IS NULL'),
  project: (rows) => rows.selectExpr('k + 1 AS k', "concat(t, '!') AS t", 'v * 2 AS v'),
  explode: (rows) => rows.selectExpr('k', 't', 'explode(array(v, k)) AS v'),
  group: (rows) => rows.groupBy('k', 't').agg(expr('sum(v)').as('v')),
  'group by text': (rows) =>
    rows.groupBy('t').agg(expr('first(k)').as('k'), expr('max(v)').as('v')).select('k', 't', 'v'),
  distinct: (rows) => rows.distinct(),
  'first of each': (rows) => rows.dropDuplicates(['k']),
  sort: (rows) => rows.orderBy(desc('v'), 't', 'k'),
  top: (rows) => rows.orderBy('t', col('v')).limit(9),
  limit: (rows) => rows.limit(40),
  union: (rows, session) =>
    rows.union(session.range(20, 60).selectExpr('id % 7 AS k', 'CAST(id AS STRING) AS t', 'id AS v')),
  join: (rows, session) =>
    rows
      .join(session.range(0, 8).selectExpr('id AS k', 'id * 10 AS w'), 'k', 'left')
      .selectExpr('k', 't', 'v + w AS v'),
  'full join': (rows, session) =>
    rows.join(session.range(5, 12).selectExpr('id AS k', 'id AS w'), 'k', 'full').selectExpr('k', 't', 'w AS v'),
  totals: (rows) => rows.agg(expr('count(v)').as('k'), expr('max(t)').as('t'), expr('sum(v)').as('v')),
};

const sizes = { ...SMALL };
let sessions: MillraceSession[];

beforeAll(async () => {
  sessions = await threadedSessions({ sizes });
}, 60_000);

afterAll(() => Promise.all(sessions.map((session) => session.stop())));

const input = (session: MillraceSession, rows: number): DataFrame =>
  session.createDataFrame(
    Array.from({ length: rows }, (_, i) => ({
      k: (i * 7) % 11,
      t: i % 9 === 4 ? null : `t${(i * 5) % 17}`,
      v: i % 8 === 5 ? null : (i * 13) % 101,
    })),
    'k BIGINT, t STRING, v BIGINT',
  );

test('any plan gives the same rows for 1, 2 and 4 threads, however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(OPERATORS)), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 150 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 20 }),
      async (names, rows, task, shareRows) => {
        Object.assign(sizes, { task, shareRows });
        const [alone, ...others] = await Promise.all(
          sessions.map((session) =>
            names.reduce((plan, name) => OPERATORS[name]!(plan, session), input(session, rows)).collect(),
          ),
        );
        for (const other of others) expect(other).toEqual(alone);
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
