import type { WatermarkStats } from '../codegen/watermark-stats.ts';
import type { OperatorMetrics } from '../operators/batch-context.ts';
import type { ObservedMetrics, WindowsOf } from '../operators/physical-node.ts';
import type { OperatorTrace } from '../operators/stateful-operator.ts';
import type { Offset } from '../spi/source.ts';
import type { BatchTrace, SampleTrace } from '../spi/view-port.ts';
import { starred } from '../types/secrets.ts';
import type { BatchTimer } from './batch-timer.ts';
import type { OffsetEntry } from './checkpoint/log-entry.ts';
import { observedMetrics } from './observed-metrics.ts';
import { eventTimeProgress, isoMillis, rate, stateOperatorProgress, type StreamingQueryProgress } from './progress.ts';

/** What is known of a batch when it is done. */
export interface BatchFacts {
  readonly batchId: number;
  readonly entry: OffsetEntry;
  readonly starts: readonly (Offset | null)[];
  /** By source. */
  readonly rowsIn: readonly number[];
  readonly malformed: number;
  readonly rowsOut: number;
  /** Operators with state, from the top of the plan down. */
  readonly operators: readonly OperatorFacts[];
  /** By slot. */
  readonly watermarks: readonly WatermarkFacts[];
  readonly observed: readonly ObservedMetrics[];
  /** The watermark that lateness was judged by where rows came in, microseconds. */
  readonly lateMicros: number;
  readonly lastTriggerMs: number | null;
  /** Newest event time so far, milliseconds. */
  readonly maxEventMs: number | null;
  readonly watermarkAfter: number;
  readonly behind: number | null;
}

/** What a stateful operator did, and its watermark after the batch: microseconds, -Infinity without one. */
export interface OperatorFacts {
  readonly metrics: OperatorMetrics;
  readonly trace: OperatorTrace;
  readonly watermarkMicros: number;
}

/** What one watermark node saw, and into which windows it goes. */
export interface WatermarkFacts {
  readonly column: string;
  /** What it alone would make the watermark, milliseconds; 0 before its first event. */
  readonly watermarkMs: number;
  readonly seen: WatermarkStats;
  readonly windowsOf: WindowsOf;
}

/** Spark's phases; the finer ones below belong to the trace. */
const SPARK_PHASES = ['addBatch', 'commitOffsets', 'getBatch', 'latestOffset', 'queryPlanning', 'walCommit'] as const;

/** The batch as Spark's progress report. */
export function progressOf(
  identity: { readonly id: string; readonly runId: string; readonly name: string | null },
  facts: BatchFacts,
  timer: BatchTimer,
  descriptions: readonly string[],
  sink: string,
  watermarked: boolean,
): StreamingQueryProgress {
  const total = timer.total;
  const sinceLast = facts.lastTriggerMs === null ? 0 : timer.startedMs - facts.lastTriggerMs;
  const rows = facts.rowsIn.reduce((a, b) => a + b, 0);
  const durationMs: Record<string, number> = {};
  for (const phase of SPARK_PHASES) durationMs[phase] = Math.round(timer.durations[phase] ?? 0);
  durationMs['triggerExecution'] = Math.round(total);
  return {
    ...identity,
    timestamp: isoMillis(timer.startedMs),
    batchId: facts.batchId,
    batchDuration: Math.round(total),
    numInputRows: rows,
    ...rates(rows, sinceLast, total),
    durationMs: Object.fromEntries(Object.entries(durationMs).sort(([a], [b]) => (a < b ? -1 : 1))),
    eventTime: eventTimeProgress(
      facts.watermarks.map(({ seen }) => seen),
      watermarked ? facts.entry.batchWatermarkMs : null,
    ),
    stateOperators: facts.operators.map(({ metrics }) =>
      stateOperatorProgress(metrics, Math.round(timer.durations['stateCommit'] ?? 0)),
    ),
    sources: descriptions.map((description, i) => ({
      description,
      startOffset: facts.starts[i] ?? null,
      endOffset: facts.entry.offsets[i] ?? null,
      latestOffset: facts.entry.offsets[i] ?? null,
      numInputRows: facts.rowsIn[i] ?? 0,
      ...rates(facts.rowsIn[i] ?? 0, sinceLast, total),
      metrics: malformedMetric(facts.malformed),
    })),
    sink: { description: starred(sink), numOutputRows: facts.rowsOut },
    observedMetrics: observedMetrics(facts.observed),
  };
}

const malformedMetric = (rows: number): Record<string, string> => (rows > 0 ? { malformedRows: String(rows) } : {});

function rates(rows: number, sinceLastMs: number, totalMs: number): Record<string, number> {
  const input = rate(rows, sinceLastMs);
  const processed = rate(rows, totalMs);
  return {
    ...(input === undefined ? {} : { inputRowsPerSecond: input }),
    ...(processed === undefined ? {} : { processedRowsPerSecond: processed }),
  };
}

/** The batch as every view and lesson sees it. */
export function traceOf(
  facts: BatchFacts,
  timer: BatchTimer,
  descriptions: readonly string[],
  watermarked: boolean,
): BatchTrace {
  const late = facts.watermarks.reduce((n, { seen }) => n + seen.late, 0);
  const dropped = facts.operators.reduce((n, { metrics }) => n + metrics.lateRows, 0);
  return {
    batchId: facts.batchId,
    triggerMs: timer.startedMs,
    endMs: timer.endedMs,
    offsets: descriptions.map((source, i) => ({
      source,
      start: offsetText(facts.starts[i] ?? null),
      end: offsetText(facts.entry.offsets[i] ?? null),
    })),
    rowsIn: facts.rowsIn.reduce((a, b) => a + b, 0),
    rowsOut: facts.rowsOut,
    rowsDropped: dropped,
    rowsLateKept: Math.max(0, late - dropped),
    rowsMalformed: facts.malformed,
    rowsBehind: facts.behind,
    watermarkBefore: watermarked ? facts.entry.batchWatermarkMs : null,
    watermarkAfter: watermarked ? facts.watermarkAfter : null,
    watermarks: facts.watermarks.map(({ column, watermarkMs }) => ({
      column,
      watermark: watermarkMs === 0 ? null : watermarkMs,
    })),
    maxEventMs: facts.maxEventMs,
    durations: { ...timer.durations, triggerExecution: timer.total },
    state: facts.operators.map(({ metrics: o, trace, watermarkMicros }) => ({
      op: o.operator,
      rows: o.rowsTotal,
      updated: o.rowsUpdated,
      removed: o.rowsRemoved,
      dropped: o.droppedByWatermark,
      bytes: o.memoryBytes,
      watermark: watermarkMicros > 0 ? watermarkMicros / 1000 : null,
      parts: trace.parts,
      waits: trace.waits,
    })),
    // made when somebody looks: a small batch would pay for it more than for its rows
    get sample() {
      return facts.watermarks.flatMap((_, slot) => examplesOf(slot, facts)).map((example, id) => ({ id, ...example }));
    },
  };
}

/** The examples that a watermark node took; the operator above that groups them knows their keys. */
function examplesOf(slot: number, facts: BatchFacts): Omit<SampleTrace, 'id'>[] {
  const { seen, windowsOf } = facts.watermarks[slot]!;
  const keys = facts.operators.map(({ trace }) => trace.examples).find((examples) => examples?.slot === slot)?.keys;
  return seen.examples.map((micros, i) => {
    const windows = windowsOf(micros);
    return {
      key: keys?.[i] ?? null,
      eventMs: micros / 1000,
      processedMs: facts.entry.batchTimestampMs,
      fate: fateOf(micros, windows.at(-1)?.[1] ?? micros, facts.lateMicros),
      windows: windows.map(([start, end]) => [start / 1000, end / 1000] as const),
    };
  });
}

/** A late row is dropped when no window that holds it is open any more. */
function fateOf(micros: number, lastEnd: number, lateMicros: number): SampleTrace['fate'] {
  if (micros > lateMicros) return 'kept';
  return lastEnd <= lateMicros ? 'dropped' : 'late-kept';
}

const offsetText = (offset: Offset | null): string | null => (offset === null ? null : JSON.stringify(offset));
