/** Millrace: continuous queries with the DataFrame API of Spark Structured Streaming, on an engine of its own. */
import { extname } from 'node:path';
import { startWorkerBackend } from './engine/backend/embedded/worker-backend.ts';
import { useBackend } from './engine/api/session-builder.ts';
import { currentHost } from './engine/spi/host.ts';
import packageJson from './package.json' with { type: 'json' };
import * as functions from './engine/api/functions.ts';

useBackend((events) => {
  const entry = new URL(`./engine-worker${extname(import.meta.url)}`, import.meta.url);
  const viewSocket = currentHost()?.viewSocket ?? null;
  return startWorkerBackend(entry, { directory: process.cwd(), viewSocket }, events);
}, packageJson.version);

export * from './engine/api/functions.ts';
/** Every function, for names that something else hides: `F.count`. */
export const F = functions;
export { Column, isColumn, type ColumnOrName } from './engine/api/column.ts';
export { DataFrame, isDataFrame } from './engine/api/data-frame.ts';
export { DataFrameWriter } from './engine/api/data-frame-writer.ts';
export { DataStreamWriter, type BatchFunction, type TriggerOptions } from './engine/api/data-stream-writer.ts';
export { GroupedData } from './engine/api/grouped-data.ts';
export { MemoryStream } from './engine/api/memory-stream.ts';
export { DataFrameReader, type DataStreamReader } from './engine/api/readers.ts';
export type { CollectOptions, Row } from './engine/api/rows.ts';
export { MillraceSession } from './engine/api/session.ts';
export { Observation } from './engine/api/observation.ts';
export { StreamingQuery } from './engine/api/streaming-query.ts';
export type { GroupKey, GroupState } from './engine/api/group-state.ts';
export {
  KeyValueGroupedData,
  type StateFunctionOptions,
  type StatefulProcessorOptions,
} from './engine/api/key-value-grouped-data.ts';
export type {
  ExpiredTimerInfo,
  ListState,
  MapState,
  StatefulProcessor,
  StatefulProcessorHandle,
  TimerValues,
  ValueState,
} from './engine/api/stateful-processor.ts';
export type { ForeachWriter } from './engine/api/foreach-writer.ts';
export type {
  QueryIdleEvent,
  QueryProgressEvent,
  QueryStartedEvent,
  QueryTerminatedEvent,
  StreamingQueryListener,
} from './engine/api/streaming-query-listener.ts';
export { StreamingQueryManager } from './engine/api/streaming-query-manager.ts';
export { display, vegaLite, type DisplayQueryOptions } from './engine/api/display.ts';
export { preloadedNames } from './engine/api/preloaded-names.ts';
export type { RecordBatch, Vector } from './engine/columnar/vector.ts';
export { simpleString, sqlName } from './engine/api/type-names.ts';
export type { DataType, StructField, StructType } from './engine/types/data-type.ts';
export { Decimal } from './engine/types/decimal.ts';
export {
  AnalysisError,
  ArgumentError,
  ExternalError,
  isMillraceError,
  MillraceError,
  RuntimeError,
  StreamingQueryError,
} from './engine/types/errors.ts';
export { LocalDate } from './engine/types/local-date.ts';
export { LocalDateTime } from './engine/types/local-date-time.ts';
export { Timestamp } from './engine/types/timestamp.ts';
export type { StreamingQueryProgress } from './engine/streaming/progress.ts';
export type { StreamingQueryStatus } from './engine/streaming/query-options.ts';
