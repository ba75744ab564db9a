import type { ChartOptions } from '../../../engine/spi/host.ts';
import type { JsonValue } from '../../../engine/spi/view-port.ts';
import type { ChartModel, ChartRow } from '../protocol.ts';

/** The Vega-Lite that charts are written in: no later than what JupyterLab's own renderer (5.6.1) knows. */
export const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';

/** A chart of a result with given columns: its spec, and the function that turns rows into its data. */
export interface ChartSource {
  readonly model: ChartModel;
  rows(rows: readonly (readonly JsonValue[])[], watermarkMs: number | null): ChartRow[];
}

/** How the values of a channel are drawn: on a time axis, on a number axis, or as names side by side. */
export type Scale = 'time' | 'number' | 'name';

/** What a chart knows of one channel. Names are only ever shown; they never become part of a path or an expression. */
export interface Channel {
  readonly scale: Scale;
  readonly title: string;
}

export interface Channels {
  readonly x: Channel;
  readonly y: Channel;
  readonly series: Channel | null;
}

/** A kind of chart: a mark of `ChartOptions` and the Vega-Lite it becomes. */
export interface ChartDefinition {
  readonly mark: ChartOptions['mark'];
  /** Whether x is drawn as names in order, whatever its type. */
  readonly discreteX: boolean;
  /** Whether windows that can still change are drawn apart. */
  readonly marksOpen: boolean;
  /**
   * The part of a Vega-Lite spec (within what 5.6.1 knows) beside its data: `mark` or `layer` and `encoding`. The rows have
   * the fields `x`, `y`, `series`, `open`, `bridge`, `label`, `labelY` and `dot`, whatever the columns are called.
   */
  draw(channels: Channels): Record<string, unknown>;
}

/** Declares a chart; it is enrolled by its line in `charts/index.ts`. */
export function defineChart(definition: ChartDefinition): ChartDefinition {
  return Object.freeze(definition);
}

/** Clock times, and the date at midnight; `datum.value` is a tick, never a value of the stream. */
const TIME_LABEL =
  "utchours(datum.value) + utcminutes(datum.value) + utcseconds(datum.value) === 0 ? utcFormat(datum.value, '%b %d') : " +
  "utcFormat(datum.value, utcseconds(datum.value) === 0 ? '%H:%M' : '%H:%M:%S')";

/** A title as Vega can hold it: it keeps titles as keys of plain objects, so names that every object has are set apart. */
export function titleOf(name: string): string {
  return name in {} ? `\u2060${name}` : name;
}

/** The x channel. Times come as wall-clock milliseconds read in UTC, so that the axis shows the session's clock everywhere. */
export function encodeX(channel: Channel): Record<string, unknown> {
  switch (channel.scale) {
    case 'time':
      return {
        field: 'x',
        type: 'temporal',
        title: null,
        scale: { type: 'utc' },
        axis: { tickCount: 6, labelExpr: TIME_LABEL },
      };
    case 'number':
      return { field: 'x', type: 'quantitative', title: channel.title, scale: { zero: false } };
    case 'name':
      return { field: 'x', type: 'ordinal', title: channel.title, sort: null, axis: { labelAngle: 0 } };
  }
}

export function encodeY(channel: Channel, field = 'y'): Record<string, unknown> {
  return {
    field,
    type: 'quantitative',
    title: channel.title,
    axis: { format: '~s', labelExpr: "datum.value === 0 ? '0' : datum.label" },
  };
}

/** The colour channel with a legend above, or without one where lines carry their names. */
export function encodeSeries(channel: Channel | null, legend: boolean): Record<string, unknown> {
  if (!channel) return {};
  const type = channel.scale === 'number' ? 'quantitative' : 'nominal';
  return {
    color: { field: 'series', type, title: channel.title, legend: legend ? { orient: 'top', title: null } : null },
  };
}

export function encodeTooltip({ x, y, series }: Channels): Record<string, unknown> {
  const time = { field: 'x', type: 'temporal', title: x.title, timeUnit: 'utcyearmonthdatehoursminutesseconds' };
  const rows: Record<string, unknown>[] = [
    x.scale === 'time' ? time : { field: 'x', type: x.scale === 'number' ? 'quantitative' : 'ordinal', title: x.title },
    { field: 'y', type: 'quantitative', title: y.title, format: ',' },
  ];
  if (series) rows.push({ field: 'series', type: 'nominal', title: series.title });
  return { tooltip: rows };
}
