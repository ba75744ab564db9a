import type { Clock, FileSystem } from '../../spi/runtime.ts';
import type { SinkDefinition } from '../../spi/sink.ts';
import type { SourceDefinition } from '../../spi/source.ts';
import { serveTasks, type TaskConnectors } from '../../tasks/serve-tasks.ts';
import type { FromWorker, TaskPort, ToWorker } from '../../tasks/task-messages.ts';
import { ConnectorCatalog } from './connector-catalog.ts';
import { connectorContext } from './connector-context.ts';

/** What a thread that does tasks runs on. */
export interface TaskThreadServices {
  readonly sources: readonly SourceDefinition[];
  readonly sinks: readonly SinkDefinition[];
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
}

/**
 * Serves tasks on a port, with the sources of the engine.
 *
 * @param breathe gives the thread back to its other work now and then, where it has any
 */
export function serveTaskThread(
  { sources, sinks, clock, fileSystem }: TaskThreadServices,
  port: TaskPort<ToWorker, FromWorker>,
  breathe?: () => Promise<void> | undefined,
): void {
  const connectors = new ConnectorCatalog(sources, sinks);
  const open: TaskConnectors['open'] = ({ read, reader }, timeZone) => {
    const definition = connectors.source(read.format);
    const context = connectorContext(read, definition, { fileSystem, clock, timeZone, notice: () => {} });
    return definition.parts!(context, reader);
  };
  const encoder: TaskConnectors['encoder'] = ({ sink, context }) => connectors.sink(sink).encoder!(context);
  serveTasks(port, { open, encoder }, breathe);
}
