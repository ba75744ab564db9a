/** How long user code waits for its turn while the engine works: 10 million rows, and a million handed over. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { count, MillraceSession, sum } from '../../index.ts';
import { benchOptions } from './bench-options.ts';
import { median, printFigures } from './kernel-figures.ts';

const { runs } = benchOptions();
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();

/** The 99th percentile of the event loop's delay while something runs, milliseconds. */
async function delayP99(work: () => Promise<unknown>): Promise<{ readonly ms: number; readonly answer: unknown }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const answer = await work();
  delay.disable();
  return { ms: delay.percentile(99) / 1e6, answer };
}

const idle = (): Promise<unknown> => new Promise((done) => setTimeout(done, 1500));
const aggregate = (): Promise<unknown> =>
  session
    .range(10_000_000)
    .selectExpr('id % 1000 AS k', 'id AS v')
    .groupBy('k')
    .agg(count('*').as('n'), sum('v').as('s'))
    .agg(sum('n').as('n'), sum('s').as('s'))
    .collect();

async function handOver(): Promise<number> {
  let rows = 0;
  for await (const batch of session
    .range(1_000_000)
    .selectExpr('id', 'id * 2 AS d', "concat('k', id % 100) AS k")
    .batches()) {
    rows += batch.length;
  }
  return rows;
}

await aggregate();
const [quiet, busy] = [[] as number[], [] as number[]];
let answer = '';
for (let run = 0; run < runs; run++) {
  quiet.push((await delayP99(idle)).ms);
  const result = await delayP99(async () => [await aggregate(), await handOver()]);
  busy.push(result.ms);
  answer = JSON.stringify(result.answer);
}
await session.stop();
const expected = JSON.stringify([[{ n: 10_000_000, s: 49_999_995_000_000 }], 1_000_000]);
printFigures({
  name: 'stall',
  unit: 'ms',
  ours: busy,
  peers: quiet,
  peer: 'the same loop, idle',
  answers: [answer, expected],
  more: { overIdleMs: Math.round((median(busy) - median(quiet)) * 1000) / 1000, rows: 11_000_000 },
});
