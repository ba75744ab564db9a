import { randomUUID } from 'node:crypto';
import type { OutputMode } from '../../operators/batch-context.ts';
import type { FileSystem } from '../../spi/runtime.ts';
import type { SinkDefinition } from '../../spi/sink.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { QuerySpec } from '../backend.ts';
import type { EngineConf } from './engine-conf.ts';

const ROOT = 'spark.sql.streaming.checkpointLocation';

/** The option of `writeStream` that every sink takes. */
export const CHECKPOINT_OPTION = { name: 'checkpointLocation', description: 'folder that the query continues from' };

/**
 * The folder of a query's checkpoint: its option, or a folder under the session's setting, or a temporary one.
 *
 * @throws AnalysisError when the sink needs a checkpoint and none was given
 */
export function checkpointLocation(
  spec: QuerySpec,
  sink: SinkDefinition | null,
  fileSystem: FileSystem,
  conf: EngineConf,
): { readonly directory: string; readonly temporary: boolean } {
  const given = Object.entries(spec.options).find(([key]) => key.toLowerCase() === 'checkpointlocation')?.[1];
  if (given !== undefined) return { directory: fileSystem.resolve(given), temporary: false };
  const root = conf.get(ROOT);
  if (root !== undefined) {
    return { directory: fileSystem.join(fileSystem.resolve(root), spec.name ?? randomUUID()), temporary: false };
  }
  if (sink?.checkpointRequired === true) throw checkpointMissing();
  return { directory: fileSystem.temporaryDirectory('millrace-'), temporary: true };
}

/** Refuses a checkpoint with batches in it for a sink that has forgotten them. */
export function checkRecoverable(
  sink: SinkDefinition | null,
  mode: OutputMode,
  directory: string,
  fileSystem: FileSystem,
): void {
  if (sink?.recoverable === undefined || sink.recoverable.includes(mode)) return;
  const offsets = fileSystem.join(directory, 'offsets');
  if (fileSystem.exists(offsets)) throw notRecoverable(offsets);
}

const checkpointMissing = (): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1302',
    message: `checkpointLocation must be specified either through option("checkpointLocation", ...) or SparkSession.conf.set("${ROOT}", ...)`,
    hint: 'For example .option("checkpointLocation", "checkpoints/orders").',
  });

const notRecoverable = (offsets: string): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1303',
    message: `This query does not support recovering from checkpoint location. Delete ${offsets} to start over.`,
    hint: 'Use outputMode("complete"), or another sink.',
  });
