/**
 * Sliding windows against tumbling ones of the same length: `npm run bench -- sliding`. A minute every five seconds by 1,000
 * keys in append mode, a batch of 100,000 rows for each five seconds of event time, with a checkpoint.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { count, MillraceSession, sum, window, type Column } from '../../index.ts';
import { benchOptions, WARM_UPS } from './bench-options.ts';
import { median } from './kernel-figures.ts';

const ROWS = 100_000;
const KEYS = 1000;
/** As many batches as let windows close for a minute after the first one did. */
const BATCHES = 26;

const { directory, runs } = benchOptions();
const checkpoints = mkdtempSync(join(directory, 'sliding-'));
let last = 0;
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const events = session.readStream
  .format('rate-micro-batch')
  .option('rowsPerBatch', ROWS)
  .option('advanceMillisPerBatch', 5000)
  .option('startTimestamp', 1_700_000_000_000)
  .load()
  .selectExpr('timestamp AS ts', `concat('key-', value * 7919 % ${KEYS}) AS k`, 'value % 100 AS v')
  .withWatermark('ts', '5 seconds');

/** @returns milliseconds of the batches, and how many rows came out */
async function run(by: Column): Promise<{ readonly ms: number; readonly out: number }> {
  const query = await events
    .groupBy(by, 'k')
    .agg(count('*').as('n'), sum('v').as('total'))
    .writeStream.format('noop')
    .option('checkpointLocation', join(checkpoints, String(++last)))
    .trigger({ manual: true })
    .start();
  let out = 0;
  query.onProgress(({ sink }) => (out += sink.numOutputRows));
  await query.step();
  const from = performance.now();
  for (let batch = 1; batch < BATCHES; batch++) await query.step();
  const ms = performance.now() - from;
  await query.stop();
  return { ms, out };
}

const sliding = window('ts', '60 seconds', '5 seconds');
const tumbling = window('ts', '60 seconds');
const samples: { readonly sliding: number; readonly tumbling: number }[] = [];
for (let turn = -WARM_UPS; turn < runs; turn++) {
  const [own, other] = [await run(sliding), await run(tumbling)];
  if (own.out <= other.out) throw new Error('the sliding windows gave no more rows than the tumbling ones');
  if (turn >= 0) samples.push({ sliding: own.ms, tumbling: other.ms });
}
await session.stop();
rmSync(checkpoints, { recursive: true });

const [ours, base] = [median(samples.map((s) => s.sliding)), median(samples.map((s) => s.tumbling))];
console.log(
  JSON.stringify({
    name: 'sliding',
    unit: 'time of sliding windows / time of tumbling ones',
    value: Number((ours / base).toFixed(2)),
    rowsPerBatch: ROWS,
    batches: BATCHES - 1,
    runs,
    slidingMs: Math.round(ours),
    tumblingMs: Math.round(base),
    rowsPerSecond: Math.round((ROWS * (BATCHES - 1) * 1000) / ours),
  }),
);
