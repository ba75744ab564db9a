/**
 * The queries of Nexmark over JSON files, beside Spark where it takes them: `npm run bench -- nexmark [--events N] [--rate N]
 * [--only q0,..] [--no-peers]`.
 *
 * Both read three folders, a file of each a batch, with a checkpoint, and throw the rows away. That the rows are right,
 * `test/bench/nexmark/nexmark.test.ts` shows.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MillraceSession } from '../../index.ts';
import { median } from './kernel-figures.ts';
import { writeEvents } from './nexmark/event-folder.ts';
import type { NexmarkQuery } from './nexmark/nexmark-query.ts';
import { NEXMARK } from './nexmark/queries/index.ts';
import { SCHEMAS, type StreamName } from './nexmark/streams.ts';
import { pythonWith } from './operations/peer.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '.millrace/bench' },
    events: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '10000' },
    only: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const [events, rate, threads] = [Number(values.events), Number(values.rate), availableParallelism()];
const RUNS = 3;
const directory = resolve(values.data);
mkdirSync(directory, { recursive: true });
const folder = writeEvents(directory, events, Math.min(100_000, events), rate);
const checkpoints = mkdtempSync(join(directory, 'checkpoints-'));
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const spark = values['no-peers'] ? null : await startSpark();
let last = 0;

const figures = [];
for (const query of NEXMARK) {
  if (values.only !== undefined && !values.only.split(',').includes(query.id)) continue;
  const runs = [];
  for (let turn = -1; turn < RUNS; turn++) {
    const run = await ours(query);
    if (turn >= 0) runs.push(run);
  }
  const ms = median(runs.map((run) => run.ms));
  const cpuMs = median(runs.map((run) => run.cpuMs));
  const theirs = query.inSpark && spark !== null ? await sparkMs(query) : null;
  figures.push({
    id: query.id,
    name: query.name,
    perSecond: Math.round((events / ms) * 1000),
    perSecondAndCore: Math.round((events / cpuMs) * 1000),
    rows: runs.at(-1)!.rows,
    spark: theirs === null ? null : Math.round((events / theirs) * 1000),
    ratio: theirs === null ? null : Number((theirs / ms).toFixed(2)),
  });
  console.log(figures.at(-1));
}
await session.stop();
await spark?.stop();
rmSync(checkpoints, { recursive: true });
const ratios = figures.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]));
const geometricMean = ratios.length === 0 ? null : Number(Math.exp(ratios.reduce((n, r) => n + Math.log(r), 0) / ratios.length).toFixed(2)); // prettier-ignore
console.log(
  JSON.stringify({
    name: 'nexmark',
    unit: 'events/s',
    events,
    rate,
    threads,
    peer: { name: spark?.name ?? null },
    geometricMean,
    figures,
  }),
);

async function ours(
  query: NexmarkQuery,
): Promise<{ readonly ms: number; readonly cpuMs: number; readonly rows: number }> {
  const stream = (name: StreamName) =>
    session.readStream.schema(SCHEMAS[name]).option('maxFilesPerTrigger', 1).json(join(folder, name)).withWatermark('dateTime', '4 seconds'); // prettier-ignore
  const side = session.range(10_000).selectExpr('id AS key', 'CAST(id AS STRING) AS value');
  const df = query.make({ person: stream('person'), auction: stream('auction'), bid: stream('bid'), side });
  let rows = 0;
  const cpu = process.cpuUsage();
  const from = performance.now();
  const running = await df.writeStream
    .outputMode(query.mode)
    .format('noop')
    .option('checkpointLocation', join(checkpoints, String(++last)))
    .trigger({ availableNow: true })
    .start();
  running.onProgress(({ sink }) => (rows += sink.numOutputRows));
  await running.awaitTermination();
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000, rows };
}

/** The second run of two: the first one compiles. */
async function sparkMs({ id }: NexmarkQuery): Promise<number> {
  await spark!.run(id);
  return spark!.run(id);
}

async function startSpark() {
  const python = pythonWith('pyspark');
  if (python === undefined) {
    console.log('No Spark beside it: set MILLRACE_SPARK_PYTHON to a Python that has pyspark.');
    return null;
  }
  const script = fileURLToPath(new URL('nexmark/nexmark_peer.py', import.meta.url));
  const child = spawn(python, ['-B', script, String(threads)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const { name } = await next<{ readonly name: string }>();
  return {
    name,
    async run(query: string): Promise<number> {
      child.stdin.write(`${JSON.stringify({ query, folder, checkpoint: join(checkpoints, 'spark') })}\n`);
      const { ms, error } = await next<{ readonly ms?: number; readonly error?: string }>();
      if (ms === undefined) throw new Error(`${query} by Spark: ${error ?? 'no answer'}`);
      return ms;
    },
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
