/**
 * The operations of the benchmark `operations` with one thread and with more:
 * `npm run bench -- threads [--rows N] [--threads 2,4] [--only KIND_OR_NAME,..] [--each N] [--runs N]`.
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MillraceSession } from '../../index.ts';
import { sameAnswer, type Answer } from './operations/answer.ts';
import { chosenOperations } from './operations/chosen.ts';
import { recordFiles } from './operations/input.ts';
import { runOurs } from './operations/measure.ts';
import type { Operation } from './operations/operation.ts';
import { round } from './operations/table.ts';
import { emptied, heldTables } from './operations/tables.ts';
import { threadTimes, usedSince } from './threads/thread-times.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '.millrace/bench' },
    rows: { type: 'string', default: '10000000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    runs: { type: 'string', default: '3' },
    only: { type: 'string' },
    each: { type: 'string' },
  },
});
const [rows, runs] = [Number(values.rows), Number(values.runs)];
const counts = [
  1,
  ...values.threads
    .split(',')
    .map(Number)
    .filter((n) => n > 1),
];
const chosen = chosenOperations(values.only, values.each);
const directory = join(resolve(values.data), 'operations');
const files = await recordFiles(directory, rows);
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const tables = await heldTables(session, rows, { ...files, out: emptied(join(directory, 'out')) });

/** Times of one operation with one number of threads, in milliseconds. */
interface Timed {
  readonly wall: number;
  /** Processor time of the engine's thread and of the busiest other one: what a run takes where nothing else runs. */
  readonly busy: number | null;
  readonly answer: Answer;
}

let engine = '';

async function timed(operation: Operation, threads: number): Promise<Timed> {
  await session.conf.set('millrace.threads', threads);
  emptied(tables.paths.out);
  const before = threadTimes();
  const { ms, answer } = await runOurs(operation, tables);
  const used = usedSince(before);
  if (threads === 1 && used[0] !== undefined) engine = used[0].id;
  const [own, other] = [used.find(({ id }) => id === engine), used.find(({ id }) => id !== engine)];
  const busy = own === undefined ? null : threads === 1 ? own.ms : own.ms + (other?.ms ?? 0);
  return { wall: ms, busy, answer };
}

const least = (numbers: readonly number[]): number => Math.min(...numbers);
const mean = (ratios: readonly number[]): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);

const head = counts.slice(1).flatMap((n) => [`${n} threads ms`, `gain`, `gain by processor time`]);
console.log(
  `| kind | operation | 1 thread ms | ${head.join(' | ')} |\n| --- | --- | --- | ${head.map(() => '---').join(' | ')} |`,
);
interface Figure {
  readonly name: string;
  readonly kind: string;
  readonly one: number;
  readonly more: readonly { readonly threads: number; readonly gain: number; readonly busyGain: number }[];
  readonly same: boolean;
}

const figures: Figure[] = [];
for (const operation of chosen) {
  const all = new Map(counts.map((n) => [n, [] as Timed[]]));
  for (let run = 0; run < runs; run++) for (const n of counts) all.get(n)!.push(await timed(operation, n));
  const answers = [...all.values()].flat().map(({ answer }) => answer);
  const same = answers.every((answer) => sameAnswer(answer, answers[0]!));
  const wall = (n: number): number => least(all.get(n)!.map((each) => each.wall));
  const busy = (n: number): number => least(all.get(n)!.map((each) => each.busy ?? NaN));
  const more = counts
    .slice(1)
    .map((n) => ({ threads: n, gain: round(wall(1) / wall(n)), busyGain: round(busy(1) / busy(n)) }));
  figures.push({ name: operation.name, kind: operation.kind, one: round(wall(1)), more, same });
  const cells = more.flatMap(({ threads: n, gain, busyGain }) => [
    wall(n).toFixed(0),
    gain.toFixed(2),
    busyGain.toFixed(2),
  ]);
  console.log(
    `| ${operation.kind} | ${operation.name} | ${wall(1).toFixed(0)} | ${cells.join(' | ')} |${same ? '' : ' DIFFERENT ANSWERS'}`,
  );
}
await session.stop();
console.log(
  JSON.stringify({
    name: 'threads',
    unit: 'gain over one thread',
    rows,
    each: Number(values.each ?? 1),
    runs,
    cores: availableParallelism(),
    curve: counts.slice(1).map((n, i) => {
      const gains = figures.map(({ more }) => more[i]!.gain);
      const busy = figures.map(({ more }) => more[i]!.busyGain).filter((gain) => !Number.isNaN(gain));
      const worst = figures.reduce((a, b) => (b.more[i]!.gain < a.more[i]!.gain ? b : a));
      return {
        threads: n,
        geometricMean: round(mean(gains)),
        byProcessorTime: busy.length === 0 ? null : round(mean(busy)),
        least: { name: worst.name, gain: worst.more[i]!.gain },
        below09: gains.filter((gain) => gain < 0.9).length,
      };
    }),
    different: figures.filter(({ same }) => !same).map(({ name }) => name),
    figures,
  }),
);
