import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { expr, MillraceSession, type DataFrame } from '../../../index.ts';
import { benchOptions, WARM_UPS } from '../bench-options.ts';
import { writeEventFiles, type EventKind } from '../event-files.ts';
import { median } from '../kernel-figures.ts';
import { SCHEMA } from '../window-run.ts';
import { StreamPeer } from './stream-peer.ts';

/** A streaming query over folders of JSON files, of which a batch reads one each. */
export interface StreamBench {
  readonly name: string;
  readonly mode: 'append' | 'update';
  readonly folders: readonly { readonly files: number; readonly rowsPerFile: number; readonly kind: EventKind }[];
  query(...events: DataFrame[]): DataFrame;
  /** Aggregates by which answers are compared; those of `peers.py` are the same. */
  readonly totals: readonly string[];
  readonly peers: readonly ('spark' | 'duckdb')[];
}

/** Runs that count, behind the one that sums up. Spark needs a second for a batch: of its runs one counts. */
const PEER_RUNS = { spark: 1, duckdb: 5 } as const;

/** Runs a benchmark beside its peers and prints its figures: rows a second, and peer / ours of each. */
export async function runStreamBench(bench: StreamBench): Promise<void> {
  const { directory, seed, runs } = benchOptions();
  const threads = availableParallelism();
  const inputs = bench.folders.map(({ files, rowsPerFile, kind }, i) =>
    writeEventFiles(directory, files, rowsPerFile, seed + i, kind),
  );
  const rows = inputs.reduce((n, { files, rowsPerFile }) => n + files * rowsPerFile, 0);
  const checkpoints = mkdtempSync(join(directory, 'checkpoints-'));
  const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
  const folders = inputs.map((input) => input.directory);
  const query = (): DataFrame =>
    bench.query(
      ...folders.map((folder) => session.readStream.schema(SCHEMA).option('maxFilesPerTrigger', 1).json(folder)),
    );
  let last = 0;
  const ownTotals = await totalsOf(query(), bench, join(checkpoints, 'totals'));
  const own: number[] = [];
  for (let turn = -WARM_UPS; turn < runs; turn++) {
    const ms = await timeOf(query(), bench, join(checkpoints, String(++last)));
    if (turn >= 0) own.push(ms);
  }
  await session.stop();
  const rate = (ms: number): number => Math.round((rows / ms) * 1000);
  const ours = median(own);
  const peers = [];
  for (const engine of bench.peers) {
    const peer = await StreamPeer.start(engine, threads);
    if (peer === null) continue;
    const checkpoint = join(checkpoints, engine);
    const { totals } = await peer.run(bench.name, folders, checkpoint, true);
    sameTotals(bench.name, peer.name, totals!, ownTotals);
    const all: number[] = [];
    for (let i = 0; i < PEER_RUNS[engine]; i++) all.push((await peer.run(bench.name, folders, checkpoint, false)).ms);
    await peer.stop();
    const theirs = median(all);
    peers.push({ name: peer.name, value: rate(theirs), ratio: Number((theirs / ours).toFixed(2)) });
    console.log(peers.at(-1));
  }
  rmSync(checkpoints, { recursive: true });
  const batches = Math.max(...inputs.map(({ files }) => files));
  console.log(
    JSON.stringify({
      name: bench.name,
      unit: 'rows/s',
      value: rate(ours),
      rows,
      batches,
      threads,
      runs,
      peers,
      totals: ownTotals,
    }),
  );
}

async function timeOf(df: DataFrame, { mode }: StreamBench, checkpoint: string): Promise<number> {
  const writer = df.writeStream.outputMode(mode).format('noop').option('checkpointLocation', checkpoint);
  const from = performance.now();
  const query = await writer.trigger({ availableNow: true }).start();
  await query.awaitTermination();
  return performance.now() - from;
}

async function totalsOf(df: DataFrame, { mode, totals }: StreamBench, checkpoint: string): Promise<number[]> {
  const sums = totals.map(() => 0);
  const query = await df.writeStream
    .outputMode(mode)
    .option('checkpointLocation', checkpoint)
    .trigger({ availableNow: true })
    .foreachBatch(async (batch) => {
      const [row] = await batch.agg(...totals.map((text, i) => expr(text).as(`t${i}`))).collect();
      for (const i of sums.keys()) sums[i]! += Number(row![`t${i}`] ?? 0);
    })
    .start();
  await query.awaitTermination();
  return sums;
}

/** Sums of doubles in another order may differ in the last bits. */
function sameTotals(name: string, peer: string, theirs: readonly number[], ours: readonly number[]): void {
  if (theirs.every((total, i) => Math.abs(total - ours[i]!) <= 1e-9 * Math.abs(total))) return;
  throw new Error(`${name}: ${peer} gives ${theirs.join(', ')}, and we ${ours.join(', ')}`);
}
