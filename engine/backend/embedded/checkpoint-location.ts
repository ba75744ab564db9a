import { randomUUID } from 'node:crypto';
import type { OutputMode } from '../../operators/batch-context.ts';
import type { FileSystem } from '../../spi/runtime.ts';
import type { SinkDefinition } from '../../spi/sink.ts';
import type { OptionSpec } from '../../spi/source.ts';
import { ACCEPT_OPTION } from '../../streaming/checkpoint/replay-check.ts';
import { AnalysisError, ArgumentError } from '../../types/errors.ts';
import type { QuerySpec } from '../backend.ts';
import type { EngineConf } from './engine-conf.ts';

const ROOT = 'spark.sql.streaming.checkpointLocation';

/** The options of `writeStream` that every sink takes. */
export const QUERY_OPTIONS: readonly OptionSpec[] = [
  { name: 'checkpointLocation', description: 'folder that the query continues from' },
  { name: ACCEPT_OPTION, description: 'number of a batch that may read other input than when it ran before a crash' },
];

/** The batch whose other input the user takes, null when none. @throws ArgumentError */
export function acceptedBatch({ options }: QuerySpec): number | null {
  const text = Object.entries(options).find(([key]) => key.toLowerCase() === ACCEPT_OPTION.toLowerCase())?.[1];
  if (text === undefined) return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `Invalid value '${text}' for option '${ACCEPT_OPTION}', must be the number of a batch.`,
    hint: 'The error SOURCE_REPLAY_DIFFERS names the batch.',
  });
}

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
