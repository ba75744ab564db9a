import { currentHost, type ChartOptions } from '../spi/host.ts';
import { isDataFrame, type DataFrame } from './data-frame.ts';
import { dataFrameBundle } from './display-bundle.ts';
import type { TriggerOptions } from './data-stream-writer.ts';
import { StreamingQuery } from './streaming-query.ts';

/** How a streaming DataFrame is shown. */
export interface DisplayQueryOptions {
  readonly outputMode?: string;
  readonly chart?: ChartOptions;
  readonly trigger?: TriggerOptions;
  readonly queryName?: string;
  readonly checkpointLocation?: string;
}

/**
 * Shows a DataFrame: a batch as a table, a stream as a live view of a query that starts now.
 *
 * @returns the running query for a stream
 */
export async function display(df: DataFrame, options?: DisplayQueryOptions): Promise<StreamingQuery>;
export async function display(value: unknown, options?: DisplayQueryOptions): Promise<unknown>;
export async function display(value: unknown, options: DisplayQueryOptions = {}): Promise<unknown> {
  if (value instanceof StreamingQuery) {
    value.show(options.chart === undefined ? {} : { chart: options.chart });
    return value;
  }
  if (!isDataFrame(value)) {
    console.log(value);
    return undefined;
  }
  if (await value.isStreaming()) return displayStream(value, options, undefined);
  const host = currentHost();
  if (host === undefined) console.log(await value.showString());
  else host.display(await dataFrameBundle(value));
  return undefined;
}

/**
 * Draws a DataFrame with a full Vega-Lite spec; its `data` is the DataFrame's rows, live for a stream.
 *
 * @returns the running query for a stream
 */
export async function vegaLite(
  spec: Record<string, unknown>,
  df: DataFrame,
  options: DisplayQueryOptions = {},
): Promise<StreamingQuery | undefined> {
  if (await df.isStreaming()) return displayStream(df, options, spec);
  const host = currentHost();
  if (host === undefined) {
    console.log(await df.showString());
    return undefined;
  }
  const values = (await df.collect()).map(chartRow);
  host.display({
    'application/vnd.vegalite.v5+json': { ...spec, data: { values } },
    'text/plain': await df.showString(),
  });
  return undefined;
}

async function displayStream(
  df: DataFrame,
  options: DisplayQueryOptions,
  spec: Record<string, unknown> | undefined,
): Promise<StreamingQuery> {
  const writer = df.writeStream.format('noop').display();
  if (options.outputMode !== undefined) writer.outputMode(options.outputMode);
  if (options.trigger !== undefined) writer.trigger(options.trigger);
  if (options.queryName !== undefined) writer.queryName(options.queryName);
  if (options.checkpointLocation !== undefined) writer.option('checkpointLocation', options.checkpointLocation);
  const query = await writer.start();
  const host = currentHost();
  if (host === undefined) {
    console.log(`${query.name ?? 'query'} ${query.runId} is running; await query.stop() ends it.`);
    return query;
  }
  host.openView({
    queryId: query.runId,
    ...(options.chart === undefined ? {} : { chart: options.chart }),
    ...(options.queryName === undefined ? {} : { title: options.queryName }),
    ...(spec === undefined ? {} : { spec }),
  });
  return query;
}

/** A row as Vega reads it: structs stay objects, times are milliseconds. */
function chartRow(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, chartValue(value)]));
}

function chartValue(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) === Object.prototype) return chartRow(value as Record<string, unknown>);
  return String(value);
}
