import { expect, test } from 'vitest';
import { startWorker } from '../../../engine/runtime/start-worker.ts';
import { systemClock } from '../../../engine/runtime/system-clock.ts';
import { TaskPool } from '../../../engine/tasks/task-pool.ts';

test('threads that cannot even begin are an error for each task, not a hang', async () => {
  let started = 0;
  const nowhere = new URL('./no-such-worker.ts', import.meta.url);
  const start = () => (started++, startWorker(nowhere, {}));
  const pool = new TaskPool(2, start, systemClock, null);
  const run = pool.open({} as never, new AbortController().signal);
  const tasks = [{ parts: [], share: 0 }, { parts: [], share: 1 }]; // prettier-ignore
  await expect(run.answers(tasks, 2).next()).rejects.toMatchObject({ condition: 'TASK_THREAD_STOPPED' });
  run.close();
  expect(started).toBeLessThanOrEqual(4);
  await pool.close();
});
