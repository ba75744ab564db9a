/**
 * What groups cost, and whether a stream of ever new keys stays where it is:
 * `npm run bench -- memory [--groups N] [--minutes N]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MillraceSession, window } from '../../index.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: { groups: { type: 'string', default: '1000000,20000000' }, minutes: { type: 'string', default: '10' } },
});
const MB = 1 << 20;
const KEY = "concat('user-', id)";
const rss = (): number => process.memoryUsage.rss();

/** Memory and time of one grouping by text, in a session of its own. */
async function groups(n: number): Promise<{ groups: number; bytesAGroup: number; keyBytes: number; seconds: number }> {
  const session = await MillraceSession.builder.create();
  await session.range(1000).selectExpr(`${KEY} AS k`).groupBy('k').count().count();
  const before = rss();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, rss())), 20);
  const begin = performance.now();
  const counted = session.range(n).selectExpr(`${KEY} AS k`, 'id').groupBy('k').agg({ id: 'sum' });
  const [row] = await counted.selectExpr('count(1) AS n', 'CAST(sum(length(k)) AS BIGINT) AS bytes').collect();
  const seconds = (performance.now() - begin) / 1000;
  clearInterval(timer);
  await session.stop();
  if (Number(row!['n']) !== n) throw new Error(`${String(row!['n'])} of ${n} groups`);
  const keyBytes = Number(row!['bytes']) / n;
  return { groups: n, bytesAGroup: round((peak - before) / n), keyBytes: round(keyBytes), seconds: round(seconds) };
}

/** RSS while keys come that never come again, MB a tenth of the time. */
async function endlessKeys(minutes: number): Promise<{ rows: number; rssMb: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-memory-'));
  const session = await MillraceSession.builder.create();
  const events = session.readStream
    .format('rate-micro-batch')
    .options({ rowsPerBatch: 20_000, startTimestamp: 1_700_000_000_000, advanceMillisPerBatch: 1000 })
    .load()
    .selectExpr("concat('user-', value) AS k", 'timestamp AS ts')
    .withWatermark('ts', '10 seconds');
  let rows = 0;
  const query = await events
    .groupBy(window('ts', '5 seconds'), 'k')
    .count()
    .writeStream.format('noop')
    .outputMode('append')
    .option('checkpointLocation', join(folder, 'checkpoint'))
    .start();
  query.onProgress((progress) => (rows += progress.numInputRows));
  const rssMb: number[] = [];
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, minutes * 6000));
    rssMb.push(Math.round(rss() / MB));
  }
  await query.stop();
  await session.stop();
  rmSync(folder, { recursive: true });
  return { rows, rssMb };
}

const figures = [];
for (const n of values.groups.split(',').map(Number)) {
  figures.push(await groups(n));
  console.log(figures.at(-1));
}
const stream = await endlessKeys(Number(values.minutes));
console.log(JSON.stringify({ name: 'memory', unit: 'bytes a group, the key among them', groups: figures, stream }));

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
