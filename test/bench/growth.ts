/** Ten times the rows, the groups, the windows and the columns: how much more than ten times the time? `npm run bench -- growth` */
import { expr, MillraceSession, window, type DataFrame } from '../../index.ts';
import { benchOptions, WARM_UPS } from './bench-options.ts';
import { median } from './kernel-figures.ts';

interface Growth {
  readonly name: string;
  /** What grows, small and ten times as much; each is run whole. */
  readonly at: (session: MillraceSession, factor: number) => DataFrame;
}

const ROWS = 200_000;
const numbers = (session: MillraceSession, rows: number): DataFrame => session.range(rows);
const columns = (n: number): string[] => Array.from({ length: n }, (_, i) => `id * ${i + 2} AS c${i}`);

const GROWTHS: readonly Growth[] = [
  {
    name: 'rows, row by row',
    at: (session, f) => numbers(session, ROWS * f).selectExpr('sum(length(upper(concat("k-", id)))) AS n'),
  },
  {
    name: 'rows, few groups',
    at: (session, f) =>
      numbers(session, ROWS * f)
        .groupBy(expr('id % 10'))
        .count(),
  },
  {
    name: 'rows, sorted',
    at: (session, f) =>
      numbers(session, ROWS * f)
        .selectExpr('id * 7919 % 1000003 AS k')
        .orderBy('k'),
  },
  {
    name: 'rows and groups, numbers',
    at: (session, f) =>
      numbers(session, ROWS * f)
        .selectExpr(`id * 7919 % ${(ROWS / 2) * f} AS k`)
        .groupBy('k')
        .count(),
  },
  {
    name: 'rows and groups, texts',
    at: (session, f) =>
      numbers(session, ROWS * f)
        .selectExpr(`concat('key-', id * 7919 % ${(ROWS / 2) * f}) AS k`)
        .groupBy('k')
        .count(),
  },
  {
    name: 'rows and windows',
    at: (session, f) =>
      numbers(session, ROWS * f)
        .selectExpr('timestamp_micros(1700000000000000 + id * 50000) AS ts')
        .groupBy(window('ts', '1 minute'))
        .count(),
  },
  { name: 'columns', at: (session, f) => numbers(session, ROWS).selectExpr(...columns(10 * f)) },
];

const { runs } = benchOptions();
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const figures = [];
for (const { name, at } of GROWTHS) {
  const { small, large } = await timesOf(at(session, 1), at(session, 10));
  figures.push({ name, small: round(small), large: round(large), overLinear: round(large / (10 * small)) });
  console.log(figures.at(-1));
}
await session.stop();
const worst = figures.reduce((a, b) => (b.overLinear > a.overLinear ? b : a));
console.log(
  JSON.stringify({
    name: 'growth',
    unit: 'time of ten times as much / ten times the time',
    value: worst.overLinear,
    worst: worst.name,
    figures,
  }),
);

/** Milliseconds of both, run in turn: what slows the machine for a while slows both. */
async function timesOf(small: DataFrame, large: DataFrame): Promise<{ small: number; large: number }> {
  const times = { small: [] as number[], large: [] as number[] };
  for (let run = -WARM_UPS; run < Math.max(runs, 7); run++) {
    const [one, ten] = [await time(small), await time(large)];
    if (run < 0) continue;
    times.small.push(one);
    times.large.push(ten);
  }
  return { small: median(times.small), large: median(times.large) };
}

async function time(df: DataFrame): Promise<number> {
  const begin = performance.now();
  await df.write.format('noop').mode('overwrite').save();
  return performance.now() - begin;
}

function round(x: number): number {
  return Math.round(x * 1000) / 1000;
}
