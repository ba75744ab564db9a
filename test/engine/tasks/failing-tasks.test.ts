import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, MillraceError, MillraceSession, type DataFrame } from '../../../index.ts';
import type { TaskThread } from '../../../engine/tasks/task-pool.ts';
import { threadedSession } from './threaded-sessions.ts';

const directory = mkdtempSync(join(tmpdir(), 'failing-tasks-'));
let alone: MillraceSession;
let threaded: MillraceSession;
let threads: TaskThread[];

beforeAll(async () => {
  const lines = Array.from({ length: 40 }, (_, i) => (i === 31 ? '{"id": broken' : JSON.stringify({ id: i })));
  writeFileSync(join(directory, 'rows.json'), `${lines.join('\n')}\n`);
  threads = [];
  alone = await threadedSession(1);
  threaded = await threadedSession(2, { onStart: (thread) => threads.push(thread) });
  await threaded.range(100).selectExpr('id + 1').collect();
}, 60_000);

afterAll(async () => {
  await alone.stop();
  await threaded.stop();
  rmSync(directory, { recursive: true });
});

const failureOf = async (rows: DataFrame): Promise<MillraceError> => {
  const error: unknown = await rows.collect().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MillraceError);
  return error as MillraceError;
};

describe('an error in a task is the error of one thread', () => {
  const failing: Readonly<Record<string, (session: MillraceSession) => DataFrame>> = {
    'a row that cannot be computed': (s) => s.range(60).selectExpr('1 / (id - 40) AS x'),
    'the first of several such rows': (s) => s.range(60).selectExpr('1 / (id % 20 - 19) AS x'),
    'an argument of an aggregate': (s) => s.range(60).groupBy(expr('id % 3')).agg(expr('sum(1 / (id - 41))')),
    'a malformed record of a file': (s) =>
      s.read.schema('id BIGINT').option('mode', 'FAILFAST').json(join(directory, 'rows.json')).selectExpr('id + 1'),
    'a key of a sort': (s) => s.range(60).orderBy(expr('1 / (id - 42)')),
  };
  test.each(Object.entries(failing))('%s', async (_, rows) => {
    const [one, two] = [await failureOf(rows(alone)), await failureOf(rows(threaded))];
    expect(two.detail()).toEqual(one.detail());
  });
});

test('a thread that dies is an error with a cure, and the next run has others', async () => {
  // minutes of work: threads that die before it begins are replaced, and those die, too
  let isOver = false;
  const died = failureOf(threaded.range(100_000_000_000).selectExpr('sum(id % 7)')).finally(() => (isOver = true));
  while (!isOver) {
    await threaded.range(1).schema();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  const error = await died;
  expect(error.condition).toBe('TASK_THREAD_STOPPED');
  expect(error.hint).toContain('millrace.threads');
  expect(await threaded.range(3000).selectExpr('sum(id)').collect()).toEqual([{ 'sum(id)': 4498500 }]);
}, 60_000);
