/** A Kafka topic of JSON to windows by key, with a checkpoint: rows a second against kafkajs + JSON.parse + Map. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { kafkajsClient } from '../../connectors/kafka/kafkajs-client.ts';
import { col, count, from_json, MillraceSession, sum, window, type RecordBatch } from '../../index.ts';
import { kafkaServer } from '../../kernel/cli/servers/kafka-server.ts';
import { benchOptions } from './bench-options.ts';
import { printDurableFigures } from './durable-figures.ts';
import { writeKafkaEvents } from './kafka-events.ts';
import { runKafkaPeer } from './kafka-peer.ts';
import { answerText, lastUpdates, type WindowRun } from './window-run.ts';

const ROWS = 1_000_000;
const BATCH_ROWS = 100_000;
const SCHEMA = 'id BIGINT, ts TIMESTAMP, key STRING, region STRING, value DOUBLE, qty INT';

const { directory, seed, runs } = benchOptions();
const address = await kafkaServer.up((text) => console.error(text));
const kafka = kafkajsClient({ brokers: [address] });
const topic = await writeKafkaEvents(kafka, ROWS, seed);
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();

async function runQuery(): Promise<WindowRun> {
  const checkpoint = join(directory, 'kafka-checkpoint');
  rmSync(checkpoint, { recursive: true, force: true });
  const totals = session.readStream
    .format('kafka')
    .options({
      'kafka.bootstrap.servers': address,
      subscribe: topic,
      startingOffsets: 'earliest',
      maxOffsetsPerTrigger: String(BATCH_ROWS),
    })
    .load()
    .select(from_json(col('value').cast('string'), SCHEMA).as('o'))
    .select('o.*')
    .withWatermark('ts', '10 seconds')
    .groupBy(window('ts', '10 seconds'), 'key')
    .agg(count('*').as('n'), sum('value').as('total'));
  const outputs: RecordBatch[] = [];
  const batchMs: number[] = [];
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

const ours: WindowRun[] = [];
const peers: WindowRun[] = [];
// One run each to warm up, then in turn.
for (let run = 0; run <= runs; run++) {
  const mine = await runQuery();
  const other = await runKafkaPeer(kafka, topic, ROWS, BATCH_ROWS, directory);
  if (run === 0) continue;
  ours.push(mine);
  peers.push(other);
}
await session.stop();
const rate = (run: WindowRun): number => (run.rows / run.elapsedMs) * 1000;
printDurableFigures({
  name: 'kafka-window',
  unit: 'rows/s',
  ours: ours.map(rate),
  peers: peers.map(rate),
  peer: 'kafkajs eachBatch + JSON.parse + Map, one write and fdatasync a batch',
  rows: ours[0]!.rows,
  directory,
  answers: [answerText(ours.at(-1)!.answer), answerText(peers.at(-1)!.answer)],
});
