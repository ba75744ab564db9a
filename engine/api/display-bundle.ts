import { scalarAt, type RecordBatch } from '../columnar/vector.ts';
import { currentHost, type ChartOptions, type Host, type MimeBundle } from '../spi/host.ts';
import type { JsonValue } from '../spi/view-port.ts';
import { simpleString, type StructType } from '../types/data-type.ts';
import { toJsonValue } from '../types/json-value.ts';
import type { DataFrame } from './data-frame.ts';
import { treeString } from './tree-string.ts';

/** Rows that a table under a cell holds, and points that a chart does. */
const TABLE_ROWS = 200;
const CHART_ROWS = 1000;

/** What is drawn beside the table. */
export interface BundleOptions {
  readonly chart?: ChartOptions;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What a DataFrame looks like under a cell: a batch its rows, a stream its schema, its plan and how to start it. */
export async function dataFrameBundle(df: DataFrame, options: BundleOptions = {}): Promise<MimeBundle> {
  if (await df.isStreaming()) return { 'text/plain': await streamText(df) };
  const tableBundle = currentHost()?.tableBundle;
  return tableBundle === undefined ? { 'text/plain': await df.showString(20) } : tableOf(df, tableBundle, options);
}

async function streamText(df: DataFrame): Promise<string> {
  const [schema, plan] = await Promise.all([df.schema(), df.explainString()]);
  const next =
    'A stream that has not been started: show it with display(df), or start it with df.writeStream...start().';
  return `${treeString(schema)}\n${plan.trimEnd()}\n\n${next}`;
}

async function tableOf(
  df: DataFrame,
  tableBundle: NonNullable<Host['tableBundle']>,
  options: BundleOptions,
): Promise<MimeBundle> {
  const started = performance.now();
  const schema = await df.schema();
  const limit = options.chart === undefined && options.spec === undefined ? TABLE_ROWS : CHART_ROWS;
  const rows: JsonValue[][] = [];
  for await (const batch of df.batches(limit + 1)) appendRows(batch, schema, rows);
  const total = rows.length > limit ? await df.count() : rows.length;
  return tableBundle({
    columns: schema.fields.map(({ name, type }) => ({ name, type: simpleString(type) })),
    rows: rows.slice(0, limit),
    total,
    ms: performance.now() - started,
    timeZone: df.sparkSession.timeZone,
    ...options,
  });
}

function appendRows(batch: RecordBatch, schema: StructType, into: JsonValue[][]): void {
  for (let row = 0; row < batch.length; row++) {
    into.push(schema.fields.map(({ type }, i) => toJsonValue(scalarAt(batch.columns[i]!, row), type) as JsonValue));
  }
}
