import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession } from '../../../index.ts';
import { threadedSession } from './threaded-sessions.ts';

let only: MillraceSession;
/** One whose own thread does tasks, too. */
let helping: MillraceSession;
/** Minutes of work. */
const ENDLESS = 100_000_000_000;
const ATTEMPTS = 5;

beforeAll(async () => {
  only = await threadedSession(2);
  helping = await threadedSession(2, { engine: 'helps' });
  for (const session of [only, helping]) await session.range(100).selectExpr('id + 1').collect();
}, 60_000);

afterAll(() => Promise.all([only.stop(), helping.stop()]));

/** Milliseconds from the moment of giving up until the run has ended with that reason. */
async function timeToStop(session: MillraceSession, rows: DataFrame): Promise<number> {
  const giveUp = new AbortController();
  const reason = new Error('enough');
  const ended = (async () => {
    for await (const _ of session.backend.execute(rows.relation, null, giveUp.signal));
  })().catch((error: unknown) => error);
  await session.range(10).selectExpr('sum(id)').schema();
  await new Promise(setImmediate);
  const began = performance.now();
  giveUp.abort(reason);
  expect(await ended).toBe(reason);
  return performance.now() - began;
}

const endless: Readonly<Record<string, (session: MillraceSession) => DataFrame>> = {
  'totals of a range': (session) => session.range(ENDLESS).selectExpr('sum(id % 7)'),
  'groups of a range': (session) => session.range(ENDLESS).groupBy(expr('id % 7')).agg(expr('count(*)')),
  'a union on which nothing is cut': (session) => session.range(ENDLESS).selectExpr('rand() AS r').agg(expr('max(r)')),
};

describe.each(['that only asks', 'that helps'])('on an engine %s', (engine) => {
  test.each(Object.entries(endless))('%s stops within 200 ms when it is given up', async (_, rows) => {
    const session = engine === 'that helps' ? helping : only;
    const times: number[] = [];
    for (let i = 0; i < ATTEMPTS; i++) times.push(await timeToStop(session, rows(session)));
    expect(Math.min(...times)).toBeLessThan(200);
    // no thread is busy with what was given up
    expect(await session.range(0, 1000).selectExpr('sum(id)').collect()).toEqual([{ 'sum(id)': 499500 }]);
  });
});
