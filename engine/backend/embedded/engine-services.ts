import type { Scalar } from '../../columnar/vector.ts';
import type { Clock, FileSystem } from '../../spi/runtime.ts';
import type { SinkDefinition } from '../../spi/sink.ts';
import type { SourceDefinition } from '../../spi/source.ts';
import type { ViewPort } from '../../spi/view-port.ts';
import type { StructType } from '../../types/data-type.ts';
import type { TaskServices } from './task-threads.ts';

/** What an engine runs on. */
export interface EngineServices {
  readonly sources: readonly SourceDefinition[];
  readonly sinks: readonly SinkDefinition[];
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  /** Makes and feeds the streams of `session.memoryStream`. */
  readonly memoryStreams: MemoryStreams;
  readonly viewPort?: ViewPort;
  readonly seed?: number;
  /** Threads beside the engine's own; without them all is done on that. */
  readonly tasks?: TaskServices;
  /** How other processes are told of this one: `process 4711 on anas-laptop`. */
  readonly processName: string;
}

export interface MemoryStreams {
  create(streamId: string, name: string, schema: StructType): void;
  add(streamId: string, rows: readonly (readonly Scalar[])[]): number;
}
