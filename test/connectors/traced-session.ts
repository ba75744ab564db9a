import { sinks, sources } from '../../connectors/index.ts';
import { MillraceSession } from '../../engine/api/session.ts';
import { Engine } from '../../engine/backend/embedded/engine.ts';
import type { Clock, FileSystem } from '../../engine/spi/runtime.ts';
import type { ViewEvent } from '../../engine/spi/view-port.ts';

/** A session on this thread that tells of each batch what a view would be drawn from. */
export function tracedSession(
  clock: Clock,
  fileSystem: FileSystem,
  onEvent: (event: ViewEvent) => void,
): Promise<MillraceSession> {
  const memoryStreams = { create: () => undefined, add: () => 0 };
  const viewPort = { publish: onEvent, serve: () => undefined };
  const services = { sources, sinks, clock, fileSystem, memoryStreams, viewPort };
  return MillraceSession.open(
    async (events) => new Engine(services, events),
    { 'spark.sql.session.timeZone': 'UTC' },
    'test',
  );
}
