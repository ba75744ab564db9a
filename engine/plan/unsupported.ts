import { AnalysisError } from '../types/errors.ts';

/** What Spark refuses in streams, or in batches, without a condition of its own. */
export const unsupported = (message: string, hint: string): AnalysisError =>
  new AnalysisError({ condition: '_LEGACY_ERROR_TEMP_3102', message, hint });

/** An operation that cannot give its rows in an output mode. */
export const unsupportedMode = (mode: string, operation: string): AnalysisError =>
  new AnalysisError({
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
    sqlState: '42KDE',
    message: `Invalid streaming output mode: ${mode}. This output mode is not supported for ${operation} on streaming DataFrames/DataSets.`,
    hint:
      mode === 'append'
        ? 'Add withWatermark(column, delay) and group by a window over that column, or use outputMode("update").'
        : 'Use outputMode("append") or outputMode("update").',
  });

/** A stateful operator over one that gives its rows again and again. */
export const restated = (): AnalysisError =>
  unsupported(
    'Detected pattern of possible \'correctness\' issue due to global watermark. The query contains stateful operation which can emit rows older than the current watermark plus allowed late record delay, which are "late rows" in downstream stateful operations and these rows can be discarded.',
    'Use append mode for an aggregation that feeds another stateful operator, and no timeout of event time below one.',
  );
