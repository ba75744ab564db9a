import { sinks, sources } from '../../../connectors/index.ts';
import { MillraceSession } from '../../../engine/api/session.ts';
import { Engine } from '../../../engine/backend/embedded/engine.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { startWorker } from '../../../engine/runtime/start-worker.ts';
import { systemClock } from '../../../engine/runtime/system-clock.ts';
import type { FileSystem } from '../../../engine/spi/runtime.ts';
import type { TaskThread } from '../../../engine/tasks/task-pool.ts';
import type { ToWorker } from '../../../engine/tasks/task-messages.ts';
import type { TaskSizes } from '../../../engine/tasks/task-sizes.ts';

/** Sizes so small that ordinary test rows make many tasks. */
export const SMALL: TaskSizes = { fewest: 2, task: 3, sample: 2, shareRows: 2 };

const WORKER = new URL('../../../task-worker.ts', import.meta.url);

interface Threads {
  readonly sizes?: TaskSizes;
  readonly onStart?: (thread: TaskThread) => void;
  /** Whether the engine's own thread is one of them, as it is for users. */
  readonly engine?: 'helps' | 'only asks';
  readonly fileSystem?: FileSystem;
}

/** Notes what threads are asked for. */
export const noting =
  (asked: string[]) =>
  (thread: TaskThread): void => {
    const post = thread.postMessage.bind(thread);
    thread.postMessage = (message: ToWorker) => {
      if (message.type === 'open') asked.push(message.fragment.does.kind);
      post(message);
    };
  };

/** A session whose engine runs on this thread and gives tasks to so many others. */
export function threadedSession(
  threads: number,
  { sizes = SMALL, onStart = () => {}, engine = 'only asks', fileSystem = nodeFileSystem() }: Threads = {},
): Promise<MillraceSession> {
  const start = (): TaskThread => {
    const thread = startWorker(WORKER, { directory: process.cwd() });
    onStart(thread);
    return thread;
  };
  const services = {
    sources,
    sinks,
    clock: systemClock,
    fileSystem,
    processName: 'a test',
    seed: 1,
    memoryStreams: { create: () => undefined, add: () => 0 },
    tasks: { start, sizes, ...(engine === 'helps' ? {} : { others: 'alone' as const }) },
  };
  const conf = { 'spark.sql.session.timeZone': 'UTC', 'millrace.threads': String(threads) };
  return MillraceSession.open(async (events) => new Engine(services, events), conf, 'test');
}

/** Sessions on 1, 2 and 4 threads, and on 2 of which one is the engine's own; their threads run already. */
export async function threadedSessions(threads: Threads = {}): Promise<MillraceSession[]> {
  const sessions = await Promise.all([
    ...[1, 2, 4].map((count) => threadedSession(count, threads)),
    threadedSession(2, { ...threads, engine: 'helps' }),
  ]);
  await Promise.all(sessions.map((session) => session.range(100).selectExpr('id + 1').collect()));
  return sessions;
}
