import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFrame, MillraceSession, Row } from '../../../index.ts';
import type { MemoryStream } from '../../../engine/api/memory-stream.ts';

/** A folder for a checkpoint. */
export const newCheckpoint = (): string => mkdtempSync(join(tmpdir(), 'millrace-state-reader-'));

/** The rows of one batch, by stream. */
export type Feed = readonly (readonly [stream: MemoryStream, ...rows: unknown[]])[];

/** Runs a query batch by batch, the ones without data too, and stops it. @returns its checkpoint */
export async function ran(
  df: DataFrame,
  mode: string,
  batches: readonly Feed[],
  checkpoint: string = newCheckpoint(),
): Promise<string> {
  const query = await df.writeStream
    .format('noop')
    .outputMode(mode)
    .option('checkpointLocation', checkpoint)
    .trigger({ manual: true })
    .start();
  for (const batch of batches) {
    for (const [stream, ...rows] of batch) await stream.addData(...rows);
    await query.step();
  }
  await query.stop();
  return checkpoint;
}

/** What the state reader gives, a line a row: columns by their names, times without date and zone. */
export async function read(
  session: MillraceSession,
  checkpoint: string,
  options: Readonly<Record<string, string | number | boolean>> = {},
  format = 'statestore',
): Promise<string[]> {
  const df = session.read.format(format).options(options).load(checkpoint);
  return (await df.collect()).map(rowText);
}

const rowText = (row: Row): string =>
  Object.entries(row)
    .filter(([name]) => name !== 'partition_id')
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(' ');

function valueText(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(11, 19);
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${valueText(k)}: ${valueText(v)}`).join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `(${Object.entries(value).map(([name, part]) => `${name} ${valueText(part)}`).join(', ')})`; // prettier-ignore
}
