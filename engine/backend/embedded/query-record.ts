import type { MicroBatchExecution } from '../../streaming/micro-batch-execution.ts';
import type { BatchTrace, QueryState, QueryView, ViewError } from '../../spi/view-port.ts';
import { triggerText, type Trigger } from '../../streaming/trigger.ts';
import { simpleString, type StructType } from '../../types/data-type.ts';
import type { OutputMode } from '../../operators/batch-context.ts';
import type { MillraceError } from '../../types/errors.ts';
import type { QuerySpec } from '../backend.ts';
import type { QueryStatus } from './query-status.ts';
import type { ResultRing } from './result-ring.ts';

const TRACES = 120;
/** Rates are means over this time. */
const RATE_WINDOW_MS = 10_000;

/** Everything the engine knows of one run of a query, and how it looks to a viewer. */
export class QueryRecord {
  readonly execution: MicroBatchExecution;
  readonly spec: QuerySpec;
  readonly schema: StructType;
  readonly mode: OutputMode;
  readonly trigger: Trigger;
  readonly ring: ResultRing | null;
  private readonly status: QueryStatus;
  readonly traces: BatchTrace[] = [];
  state: QueryState = 'starting';
  /** What is wrong for as long as it runs. */
  warning: string | null = null;
  private readonly nextWindowEnd: () => number | null;
  private readonly checkpoint: string | null;
  private readonly startedMs: number;
  private readonly timeZone: string;
  private endedMs: number | null = null;
  private error: ViewError | null = null;
  private totals = { in: 0, out: 0, dropped: 0, late: 0, malformed: 0 };

  constructor(parts: {
    execution: MicroBatchExecution;
    spec: QuerySpec;
    schema: StructType;
    mode: OutputMode;
    ring: ResultRing | null;
    status: QueryStatus;
    nextWindowEnd: () => number | null;
    checkpoint: string | null;
    startedMs: number;
    timeZone: string;
  }) {
    this.execution = parts.execution;
    this.spec = parts.spec;
    this.schema = parts.schema;
    this.mode = parts.mode;
    this.trigger = parts.spec.trigger;
    this.ring = parts.ring;
    this.status = parts.status;
    this.nextWindowEnd = parts.nextWindowEnd;
    this.checkpoint = parts.checkpoint;
    this.startedMs = parts.startedMs;
    this.timeZone = parts.timeZone;
  }

  addTrace(trace: BatchTrace): void {
    this.state = 'running';
    this.traces.push(trace);
    if (this.traces.length > TRACES) this.traces.shift();
    this.totals.in += trace.rowsIn;
    this.totals.out += trace.rowsOut;
    this.totals.dropped += trace.rowsDropped;
    this.totals.late += trace.rowsLateKept;
    this.totals.malformed += trace.rowsMalformed;
  }

  end(error: MillraceError | null, atMs: number): void {
    this.state = error === null ? 'stopped' : 'failed';
    this.endedMs = atMs;
    if (error !== null) this.error = viewError(error, this.traces.at(-1), atMs);
  }

  view(nowMs: number): QueryView {
    const { execution, totals } = this;
    const last = this.traces.at(-1);
    const rates = this.rates(nowMs);
    const nextWindow = this.nextWindowEnd();
    return {
      queryId: execution.options.runId,
      runId: execution.options.runId,
      name: this.spec.name,
      state: this.state,
      outputMode: this.mode,
      trigger: triggerText(this.trigger),
      triggerMs: this.trigger.kind === 'processingTime' ? this.trigger.intervalMs : null,
      watermarkDelayMs: execution.watermark.delayMs,
      timeZone: this.timeZone,
      columns: this.schema.fields.map((f) => ({ name: f.name, type: simpleString(f.type) })),
      startedMs: this.startedMs,
      endedMs: this.endedMs,
      batches: last === undefined ? 0 : last.batchId + 1,
      totalIn: totals.in,
      totalOut: totals.out,
      totalDropped: totals.dropped,
      totalLateKept: totals.late,
      totalMalformed: totals.malformed,
      inputRowsPerSecond: rates.in,
      outputRowsPerSecond: rates.out,
      why: this.why(nextWindow),
      nextWindowEndMs: nextWindow === null ? null : Math.floor(nextWindow / 1000),
      checkpoint: this.checkpoint,
      error: this.error,
    };
  }

  private rates(nowMs: number): { in: number; out: number } {
    const recent = this.traces.filter((t) => t.endMs > nowMs - RATE_WINDOW_MS);
    const since = Math.max(this.startedMs, nowMs - RATE_WINDOW_MS);
    const seconds = Math.max(1, (nowMs - since) / 1000);
    return {
      in: recent.reduce((n, t) => n + t.rowsIn, 0) / seconds,
      out: recent.reduce((n, t) => n + t.rowsOut, 0) / seconds,
    };
  }

  /** What it waits for; one sentence when no row has come out, and why, where no operator says what it waits for. */
  private why(nextWindowMicros: number | null): string | null {
    const { totals, status } = this;
    if (status.waitsFor !== null && this.endedMs === null) return status.waitsFor;
    if (this.warning !== null && this.endedMs === null) return this.warning;
    if (totals.out > 0 || this.state === 'failed') return null;
    if (totals.in === 0) return 'No rows have come in yet.';
    if (this.mode === 'append' && this.execution.watermark.exists && nextWindowMicros !== null) return null;
    if (this.endedMs === null && this.traces.at(-1)?.state.some(({ waits }) => waits !== null) === true) return null;
    if (totals.dropped > 0) return 'All rows came later than the watermark and were dropped.';
    return `${totals.in.toLocaleString('en-US')} rows came in and none passed the query's filters or joins.`;
  }
}

function viewError(error: MillraceError, last: BatchTrace | undefined, atMs: number): ViewError {
  const { condition, sqlState, summary, where, code, input, hint } = error;
  const message = summary.replace(/^Query \[id = [^\]]*\] terminated with exception: /, '');
  return {
    condition,
    message,
    atMs,
    batchId: (last?.batchId ?? -1) + 1,
    ...(sqlState === undefined ? {} : { sqlState }),
    ...(where === undefined ? {} : { where }),
    ...(code === undefined ? {} : { code }),
    ...(input === undefined ? {} : { input }),
    ...(hint === undefined ? {} : { hint }),
  };
}
