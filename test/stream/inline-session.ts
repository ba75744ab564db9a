import { sinks, sources } from '../../connectors/index.ts';
import { MemoryStreamData, memoryStreams } from '../../connectors/memory/memory-stream.ts';
import { MillraceSession } from '../../engine/api/session.ts';
import { Engine } from '../../engine/backend/embedded/engine.ts';
import { ManualClock } from '../../engine/runtime/manual-clock.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import type { Clock, FileSystem } from '../../engine/spi/runtime.ts';
import type { ViewEvent } from '../../engine/spi/view-port.ts';

export interface InlineSession {
  readonly session: MillraceSession;
  readonly clock: ManualClock;
}

/** A session whose engine runs on this thread, on a clock that moves only when it is told to. */
export async function inlineSession(fileSystem: FileSystem = nodeFileSystem()): Promise<InlineSession> {
  const clock = new ManualClock(0);
  const session = await sessionOn(clock, fileSystem);
  return { session, clock };
}

/**
 * A session whose engine runs on this thread on the given clock.
 *
 * @param onEvent hears what a view would be drawn from
 * @param processName how others are told of it
 */
export function sessionOn(
  clock: Clock,
  fileSystem: FileSystem,
  onEvent?: (event: ViewEvent) => void,
  processName = 'a test',
): Promise<MillraceSession> {
  const services = {
    sources,
    sinks,
    clock,
    fileSystem,
    processName,
    seed: 1,
    ...(onEvent === undefined ? {} : { viewPort: { publish: onEvent, serve: () => undefined } }),
    memoryStreams: {
      create: (id: string, name: string, schema: MemoryStreamData['schema']) =>
        void memoryStreams.set(id, new MemoryStreamData(name, schema)),
      add: (id: string, rows: Parameters<MemoryStreamData['add']>[0]) => memoryStreams.get(id)!.add(rows),
    },
  };
  const conf = { 'spark.sql.session.timeZone': 'UTC' };
  return MillraceSession.open(async (events) => new Engine(services, events), conf, 'test');
}
