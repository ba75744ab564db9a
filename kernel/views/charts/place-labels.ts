import type { ChartRow } from '../protocol.ts';

/** A row of a chart before its marks are decided. */
export interface Point {
  readonly x: number | string;
  readonly y: number;
  readonly series: string | number | null;
  readonly open: boolean;
}

const MOST_LABELS = 10;
const PLOT_HEIGHT = 250;
const LINE_HEIGHT = 13;

/**
 * Rows of a line chart, ordered by x: where the dashed part begins (`bridge`), which points stand alone (`dot`), and the
 * names at the ends of the lines, moved apart so that they can be read.
 */
export function placeLabels(points: readonly Point[]): ChartRow[] {
  const series = new Map<string | number | null, number[]>();
  points.forEach((point, index) => {
    const list = series.get(point.series);
    if (list) list.push(index);
    else series.set(point.series, [index]);
  });
  const rows: Record<string, unknown>[] = points.map(({ x, y, series: name, open }) => ({
    x,
    y,
    ...(name === null ? {} : { series: name }),
    ...(open ? { open: true } : {}),
  }));
  const ends: { row: Record<string, unknown>; y: number }[] = [];
  for (const [name, indexes] of series) {
    const firstOpen = indexes.findIndex((index) => points[index]?.open);
    if (firstOpen > 0) mark(rows, indexes[firstOpen - 1], 'bridge');
    if (indexes.length === 1 || firstOpen === indexes.length - 1) mark(rows, indexes.at(-1), 'dot');
    const last = indexes.at(-1) as number;
    if (name !== null) ends.push({ row: rows[last] as Record<string, unknown>, y: (points[last] as Point).y });
  }
  spread(ends, points);
  return rows;
}

function mark(rows: Record<string, unknown>[], index: number | undefined, name: string): void {
  const row = index === undefined ? undefined : rows[index];
  if (row) row[name] = true;
}

/** Gives the topmost labels a height of their own, at least a line of text apart. */
function spread(ends: { row: Record<string, unknown>; y: number }[], points: readonly Point[]): void {
  const values = points.map((point) => point.y).filter(Number.isFinite);
  const top = values.reduce((most, value) => Math.max(most, value), 0);
  const bottom = values.reduce((least, value) => Math.min(least, value), 0);
  const gap = ((top - bottom) / PLOT_HEIGHT) * LINE_HEIGHT;
  const labelled = ends.toSorted((a, b) => b.y - a.y).slice(0, MOST_LABELS);
  let ceiling = Infinity;
  const heights = labelled.map((end) => (ceiling = Math.min(end.y, ceiling - gap)));
  // names pushed below the plot move all up again
  const sunk = Math.max(0, bottom - (heights.at(-1) ?? bottom));
  labelled.forEach((end, index) => {
    end.row['label'] = true;
    end.row['labelY'] = Math.min((heights[index] as number) + sunk, top);
  });
}
