import type { FormatDefinition } from '../engine/spi/format.ts';
import type { SinkDefinition } from '../engine/spi/sink.ts';
import type { SourceDefinition } from '../engine/spi/source.ts';
import { consoleSink } from './console/sink.ts';
import { binaryFile } from './files/formats/binary-file.ts';
import { csv } from './files/formats/csv.ts';
import { json } from './files/formats/json.ts';
import { text } from './files/formats/text.ts';
import { fileSink } from './files/sink.ts';
import { fileSource } from './files/source.ts';
import { kafkaSink } from './kafka/sink.ts';
import { kafka } from './kafka/source.ts';
import { memoryStream } from './memory/memory-stream.ts';
import { memorySink } from './memory/sink.ts';
import { noop } from './noop/sink.ts';
import { rateMicroBatch } from './rate/micro-batch-source.ts';
import { rate } from './rate/source.ts';
import { socket } from './socket/source.ts';
import { stateMetadata } from './state/metadata-source.ts';
import { stateStore } from './state/source.ts';

/** File formats; each is a source and, where it can be written, a sink. */
const formats: readonly FormatDefinition[] = [json, csv, text, binaryFile];

/** Every system that can be read; a new one is one file and one line here. */
export const sources: readonly SourceDefinition[] = [
  rate,
  rateMicroBatch,
  ...formats.map(fileSource),
  kafka,
  socket,
  memoryStream,
  stateStore,
  stateMetadata,
];

/** Every system that can be written. */
export const sinks: readonly SinkDefinition[] = [
  memorySink,
  consoleSink,
  noop,
  kafkaSink,
  ...formats.filter((format) => format.encode !== undefined).map(fileSink),
];
