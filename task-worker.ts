import { parentPort, workerData } from 'node:worker_threads';
import { sinks, sources } from './connectors/index.ts';
import { serveTaskThread } from './engine/backend/embedded/task-thread.ts';
import { nodeFileSystem } from './engine/runtime/node-file-system.ts';
import { systemClock } from './engine/runtime/system-clock.ts';

/** What the engine tells a thread that does tasks for it. */
export interface TaskWorkerData {
  /** Folder that relative paths start from. */
  readonly directory: string;
}

const { directory } = workerData as TaskWorkerData;

serveTaskThread({ sources, sinks, clock: systemClock, fileSystem: nodeFileSystem(directory) }, parentPort!);
