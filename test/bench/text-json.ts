/**
 * Lines of text through `from_json` to windows by key, beside the same rows by the json format and beside real Spark:
 * `npm run bench -- text-json [--runs N] [--no-peers]`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import { from_json, MillraceSession, type DataFrame } from '../../index.ts';
import { benchOptions } from './bench-options.ts';
import { writeEventFiles, type EventFiles } from './event-files.ts';
import { median } from './kernel-figures.ts';
import { pythonWith } from './operations/peer.ts';
import { rowsPerSecond, runWindowQuery, SCHEMA, windowTotals, type WindowRun } from './window-run.ts';

const LATENESS = '5 seconds';
/** Batches of each size, and how often faster than Spark they have to be. */
const SIZES = [
  { name: '10k', rows: 10_000, files: 40 },
  { name: '1M', rows: 1_000_000, files: 3 },
] as const;

const { directory, seed, runs } = benchOptions();
const python = process.argv.includes('--no-peers') ? undefined : pythonWith('pyspark');
if (python === undefined) console.log('No Spark beside it: set MILLRACE_SPARK_PYTHON to a Python that has pyspark.');
const spark = python === undefined ? null : await startSpark(python);
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();

const byFormat = (input: EventFiles): DataFrame =>
  session.readStream.schema(SCHEMA).option('maxFilesPerTrigger', 1).json(input.directory);
const byText = (input: EventFiles): DataFrame =>
  session.readStream
    .option('maxFilesPerTrigger', 1)
    .text(input.directory)
    .select(from_json('value', SCHEMA).as('e'))
    .select('e.*');

const figures = [];
for (const { name, rows, files } of SIZES) {
  const input = writeEventFiles(directory, files, rows, seed);
  const text: WindowRun[] = [];
  const format: WindowRun[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < runs + 2; i++) {
    text.push(await runWindowQuery(windowTotals(byText(input), LATENESS), directory));
    format.push(await runWindowQuery(windowTotals(byFormat(input), LATENESS), directory));
    if (spark === null || i >= 7) continue;
    const { ms, answer } = await spark.run(input.directory, join(directory, 'spark-checkpoint'));
    theirs.push(((rows * files) / ms) * 1000);
    sameAnswer(answer, text.at(-1)!);
  }
  sameAnswer(parsed(format.at(-1)!), text.at(-1)!);
  const rate = (all: readonly WindowRun[]): number => median(all.slice(2).map(rowsPerSecond));
  const peer = theirs.length === 0 ? null : median(theirs.slice(2));
  figures.push({
    batch: name,
    value: Math.round(rate(text)),
    jsonFormat: Math.round(rate(format)),
    ofJsonFormat: round(rate(text) / rate(format)),
    spark: peer === null ? null : Math.round(peer),
    ratio: peer === null ? null : round(rate(text) / peer),
  });
  console.log(figures.at(-1));
}
await session.stop();
await spark?.stop();
console.log(JSON.stringify({ name: 'text-json', unit: 'rows/s', peer: { name: spark?.name ?? null }, runs, figures }));

function round(x: number): number {
  return Math.round(x * 1000) / 1000;
}

function parsed(run: WindowRun): Record<string, [number, number]> {
  return Object.fromEntries(
    [...run.answer].map(([group, text]) => [group, text.split('|').map(Number) as [number, number]]),
  );
}

/** The same groups with the same totals; sums of doubles in another order may differ in the last bits. */
function sameAnswer(expected: Record<string, [number, number]>, run: WindowRun): void {
  const ours = parsed(run);
  const groups = Object.keys(expected);
  const same =
    groups.length === Object.keys(ours).length &&
    groups.every((group) => {
      const [n, total] = ours[group] ?? [];
      const [n2, total2] = expected[group]!;
      return n === n2 && Math.abs(total! - total2) <= 1e-9 * Math.abs(total2);
    });
  if (!same) throw new Error('text-json: the sides gave different answers');
}

async function startSpark(path: string) {
  const script = fileURLToPath(new URL('text_json_peer.py', import.meta.url));
  const child = spawn(path, [script, String(availableParallelism())], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const { name } = await next<{ name: string }>();
  return {
    name,
    run(folder: string, checkpoint: string) {
      child.stdin.write(`${JSON.stringify({ folder, checkpoint })}\n`);
      return next<{ ms: number; answer: Record<string, [number, number]> }>();
    },
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
