import { describe, expect, test } from 'vitest';
import type { QueryRecord } from '../../../../engine/backend/embedded/query-record.ts';
import { RunningQueries } from '../../../../engine/backend/embedded/running-queries.ts';
import { ManualClock } from '../../../../engine/runtime/manual-clock.ts';

type State = QueryRecord['state'];

/** What the list looks at of a query. */
function query(
  runId: string,
  state: State,
  { id = runId, name = null as string | null, directory = runId } = {},
): QueryRecord {
  const execution = {
    id,
    options: { runId, checkpoint: { directory } },
    stop: async () => void (record.state = 'stopped'),
  };
  const record = {
    execution,
    state,
    spec: { name },
    ring: null,
    traces: [],
    view: () => ({ id, runId, state: record.state }),
  };
  return record as unknown as QueryRecord;
}

describe('the queries of a session', () => {
  test('are found by run; an unknown run is an error that says where they are listed', () => {
    const queries = new RunningQueries();
    const a = query('a', 'running');
    queries.add(a);
    expect(queries.get('a')).toBe(a);
    expect(() => queries.get('b')).toThrow(expect.objectContaining({ condition: 'QUERY_NOT_FOUND' }));
  });

  test.each<[State, boolean]>([['starting', true], ['running', true], ['stopped', false], ['failed', false]])(
    'that is %s holds its name and its checkpoint: %s', (state, held) => {
      const queries = new RunningQueries();
      queries.add(query('a', state, { name: 'orders', directory: '/ckpt' }));
      const check = expect(() => queries.checkName('orders'));
      if (held) check.toThrow(/already active/);
      else check.not.toThrow();
      expect(queries.activeOn('/ckpt').length).toBe(held ? 1 : 0);
      queries.checkName('other');
      queries.checkName(null);
    },
  ); // prettier-ignore

  test('that ended are kept, the last fifty, and the running ones all', () => {
    const queries = new RunningQueries();
    queries.add(query('running', 'running'));
    for (let i = 0; i < 60; i++) queries.add(query(`ended ${i}`, i % 2 === 0 ? 'stopped' : 'failed'));
    expect(() => queries.get('ended 9')).toThrow();
    expect([queries.get('running'), queries.get('ended 10')].map(({ state }) => state)).toEqual(['running', 'stopped']);
  });

  test('all stop together', async () => {
    const queries = new RunningQueries();
    const all = [query('a', 'running'), query('b', 'running')];
    all.forEach((each) => queries.add(each));
    await queries.stop();
    expect(all.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
  });
});

describe('a view asks', () => {
  const queries = new RunningQueries();
  const [first, second] = [query('run 1', 'stopped', { id: 'q' }), query('run 2', 'running', { id: 'q' })];
  [first, second].forEach((each) => queries.add(each));
  const restarted: QueryRecord[] = [];
  const requests = queries.viewRequests(new ManualClock(0), async (each) => {
    restarted.push(each);
    return 'run 3';
  });

  test('for a query by its id and gets the newest run, by its run and gets that', async () => {
    expect((await requests.query('q'))?.query).toMatchObject({ runId: 'run 2' });
    expect((await requests.query('run 1'))?.query).toMatchObject({ runId: 'run 1' });
    expect([await requests.query('x'), await requests.page('x', { offset: 0, limit: 1 })]).toEqual([null, null]);
  });

  test('to restart one, and nothing happens for one that is gone', async () => {
    expect([await requests.restart('q'), await requests.restart('x')]).toEqual(['run 3', undefined]);
    expect(restarted).toEqual([second]);
  });

  test('for all of them, and to stop one', async () => {
    await requests.stop('run 2');
    await requests.stop('x');
    expect((await requests.list()).map((each) => (each as unknown as { state: State }).state)).toEqual([
      'stopped',
      'stopped',
    ]);
  });
});
