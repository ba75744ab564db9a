import type {
  BatchTrace,
  JsonValue,
  Page,
  PageRequest,
  QueryState,
  QueryView,
  ViewColumn,
  ViewError,
  ViewPort,
  ViewRequests,
} from '../../../engine/spi/view-port.ts';

export const ORDER_COLUMNS: readonly ViewColumn[] = [
  { name: 'window', type: 'struct<start:timestamp,end:timestamp>' },
  { name: 'country', type: 'string' },
  { name: 'orders', type: 'bigint' },
  { name: 'total', type: 'decimal(12,2)' },
];

type Row = readonly JsonValue[];

/** What a scripted query shows; a test or a page changes it between batches. */
export interface Script {
  readonly queryId: string;
  readonly name?: string | null;
  readonly columns?: readonly ViewColumn[];
  readonly outputMode?: string;
  readonly startMs: number;
  readonly triggerMs?: number;
  readonly watermarkDelayMs?: number | null;
  readonly why?: (batchId: number) => string | null;
  /** The whole result after a batch. */
  rows(batchId: number): readonly Row[];
  /** Milliseconds a batch takes. */
  batchMs?(batchId: number): number;
}

/** An engine that plays one query by hand: `step` ends a batch, the rest answers a viewer as the real one does. */
export class ScriptedEngine implements ViewRequests {
  private readonly port: ViewPort;
  private readonly script: Script;
  private queryState: QueryState = 'running';
  private run = 1;
  private batch = -1;
  private error: ViewError | null = null;
  private endedMs: number | null = null;
  private readonly traces: BatchTrace[] = [];
  readonly pages: PageRequest[] = [];
  stops = 0;
  /** The id that the next restart gives the query. */
  renameOnRestart: string | null = null;
  private id: string;

  constructor(port: ViewPort, script: Script) {
    this.port = port;
    this.script = script;
    this.id = script.queryId;
    port.serve(this);
  }

  get batchId(): number {
    return this.batch;
  }

  get state(): QueryState {
    return this.queryState;
  }

  step(): BatchTrace {
    this.batch++;
    const trace = this.trace(this.batch);
    this.traces.push(trace);
    this.port.publish({ kind: 'batch', query: this.view(), trace });
    return trace;
  }

  turn(state: QueryState, atMs: number, error: ViewError | null = null): void {
    this.queryState = state;
    this.error = error;
    this.endedMs = state === 'running' ? null : atMs;
    this.port.publish({ kind: 'state', query: this.view() });
  }

  view(): QueryView {
    const script = this.script;
    const last = this.traces.at(-1);
    const sum = (pick: (trace: BatchTrace) => number) => this.traces.reduce((total, trace) => total + pick(trace), 0);
    return {
      queryId: this.id,
      runId: `${this.id}-run-${this.run}`,
      name: script.name === undefined ? 'orders_per_minute' : script.name,
      state: this.queryState,
      outputMode: script.outputMode ?? 'update',
      trigger: `every ${(script.triggerMs ?? 2000) / 1000} s`,
      triggerMs: script.triggerMs ?? 2000,
      watermarkDelayMs: script.watermarkDelayMs === undefined ? 10_000 : script.watermarkDelayMs,
      timeZone: 'UTC',
      columns: script.columns ?? ORDER_COLUMNS,
      startedMs: script.startMs,
      endedMs: this.endedMs,
      batches: this.traces.length,
      totalIn: sum((trace) => trace.rowsIn),
      totalOut: sum((trace) => trace.rowsOut),
      totalDropped: sum((trace) => trace.rowsDropped),
      totalLateKept: sum((trace) => trace.rowsLateKept),
      totalMalformed: 0,
      inputRowsPerSecond: last ? last.rowsIn / 2 : 0,
      outputRowsPerSecond: last ? last.rowsOut / 2 : 0,
      why: script.why?.(this.batch) ?? null,
      nextWindowEndMs: last?.maxEventMs ? Math.ceil(last.maxEventMs / 60_000) * 60_000 : null,
      checkpoint: null,
      error: this.error,
    };
  }

  async query(queryId: string): Promise<{ query: QueryView; traces: readonly BatchTrace[] } | null> {
    if (queryId !== this.id) return null;
    return { query: this.view(), traces: this.traces.slice(-120) };
  }

  async page(queryId: string, request: PageRequest): Promise<Page | null> {
    if (queryId !== this.id) return null;
    this.pages.push(request);
    let rows = this.batch < 0 ? [] : [...this.script.rows(this.batch)];
    const { filter, sort } = request;
    if (filter)
      rows = rows.filter((row) =>
        row.some((cell) => JSON.stringify(cell).toLowerCase().includes(filter.toLowerCase())),
      );
    if (sort) rows.sort((a, b) => compare(a[sort.column] ?? null, b[sort.column] ?? null) * (sort.descending ? -1 : 1));
    return {
      batchId: this.batch,
      columns: this.script.columns ?? ORDER_COLUMNS,
      rows: rows.slice(request.offset, request.offset + request.limit),
      total: rows.length,
      forgotten: 0,
    };
  }

  async stop(): Promise<void> {
    this.stops++;
    this.turn('stopped', this.traces.at(-1)?.endMs ?? this.script.startMs);
  }

  async restart(): Promise<string> {
    this.run++;
    this.id = this.renameOnRestart ?? this.id;
    this.turn('running', this.script.startMs);
    return this.id;
  }

  async list(): Promise<readonly QueryView[]> {
    return [this.view()];
  }

  private trace(batchId: number): BatchTrace {
    const script = this.script;
    const interval = script.triggerMs ?? 2000;
    const triggerMs = script.startMs + batchId * interval;
    const ms = script.batchMs?.(batchId) ?? 2.6 + wave(batchId) * 1.5;
    const delay = script.watermarkDelayMs === undefined ? 10_000 : script.watermarkDelayMs;
    const maxEventMs = delay === null ? null : triggerMs - 1000;
    const rows = script.rows(batchId).length;
    const rowsIn = Math.round(2200 + wave(batchId) * 500);
    return {
      batchId,
      triggerMs,
      endMs: triggerMs + ms,
      offsets: [
        { source: 'scripted', start: batchId === 0 ? null : String(batchId * 2408), end: String((batchId + 1) * 2408) },
      ],
      rowsIn,
      rowsOut: Math.min(rows, 36 + Math.round(wave(batchId + 2) * 6)),
      rowsDropped: batchId % 20 === 19 ? 1 : 0,
      rowsLateKept: batchId % 14 === 13 ? 1 : 0,
      rowsMalformed: 0,
      rowsBehind: 0,
      watermarkBefore: null,
      watermarkAfter: delay === null || maxEventMs === null ? null : maxEventMs - delay,
      watermarks: [],
      maxEventMs,
      durations: {
        latestOffset: ms * 0.06,
        getBatch: ms * 0.11,
        addBatch: ms * 0.5,
        walCommit: ms * 0.13,
        commitOffsets: ms * 0.09,
        sinkCommit: ms * 0.11,
        triggerExecution: ms,
      },
      state: [
        {
          op: 'aggregate',
          rows,
          updated: 4,
          removed: 0,
          dropped: 0,
          bytes: rows * 150,
          watermark: null,
          parts: [],
          waits: null,
        },
      ],
      sample: [],
    };
  }
}

/** Windows of a minute by country, growing with each batch; every number follows from batch, window and country. */
export function orderRows(
  batchId: number,
  startMs: number,
  triggerMs = 2000,
  countries = ['BR', 'PT', null, 'ES'],
): Row[] {
  const rows: Row[] = [];
  const now = startMs + batchId * triggerMs;
  const last = Math.floor(now / 60_000);
  const first = Math.floor(startMs / 60_000);
  for (let minute = last; minute >= Math.max(first, last - 23); minute--) {
    const part = Math.min(1, (now - minute * 60_000 + triggerMs) / 60_000);
    for (const [index, country] of countries.entries()) {
      const size = [1038, 412, 7, 233][index % 4] as number;
      const orders = Math.max(1, Math.round(size * part * (1 + 0.12 * wave(minute + index * 3))));
      const window = [iso(minute * 60_000), iso((minute + 1) * 60_000)];
      rows.push([window, country, String(orders), (orders * (22.31 + index)).toFixed(2)]);
    }
  }
  return rows;
}

const wave = (step: number): number => Math.sin(step * 1.7) * 0.6 + Math.sin(step * 0.9) * 0.4;

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

function compare(a: JsonValue, b: JsonValue): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  const [s, t] = [JSON.stringify(a), JSON.stringify(b)];
  return s < t ? -1 : s > t ? 1 : 0;
}
