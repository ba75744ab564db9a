/** A Kafka topic of JSON to windows by key, with a checkpoint: rows a second against kafkajs + JSON.parse + Map. */
import { kafkajsClient } from '../../connectors/kafka/kafkajs-client.ts';
import { col, from_json, MillraceSession } from '../../index.ts';
import { kafkaServer } from '../../kernel/cli/servers/kafka-server.ts';
import { benchOptions } from './bench-options.ts';
import { printDurableFigures } from './durable-figures.ts';
import { writeKafkaEvents } from './kafka-events.ts';
import { inTurn } from './in-turn.ts';
import { runKafkaPeer } from './kafka-peer.ts';
import { answerText, rowsPerSecond, runWindowQuery, SCHEMA, windowTotals, type WindowRun } from './window-run.ts';

const ROWS = 1_000_000;
const BATCH_ROWS = 100_000;

const { directory, seed, runs } = benchOptions();
const address = await kafkaServer.up((text) => console.error(text));
const kafka = kafkajsClient({ brokers: [address] });
const topic = await writeKafkaEvents(kafka, ROWS, seed);
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();

function runQuery(): Promise<WindowRun> {
  const events = session.readStream
    .format('kafka')
    .options({
      'kafka.bootstrap.servers': address,
      subscribe: topic,
      startingOffsets: 'earliest',
      maxOffsetsPerTrigger: String(BATCH_ROWS),
    })
    .load()
    .select(from_json(col('value').cast('string'), SCHEMA).as('o'))
    .select('o.*');
  return runWindowQuery(windowTotals(events, '10 seconds'), directory);
}

const { ours, peers } = await inTurn(runs, runQuery, () => runKafkaPeer(kafka, topic, ROWS, BATCH_ROWS, directory));
await session.stop();
printDurableFigures({
  name: 'kafka-window',
  unit: 'rows/s',
  ours: ours.map(rowsPerSecond),
  peers: peers.map(rowsPerSecond),
  peer: 'kafkajs eachBatch + JSON.parse + Map, one write and fdatasync a batch',
  rows: ours[0]!.rows,
  directory,
  answers: [answerText(ours.at(-1)!.answer), answerText(peers.at(-1)!.answer)],
});
