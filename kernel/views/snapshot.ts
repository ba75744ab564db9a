import type { ViewOptions } from '../../engine/spi/host.ts';
import type { Page, QueryView } from '../../engine/spi/view-port.ts';
import { batchBar } from './batch-bars.ts';
import { SAVED_ROWS } from './bundle.ts';
import { chartSource } from './charts/chart-source.ts';
import { plainText } from './escape.ts';
import { errorModel } from './error-model.ts';
import { formatInstant } from './format-time.ts';
import { formatCount } from './format-number.ts';
import { headOf } from './head.ts';
import type { Head, Payload, Tab } from './protocol.ts';
import type { QueryRecord } from './query-record.ts';
import { emptyTable, FIRST_PLACE, tableModel } from './table-model.ts';
import type { WallClock } from './wall-clock.ts';

const SAVED_POINTS = 1000;
const SAVED_BARS = 60;
const PLACE = { ...FIRST_PLACE, limit: SAVED_ROWS };

/** Rows that a snapshot asks of the engine: the table's, and the chart's when there is one. */
export function snapshotLimit(view: ViewOptions): number {
  return view.chart || view.spec ? SAVED_POINTS : SAVED_ROWS;
}

/** Which tab a view opens with. */
export function firstTab(view: ViewOptions): Tab {
  return view.tab ?? (view.chart || view.spec ? 'chart' : 'table');
}

/** What the file holds of a query: header, rows, chart and timeline of one batch, and what to say once it is gone. */
export function snapshotOf(
  viewId: string,
  view: ViewOptions,
  record: QueryRecord,
  page: Page | null,
  clock: WallClock,
  now: number,
): Payload {
  const then = record.at(page?.batchId ?? record.traces.at(-1)?.batchId ?? -1);
  if (!then) return emptySnapshot(viewId, view, now);
  const { query, traces } = then;
  const columns = page?.columns ?? query.columns;
  const source = chartSource(view, columns, clock);
  const watermark = traces.at(-1)?.watermarkAfter ?? null;
  const rows = page && { ...page, rows: page.rows.slice(0, SAVED_ROWS) };
  const context = {
    title: view.title,
    batchId: page !== null && page.batchId >= 0 ? page.batchId : null,
    note: record.note,
  };
  const head = headOf(query, traces, context, clock);
  return {
    v: 1,
    kind: view.spec ? 'chart' : 'query',
    queryId: view.queryId,
    viewId,
    runId: query.runId,
    state: query.state,
    name: query.name,
    schema: columns.slice(0, 50),
    tab: firstTab(view),
    head,
    table: rows ? tableModel(rows, PLACE, clock, query.outputMode === 'append') : emptyTable(columns, PLACE),
    summary: null,
    chart: source && { ...source.model, rows: source.rows((page?.rows ?? []).slice(0, SAVED_POINTS), watermark) },
    history: traces.slice(-SAVED_BARS).map((trace) => batchBar(trace, clock)),
    triggerMs: query.triggerMs,
    error: errorModel(query),
    savedAt: now,
    detached: detachedWords(query, head, rows, clock, now),
  };
}

/** The place of a view whose query has not said anything yet. */
export function emptySnapshot(viewId: string, view: ViewOptions, now: number): Payload {
  const head: Head = {
    name: plainText(view.title ?? `query ${view.queryId.slice(0, 8)}`),
    state: 'starting',
    tone: 'ok',
    batchId: null,
    line: 'starting',
    warning: null,
    metrics: [],
    why: [],
    outputMode: '',
  };
  return {
    v: 1,
    kind: view.spec ? 'chart' : 'query',
    queryId: view.queryId,
    viewId,
    runId: null,
    state: 'starting',
    name: null,
    schema: [],
    tab: firstTab(view),
    head,
    table: emptyTable([], PLACE),
    summary: null,
    chart: null,
    history: [],
    triggerMs: null,
    error: null,
    savedAt: now,
    detached: { line: 'was starting when saved; no longer attached', note: 'Run the cell to start again.' },
  };
}

function detachedWords(
  query: QueryView,
  head: Head,
  page: Page | null,
  clock: WallClock,
  now: number,
): Payload['detached'] {
  const running = query.state === 'running' || query.state === 'starting';
  const line = running
    ? `was running when saved ${formatInstant(now, clock)} · batch ${head.batchId ?? '–'} · no longer attached`
    : head.line;
  return { line, note: snapshotNote(page) };
}

/** `Snapshot of batch 290: 20 of 96 rows are in the file. Run the cell to start again.` */
function snapshotNote(page: Page | null): string {
  if (!page) return 'Run the cell to start again.';
  const kept = Math.min(page.rows.length, SAVED_ROWS);
  return `Snapshot of batch ${formatCount(page.batchId)}: ${formatCount(kept)} of ${formatCount(page.total)} rows are in the file. Run the cell to start again.`;
}
