import { extname } from 'node:path';
import { workerData } from 'node:worker_threads';
import { sinks, sources } from './connectors/index.ts';
import { MemoryStreamData, memoryStreams } from './connectors/memory/memory-stream.ts';
import { serveEngine } from './engine/backend/embedded/worker-main.ts';
import { nodeFileSystem } from './engine/runtime/node-file-system.ts';
import { processName } from './engine/runtime/process-name.ts';
import { systemClock } from './engine/runtime/system-clock.ts';
import { startWorker } from './engine/runtime/start-worker.ts';
import type { ViewPort } from './engine/spi/view-port.ts';
import type { TaskWorkerData } from './task-worker.ts';

/** What the session tells its engine's thread. */
export interface EngineWorkerData {
  /** Folder that relative paths start from. */
  readonly directory: string;
  /** Where the viewer listens, null when nobody watches. */
  readonly viewSocket: string | null;
}

const { directory, viewSocket } = workerData as EngineWorkerData;

const taskWorker = new URL(`./task-worker${extname(import.meta.url)}`, import.meta.url);

const viewPort: ViewPort | undefined =
  viewSocket === null ? undefined : (await import('./kernel/views/port-client.ts')).connectToViewer(viewSocket);

serveEngine({
  sources,
  sinks,
  clock: systemClock,
  fileSystem: nodeFileSystem(directory),
  processName: processName(),
  tasks: { start: () => startWorker(taskWorker, { directory } satisfies TaskWorkerData) },
  memoryStreams: {
    create: (streamId, name, schema) => void memoryStreams.set(streamId, new MemoryStreamData(name, schema)),
    add: (streamId, rows) => memoryStreams.get(streamId)!.add(rows),
  },
  ...(viewPort === undefined ? {} : { viewPort }),
});
