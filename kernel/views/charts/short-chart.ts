import type { ChartOptions } from '../../../engine/spi/host.ts';
import type { JsonValue, ViewColumn } from '../../../engine/spi/view-port.ts';
import { plainText } from '../escape.ts';
import { formatValue } from '../format-value.ts';
import { clockText, dateText, epochOf, readTime } from '../format-time.ts';
import type { ChartRow } from '../protocol.ts';
import { fieldOf, isNumeric, isWindow, type Shape } from '../shape.ts';
import type { WallClock } from '../wall-clock.ts';
import { findColumn, valueAt, type ColumnPath } from './column-path.ts';
import {
  titleOf,
  VEGA_LITE_SCHEMA,
  type ChartDefinition,
  type ChartSource,
  type Channels,
  type Scale,
} from './define-chart.ts';
import { charts } from './index.ts';
import { placeLabels, type Point } from './place-labels.ts';

const LONGEST_NAME = 40;

/** The chart that a short description asks for; a problem instead of a spec when it names what is not there. */
export function shortChart(options: ChartOptions, columns: readonly ViewColumn[], clock: WallClock): ChartSource {
  const definition = charts.find((chart) => chart.mark === options.mark);
  if (!definition) {
    const known = charts.map((chart) => chart.mark).join(', ');
    return broken(
      `There is no chart "${plainText(String(options.mark))}". Use one of ${known}, or a full Vega-Lite spec.`,
    );
  }
  const find = (text: string) => withoutWindow(findColumn(columns, String(text)));
  const x = find(options.x);
  const y = find(options.y);
  const series = options.color === undefined ? null : find(options.color);
  const missing = [
    x ? null : options.x,
    y ? null : options.y,
    options.color === undefined || series ? null : options.color,
  ];
  const names = missing.filter((name) => name !== null).map((name) => `"${plainText(String(name))}"`);
  if (!x || !y || names.length > 0) {
    const known = columns.map((column) => plainText(column.name)).join(', ');
    return broken(`The chart names ${names.join(' and ')}, which the result does not have. Its columns are ${known}.`);
  }
  return drawable(definition, options, { x, y, series }, columns, clock);
}

interface Paths {
  readonly x: ColumnPath;
  readonly y: ColumnPath;
  readonly series: ColumnPath | null;
}

function drawable(
  definition: ChartDefinition,
  options: ChartOptions,
  paths: Paths,
  columns: readonly ViewColumn[],
  clock: WallClock,
): ChartSource {
  const xScale = scaleOf(paths.x.shape);
  const seriesScale: Scale =
    options.mark === 'point' && paths.series && isNumeric(paths.series.shape) ? 'number' : 'name';
  const channels: Channels = {
    x: { scale: definition.discreteX ? 'name' : xScale, title: titleOf(plainText(options.x)) },
    y: { scale: 'number', title: titleOf(plainText(options.y)) },
    series:
      paths.series && options.color !== undefined
        ? { scale: seriesScale, title: titleOf(plainText(options.color)) }
        : null,
  };
  const windowed = columns[paths.x.column] && isWindowColumn(columns, paths.x) ? paths.x.column : null;
  const open = definition.marksOpen && windowed !== null;
  const openWord = options.mark === 'bar' ? 'paler' : 'dashed';
  return {
    model: {
      spec: {
        $schema: VEGA_LITE_SCHEMA,
        data: { name: 'rows' },
        ...definition.draw(channels),
      },
      note: open ? `windows that can still change are ${openWord}` : '',
      problem: null,
    },
    rows(rows, watermarkMs) {
      const points: Point[] = [];
      for (const row of rows) {
        const x = coordinate(valueAt(row, paths.x), paths.x.shape, clock);
        const y = valueAt(row, paths.y);
        if (x === null || y === null || Number.isNaN(Number(y))) continue;
        const name = paths.series
          ? seriesName(valueAt(row, paths.series), paths.series.shape, seriesScale, clock)
          : null;
        const end = open && watermarkMs !== null ? windowEnd(row[windowed as number] ?? null) : null;
        points.push({ x, y: Number(y), series: name, open: end !== null && watermarkMs !== null && end > watermarkMs });
      }
      points.sort((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0));
      if (definition.mark === 'line') return placeLabels(points);
      const text = definition.discreteX && xScale === 'time' ? timeNames(points) : null;
      return points.map((item, index) => rowOf(text ? { ...item, x: text[index] as string } : item));
    },
  };
}

/** `window` alone stands for its start. */
function withoutWindow(path: ColumnPath | null): ColumnPath | null {
  if (!path || !isWindow(path.shape) || path.shape.kind !== 'struct') return path;
  return {
    column: path.column,
    fields: [...path.fields, { name: 'start', index: 0 }],
    shape: (path.shape.fields[0] as { shape: Shape }).shape,
  };
}

function isWindowColumn(columns: readonly ViewColumn[], path: ColumnPath): boolean {
  const root = findColumn([columns[path.column] as ViewColumn], (columns[path.column] as ViewColumn).name);
  return root !== null && isWindow(root.shape) && path.fields[0]?.name === 'start';
}

function scaleOf(shape: Shape): Scale {
  if (shape.kind === 'timestamp' || shape.kind === 'timestamp_ntz' || shape.kind === 'date') return 'time';
  return isNumeric(shape) ? 'number' : 'name';
}

function coordinate(value: JsonValue, shape: Shape, clock: WallClock): number | string | null {
  if (value === null) return null;
  switch (scaleOf(shape)) {
    case 'time':
      if (shape.kind === 'date') return Date.parse(`${String(value)}T00:00:00Z`);
      return readTime(String(value), clock)?.ms ?? null;
    case 'number':
      return Number(value);
    case 'name':
      return plainText(formatValue(value, shape, clock, 0)).slice(0, LONGEST_NAME);
  }
}

function seriesName(value: JsonValue, shape: Shape, scale: Scale, clock: WallClock): string | number {
  if (scale === 'number') return Number(value);
  return plainText(formatValue(value, shape, clock, 0)).slice(0, LONGEST_NAME);
}

function windowEnd(value: JsonValue): number | null {
  const end = fieldOf(value, 'end', 1);
  return typeof end === 'string' ? epochOf(end) : null;
}

/** Times as names: the clock alone when all are of one day. */
function timeNames(points: readonly Point[]): string[] {
  const times = points.map((item) => Number(item.x));
  const seconds = times.some((time) => time % 60_000 !== 0);
  const oneDay = new Set(times.map(dateText)).size <= 1;
  return times.map((time) =>
    oneDay ? clockText(time, seconds) : `${dateText(time).slice(5)} ${clockText(time, seconds)}`,
  );
}

function rowOf({ x, y, series, open }: Point): ChartRow {
  return { x, y, ...(series === null ? {} : { series }), ...(open ? { open: true } : {}) };
}

function broken(problem: string): ChartSource {
  return { model: { spec: {}, note: '', problem }, rows: () => [] };
}
