import type { MimeBundle, TableResult } from '../../engine/spi/host.ts';
import { SAVED_ROWS, sizedBundle, viewBundle } from './bundle.ts';
import { chartSource } from './charts/chart-source.ts';
import { systemClock } from './clock.ts';
import { formatCount, formatDuration } from './format-number.ts';
import type { Payload } from './protocol.ts';
import { tableModel } from './table-model.ts';
import { createWallClock } from './wall-clock.ts';

/** Most rows of a static result that an output holds; fewer when they are large. */
const MOST_ROWS = 200;

/** The MIME bundle of a batch result: a table that pages in the page itself, HTML and text. Needs no kernel. */
export function staticTableBundle(result: TableResult): MimeBundle {
  const payload = payloadOf(result);
  return sizedBundle(payload, noteOf(result));
}

/** The same with its chart also drawn as SVG for viewers that run nothing. */
export function staticChartBundle(result: TableResult): Promise<MimeBundle> {
  return viewBundle(payloadOf(result), noteOf(result));
}

function payloadOf(result: TableResult): Payload {
  const now = systemClock.now();
  const clock = createWallClock(result.timeZone, systemClock.now);
  const kept = result.rows.slice(0, MOST_ROWS);
  const total = result.total ?? result.rows.length;
  const page = { batchId: 0, columns: result.columns, rows: kept, total, forgotten: 0 };
  const place = { offset: 0, limit: 20, sort: null, filter: '' };
  const source = chartSource(result, result.columns, clock);
  return {
    v: 1,
    kind: result.spec ? 'chart' : 'table',
    queryId: null,
    viewId: null,
    runId: null,
    state: 'stopped',
    name: result.title ?? null,
    schema: result.columns.slice(0, 50),
    tab: source ? 'chart' : 'table',
    head: null,
    table: tableModel(page, place, clock, true),
    summary: summaryOf(result),
    chart: source && { ...source.model, rows: source.rows(result.rows.slice(0, 1000), null) },
    history: [],
    triggerMs: null,
    error: null,
    savedAt: now,
    detached: { line: '', note: '' },
  };
}

/** `4 columns · 18,432 rows · 312 ms` */
function summaryOf({ columns, rows, total, ms }: TableResult): string {
  const count = (value: number, word: string) => `${formatCount(value)} ${value === 1 ? word : `${word}s`}`;
  const parts = [count(columns.length, 'column'), count(total ?? rows.length, 'row')];
  if (ms !== undefined) {
    const time = formatDuration(ms);
    parts.push(`${time.value} ${time.unit}`);
  }
  return parts.join(' · ');
}

function noteOf({ rows, total }: TableResult): string {
  const all = total ?? rows.length;
  const shown = Math.min(rows.length, SAVED_ROWS);
  return all > shown ? `showing ${formatCount(shown)} of ${formatCount(all)} rows` : '';
}
