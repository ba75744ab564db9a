import type { WatermarkStats } from '../codegen/watermark-stats.ts';
import { isoMicros } from '../types/timestamp.ts';
import type { OperatorMetrics } from '../operators/batch-context.ts';
import type { Offset } from '../spi/source.ts';

/** Spark's `StreamingQueryProgress`, with Spark's field names and order. */
export interface StreamingQueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** When the trigger fired, ISO text in UTC. */
  readonly timestamp: string;
  readonly batchId: number;
  readonly batchDuration: number;
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  readonly durationMs: Readonly<Record<string, number>>;
  readonly eventTime: Readonly<Record<string, string>>;
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: { readonly description: string; readonly numOutputRows: number };
  readonly observedMetrics: Readonly<Record<string, unknown>>;
}

export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly allUpdatesTimeMs: number;
  readonly numRowsRemoved: number;
  readonly allRemovalsTimeMs: number;
  readonly commitTimeMs: number;
  readonly memoryUsedBytes: number;
  readonly numRowsDroppedByWatermark: number;
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  readonly customMetrics: Readonly<Record<string, number>>;
}

export interface SourceProgress {
  readonly description: string;
  readonly startOffset: Offset | null;
  readonly endOffset: Offset | null;
  readonly latestOffset: Offset | null;
  readonly numInputRows: number;
  readonly inputRowsPerSecond?: number;
  readonly processedRowsPerSecond?: number;
  readonly metrics: Readonly<Record<string, string>>;
}

/** Rows a second, left out where it would be no number. */
export const rate = (rows: number, ms: number): number | undefined => (ms > 0 ? (rows * 1000) / ms : undefined);

/** One operator's figures under Spark's names. The embedded engine has one partition. */
export const stateOperatorProgress = (m: OperatorMetrics, commitTimeMs: number): StateOperatorProgress => ({
  operatorName: m.operator,
  numRowsTotal: m.rowsTotal,
  numRowsUpdated: m.rowsUpdated,
  allUpdatesTimeMs: 0,
  numRowsRemoved: m.rowsRemoved,
  allRemovalsTimeMs: 0,
  commitTimeMs,
  memoryUsedBytes: m.memoryBytes,
  numRowsDroppedByWatermark: m.droppedByWatermark,
  numShufflePartitions: 1,
  numStateStoreInstances: 1,
  customMetrics: m.custom,
});

/** The `eventTime` part: what the watermark nodes saw, and the watermark the batch used. */
export function eventTimeProgress(
  stats: readonly WatermarkStats[],
  watermarkMs: number | null,
): Record<string, string> {
  if (watermarkMs === null) return {};
  const count = stats.reduce((n, s) => n + s.count, 0);
  const watermark = isoMillis(watermarkMs);
  if (count === 0) return { watermark };
  const min = Math.min(...stats.map((s) => s.min));
  const max = Math.max(...stats.map((s) => s.max));
  const sum = stats.reduce((n, s) => n + s.sum, 0);
  return {
    avg: isoMillis(Math.floor(sum / count / 1000)),
    max: isoMillis(Math.floor(max / 1000)),
    min: isoMillis(Math.floor(min / 1000)),
    watermark,
  };
}

/** A Date reaches so far on both sides; a TIMESTAMP goes beyond. */
const DATE_MS = 8.64e15;

/** Milliseconds since the epoch as `2016-12-05T20:54:20.827Z`. */
export const isoMillis = (ms: number): string =>
  Math.abs(ms) <= DATE_MS ? new Date(ms).toISOString() : `${isoMicros(BigInt(Math.floor(ms)) * 1000n).slice(0, -3)}Z`;
