import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { count, sum, window, type DataFrame, type RecordBatch, type Vector } from '../../index.ts';
import { scalarAt } from '../../engine/columnar/vector.ts';

/** One run of the windowed aggregation, ours or a peer's. */
export interface WindowRun {
  readonly rows: number;
  readonly elapsedMs: number;
  /** Time from batch to batch. */
  readonly batchMs: readonly number[];
  /** `windowStart|key` to `count|sum`, as the last update said. */
  readonly answer: ReadonlyMap<string, string>;
}

export const SCHEMA = 'id BIGINT, ts TIMESTAMP, key STRING, region STRING, value DOUBLE, qty INT';

/** Count and sum by window of ten seconds and key. */
export const windowTotals = (events: DataFrame, lateness: string): DataFrame =>
  events
    .withWatermark('ts', lateness)
    .groupBy(window('ts', '10 seconds'), 'key')
    .agg(count('*').as('n'), sum('value').as('total'));

let checkpoints: string | null = null;
let lastCheckpoint = 0;

/** A fresh folder. They go when the bench is over: ext4 makes files slowly for seconds after many were removed. */
function freshCheckpoint(directory: string): string {
  if (checkpoints === null) {
    const folder = (checkpoints = mkdtempSync(join(directory, 'checkpoints-')));
    process.once('exit', () => rmSync(folder, { recursive: true }));
  }
  return join(checkpoints, String(++lastCheckpoint));
}

/** A query through the public API in update mode, with a checkpoint of its own, batches handed over as columns. */
export async function runWindowQuery(totals: DataFrame, directory: string): Promise<WindowRun> {
  const checkpoint = freshCheckpoint(directory);
  const batchMs: number[] = [];
  const outputs: RecordBatch[] = [];
  let rows = 0;
  const started = performance.now();
  let last = started;
  const query = await totals.writeStream
    .outputMode('update')
    .option('checkpointLocation', checkpoint)
    .trigger({ availableNow: true })
    .foreachBatch(async (batch) => {
      for await (const part of batch.batches()) outputs.push(part);
      const now = performance.now();
      batchMs.push(now - last);
      last = now;
    })
    .start();
  query.onProgress((progress) => {
    rows += progress.numInputRows;
  });
  await query.awaitTermination();
  return { rows, elapsedMs: performance.now() - started, batchMs, answer: lastUpdates(outputs) };
}

/** What the last update of each group said. */
function lastUpdates(outputs: readonly RecordBatch[]): Map<string, string> {
  const answer = new Map<string, string>();
  for (const batch of outputs) {
    const [windows, key, n, total] = batch.columns as [Vector & { layout: 'struct' }, Vector, Vector, Vector];
    for (let row = 0; row < batch.length; row++) {
      const start = (scalarAt(windows.children[0]!, row) as bigint) / 1000n;
      const group = `${start}|${scalarAt(key, row) as string}`;
      answer.set(group, `${scalarAt(n, row) as bigint}|${scalarAt(total, row) as number}`);
    }
  }
  return answer;
}

/** The same text for the same answer, whatever the order. */
export const answerText = (answer: ReadonlyMap<string, string>): string =>
  [...answer]
    .map(([group, totals]) => `${group}|${totals}`)
    .sort()
    .join('\n');

export const rowsPerSecond = (run: WindowRun): number => (run.rows / run.elapsedMs) * 1000;
