import type { SinkDefinition } from '../engine/spi/sink.ts';
import type { SourceDefinition } from '../engine/spi/source.ts';
import { memorySink } from './memory/sink.ts';
import { memoryStream } from './memory/memory-stream.ts';
import { noop } from './noop/sink.ts';
import { consoleSink } from './console/sink.ts';
import { rateMicroBatch } from './rate/micro-batch-source.ts';
import { rate } from './rate/source.ts';

/** Every system that can be read; a new one is one file and one line here. */
export const sources: readonly SourceDefinition[] = [rate, rateMicroBatch, memoryStream];

/** Every system that can be written. */
export const sinks: readonly SinkDefinition[] = [memorySink, consoleSink, noop];
