import type { OutputMode } from '../../operators/batch-context.ts';
import type { SinkDefinition } from '../../spi/sink.ts';
import { AnalysisError } from '../../types/errors.ts';

/** The output mode that a user named. @throws AnalysisError STREAMING_OUTPUT_MODE.INVALID */
export function outputModeOf(text: string): OutputMode {
  const mode = text.toLowerCase();
  if (mode === 'append' || mode === 'update' || mode === 'complete') return mode;
  throw new AnalysisError({
    condition: 'STREAMING_OUTPUT_MODE.INVALID',
    sqlState: '42KDE',
    message: `Invalid streaming output mode: ${text}. Accepted output modes are 'Append', 'Complete', 'Update'.`,
  });
}

/** Refuses a mode that a sink cannot write. */
export function checkSinkMode(sink: SinkDefinition, mode: OutputMode): void {
  if (sink.modes.includes(mode)) return;
  throw new AnalysisError({
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
    sqlState: '42KDE',
    message: `Data source ${sink.name} does not support ${mode} output mode.`,
    hint: `It takes ${sink.modes.join(', ')}.`,
  });
}

/** Refuses `partitionBy` where it would do nothing. @param sink null for foreachBatch */
export function checkPartitions(sink: SinkDefinition | null, partitionBy: readonly string[]): void {
  if (partitionBy.length === 0 || sink?.partitions === true) return;
  throw new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1197',
    message: `'${sink?.name ?? 'foreachBatch'}' does not support partitioning.`,
    hint: 'Leave out partitionBy(...), or write files: format("json"), "csv" or "text".',
  });
}
