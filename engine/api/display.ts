import { currentHost, type ChartOptions, type MimeBundle } from '../spi/host.ts';
import { richDisplay, type RichDisplay } from '../spi/rich-display.ts';
import { describedValue } from '../types/described-value.ts';
import { argumentsOf, type CallArguments } from './arguments/call-arguments.ts';
import { isDataFrame, type DataFrame } from './data-frame.ts';
import { dataFrameBundle } from './display-bundle.ts';
import { fromHere } from './origin.ts';
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

/** `display(value)` shows any value; its methods show one kind of content, as in tslab. */
export interface Display extends RichDisplay {
  /**
   * Shows a DataFrame: a batch as a table, a stream as a live view of a query that starts now.
   *
   * @returns the running query for a stream
   */
  (df: DataFrame, options?: DisplayQueryOptions): Promise<StreamingQuery>;
  (value: unknown, options?: DisplayQueryOptions): Promise<unknown>;
}

const displayValue = (value: unknown, options: DisplayQueryOptions = {}): Promise<unknown> =>
  fromHere(() => {
    checkOptions(argumentsOf('display', 'display(df, { outputMode: "update" })'), options);
    return showValue(value, options);
  });

/**
 * Shows any value; its methods show one kind of content (`display.html(text)`), as in tslab. In a plain program it prints text.
 *
 * A batch is shown as a table. A stream is shown as a live view of a query that starts now, to which the promise resolves;
 * in a plain program each batch of it is printed.
 *
 * @throws AnalysisError what Spark refuses about a query
 * @example
 * display(numbers)
 * // +----+
 * // |   n|
 * // +----+
 * // |   6|
 * // |NULL|
 * // +----+
 */
export const display: Display = Object.assign(displayValue as Display, richDisplay(showContent));

async function showValue(value: unknown, options: DisplayQueryOptions): Promise<unknown> {
  const query = queryOf(value);
  if (query !== undefined) {
    query.show(options.chart === undefined ? {} : { chart: options.chart });
    return query;
  }
  const host = currentHost();
  if (!isDataFrame(value)) {
    const own = ownDisplay(value);
    if (host === undefined || own === undefined) console.log(value);
    else host.display((await own.call(value)) as MimeBundle);
    return undefined;
  }
  if (await value.isStreaming()) return displayStream(value, options, undefined);
  if (host === undefined) console.log(await value.showString());
  else host.display(await dataFrameBundle(value, options.chart === undefined ? {} : { chart: options.chart }));
  return undefined;
}

function checkOptions(given: CallArguments, options: unknown): void {
  given.entries('options', options, 'an object of options');
}

/** A value that cannot be looked at is no query and has no display of its own. */
function queryOf(value: unknown): StreamingQuery | undefined {
  try {
    return value instanceof StreamingQuery ? value : undefined;
  } catch {
    return undefined;
  }
}

function ownDisplay(value: unknown): ((...args: never[]) => unknown) | undefined {
  try {
    const own = (value as Record<PropertyKey, unknown> | null | undefined)?.[Symbol.for('Jupyter.display')];
    return typeof own === 'function' ? (own as (...args: never[]) => unknown) : undefined;
  } catch {
    return undefined;
  }
}

function sizeOf(content: Uint8Array): string {
  try {
    return `${content.length} bytes`;
  } catch {
    return describedValue(content);
  }
}

function showContent(type: string, data: string | Uint8Array): void {
  const given = argumentsOf('display', 'display.html("<b>text</b>") or display.raw("text/html", "<b>text</b>")');
  const mime = given.filledText('type', type);
  const content: unknown = data;
  if (typeof content !== 'string' && (typeof content !== 'object' || content === null)) {
    given.wrong(mime, 'a text or bytes', content);
  }
  const host = currentHost();
  if (host !== undefined) host.display({ [mime]: data });
  else console.log(typeof data === 'string' ? data : `${mime}, ${sizeOf(data)}`);
}

/**
 * Draws a DataFrame with a full Vega-Lite spec, whose data is the DataFrame's rows, live for a stream. In a plain program it
 * prints the rows.
 *
 * @param options for a stream, as for `display`
 * @returns the running query for a stream
 * @example
 * vegaLite({ mark: "bar", encoding: { x: { field: "n" } } }, numbers)
 * // +----+
 * // |   n|
 * // +----+
 * // |   6|
 * // |NULL|
 * // +----+
 */
export const vegaLite = (
  spec: Record<string, unknown>,
  df: DataFrame,
  options: DisplayQueryOptions = {},
): Promise<StreamingQuery | undefined> =>
  fromHere(() => {
    const given = argumentsOf('vegaLite', 'vegaLite({ mark: "bar", encoding: { x: { field: "n" } } }, df)');
    given.entries('spec', spec, 'an object, a Vega-Lite spec');
    checkOptions(given, options);
    return drawWith(spec, given.dataFrame('df', df), options);
  });

async function drawWith(
  spec: Record<string, unknown>,
  df: DataFrame,
  options: DisplayQueryOptions,
): Promise<StreamingQuery | undefined> {
  if (await df.isStreaming()) return displayStream(df, options, spec);
  const host = currentHost();
  if (host === undefined) {
    console.log(await df.showString());
    return undefined;
  }
  host.display(await dataFrameBundle(df, { spec }));
  return undefined;
}

async function displayStream(
  df: DataFrame,
  options: DisplayQueryOptions,
  spec: Record<string, unknown> | undefined,
): Promise<StreamingQuery> {
  const host = currentHost();
  const writer = host === undefined ? df.writeStream.format('console') : df.writeStream.format('noop').display();
  if (options.outputMode !== undefined) writer.outputMode(options.outputMode);
  if (options.trigger !== undefined) writer.trigger(options.trigger);
  if (options.queryName !== undefined) writer.queryName(options.queryName);
  if (options.checkpointLocation !== undefined) writer.option('checkpointLocation', options.checkpointLocation);
  const query = await writer.start();
  host?.openView({
    queryId: query.runId,
    ...(options.chart === undefined ? {} : { chart: options.chart }),
    ...(options.queryName === undefined ? {} : { title: options.queryName }),
    ...(spec === undefined ? {} : { spec }),
  });
  return query;
}
