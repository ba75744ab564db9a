/**
 * Ordinary operations on held rows, one by one, beside Spark and DuckDB:
 * `npm run bench -- operations [--rows N] [--threads T] [--only KIND_OR_NAME,..] [--each N] [--runs N] [--no-peers]`.
 */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MillraceSession } from '../../index.ts';
import { chosenOperations } from './operations/chosen.ts';
import { duckdbSetup, recordFiles, sparkSetup } from './operations/input.ts';
import { measure, type Figures } from './operations/measure.ts';
import { Peer } from './operations/peer.ts';
import { ratio, round, summary, TABLE_HEAD, tableLine } from './operations/table.ts';
import { emptied, heldTables } from './operations/tables.ts';

const MEMORY = '8g';
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '.millrace/bench' },
    rows: { type: 'string', default: '1000000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    each: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const [rows, threads, runs] = [Number(values.rows), Number(values.threads), Math.max(5, Number(values.runs))];
const chosen = chosenOperations(values.only, values.each);

const directory = join(resolve(values.data), 'operations');
const files = await recordFiles(directory, rows);
const peers = !values['no-peers'];
const spark = peers ? await Peer.start('pyspark', threads, MEMORY, sparkSetup(rows, files)) : null;
const duckdb = peers ? await Peer.start('duckdb', threads, MEMORY, duckdbSetup(rows, files)) : null;
const session = await MillraceSession.builder
  .config('spark.sql.session.timeZone', 'UTC')
  .config('millrace.threads', threads)
  .create();
const tables = await heldTables(session, rows, { ...files, out: emptied(join(directory, 'out')) });

console.log(TABLE_HEAD);
const figures: Figures[] = [];
for (const operation of chosen) {
  const measured = await measure(operation, tables, { spark, duckdb, runs });
  figures.push(measured);
  console.log(tableLine(measured));
}
await session.stop();
await spark?.stop();
await duckdb?.stop();

const failed = figures.filter(({ failures }) => failures.length > 0);
const againstSpark = summary(figures, 'spark');
const rounded = (value: number | null): number | null => (value === null ? null : round(value));
console.log(
  JSON.stringify({
    name: 'operations',
    unit: 'ms',
    rows,
    threads,
    runs,
    each: Number(values.each ?? 1),
    operations: figures.length,
    failed: failed.map(({ name, failures }) => ({ name, failures })),
    peer: { name: spark?.name ?? null },
    ratio: againstSpark?.geometricMean ?? null,
    spark: againstSpark,
    duckdb: duckdb === null ? null : { peer: duckdb.name, ...summary(figures, 'duckdb') },
    figures: figures.map((f) => ({
      name: f.name,
      ours: rounded(f.ours),
      spark: rounded(f.spark),
      sparkRatio: rounded(ratio(f.spark, f.ours)),
      duckdb: rounded(f.duckdb),
      duckdbRatio: rounded(ratio(f.duckdb, f.ours)),
    })),
  }),
);
