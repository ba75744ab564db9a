import type { Page, PageRequest } from '../../engine/spi/view-port.ts';
import { batchBar } from './batch-bars.ts';
import { MOST_POINTS } from './charts/chart-source.ts';
import type { ChartSource } from './charts/define-chart.ts';
import { headOf } from './head.ts';
import type { ChartRow, ViewFrame } from './protocol.ts';
import type { QueryRecord } from './query-record.ts';
import { emptyTable, tableModel, type Place } from './table-model.ts';
import type { WallClock } from './wall-clock.ts';

/** A chart that nobody looks at still gets its rows when they are few. */
const FEW_POINTS = 500;
const ATTEMPTS = 4;

/** What a view wants to see. */
export interface FrameRequest {
  readonly place: Place;
  readonly title: string | undefined;
  readonly chart: ChartSource | null;
  /** Whether the chart is looked at. */
  readonly chartOpen: boolean;
  /** The last batch whose bar the view has. */
  readonly lastBar: number;
}

/** Table, chart and header of one batch. */
export async function queryFrame(
  record: QueryRecord,
  request: FrameRequest,
  clock: WallClock,
): Promise<ViewFrame | null> {
  const { place, chart } = request;
  const limit = chart === null ? 0 : request.chartOpen ? MOST_POINTS : FEW_POINTS;
  const { table, points } = await samePages(record, place, limit);
  const held = table !== null && table.batchId >= 0 ? table.batchId : null;
  const batchId = held ?? record.traces.at(-1)?.batchId ?? null;
  const then = record.at(batchId ?? -1);
  if (!then) return null;
  const appending = then.query.outputMode === 'append';
  const watermark = then.traces.at(-1)?.watermarkAfter ?? null;
  const whole = points !== null && (request.chartOpen || points.total <= FEW_POINTS);
  const chartRows: readonly ChartRow[] | undefined = whole && chart ? chart.rows(points.rows, watermark) : undefined;
  const head = headOf(then.query, then.traces, { title: request.title, batchId, note: record.note }, clock);
  return {
    batchId,
    head,
    table: table ? tableModel(table, place, clock, appending) : emptyTable(then.query.columns, place),
    ...(chartRows ? { chartRows } : {}),
    bars: then.traces.filter((trace) => trace.batchId > request.lastBar).map((trace) => batchBar(trace, clock)),
  };
}

/** The table's page and the chart's rows, of the same batch. */
async function samePages(
  record: QueryRecord,
  place: Place,
  points: number,
): Promise<{ table: Page | null; points: Page | null }> {
  const request = pageRequest(place);
  const plain = place.offset === 0 && place.sort === null && place.filter === '';
  if (points === 0) return { table: await record.page(request), points: null };
  if (plain) {
    const all = await record.page({ offset: 0, limit: Math.max(points, place.limit) });
    return {
      table: all && { ...all, rows: all.rows.slice(0, place.limit) },
      points: all && { ...all, rows: all.rows.slice(0, points) },
    };
  }
  let pages: { table: Page | null; points: Page | null } = { table: null, points: null };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [table, all] = await Promise.all([record.page(request), record.page({ offset: 0, limit: points })]);
    pages = { table, points: all };
    if (table?.batchId === all?.batchId) return pages;
  }
  return { table: pages.table, points: null };
}

function pageRequest(place: Place): PageRequest {
  return {
    offset: place.offset,
    limit: place.limit,
    ...(place.sort ? { sort: place.sort } : {}),
    ...(place.filter === '' ? {} : { filter: place.filter }),
  };
}
