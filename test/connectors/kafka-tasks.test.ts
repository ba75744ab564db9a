import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompressionTypes, type Message } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession, type Row } from '../../index.ts';
import { noting, threadedSessions } from '../engine/tasks/threaded-sessions.ts';
import { testBroker } from './kafka-broker.ts';
import { kafkaOptions, makeTopic, testClient } from './kafka-topics.ts';

const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const kafka = testClient(address);
const directory = mkdtempSync(join(tmpdir(), 'kafka-tasks-'));
/** The first batch has more than one part of the first partition, and less than one of the others. */
const RECORDS = [45_000, 1_500, 300] as const;
let topic = '';
let sessions: MillraceSession[] = [];
/** What threads were asked for. */
const asked: string[] = [];

const message = (partition: number, i: number): Message => ({
  partition,
  key: i % 7 === 0 ? null : `k${i % 5}`,
  value: i % 501 === 3 ? 'no json' : JSON.stringify({ id: i, key: `k${i % 11}`, at: i * 1000, amount: i * 0.5 }),
  headers: { n: String(i % 3) },
});

beforeAll(async () => {
  if ('reason' in broker) return;
  topic = await makeTopic(kafka, RECORDS.length);
  const producer = kafka.producer({
    createPartitioner:
      () =>
      ({ message: { partition } }) =>
        partition!,
  });
  await producer.connect();
  for (const [partition, count] of RECORDS.entries()) {
    for (let at = 0; at < count; at += 5000) {
      const messages = Array.from({ length: Math.min(5000, count - at) }, (_, i) => message(partition, at + i));
      // one partition packed, one not
      const compression = partition === 1 ? CompressionTypes.GZIP : CompressionTypes.None;
      await producer.send({ topic, messages, compression });
    }
  }
  await producer.disconnect();
  sessions = await threadedSessions({ onStart: noting(asked) });
}, 60_000);

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.stop()));
  rmSync(directory, { recursive: true });
});

const records = (session: MillraceSession, more: Record<string, string> = {}): DataFrame =>
  session.readStream
    .format('kafka')
    .options(kafkaOptions(address, topic, { maxOffsetsPerTrigger: '42000', ...more }))
    .load();

const QUERIES: Readonly<Record<string, readonly [asks: string, query: (session: MillraceSession) => DataFrame]>> = {
  'windows of JSON': [
    'groups',
    (session) =>
      records(session)
        .selectExpr("from_json(cast(value AS STRING), 'id BIGINT, key STRING, at BIGINT, amount DOUBLE') AS o")
        .selectExpr('o.id', 'o.key', 'timestamp_millis(o.at) AS at', 'o.amount')
        .withWatermark('at', '1 minute')
        .groupBy(expr("window(at, '10 hours')"), 'key')
        .agg(expr('count(*)').as('n'), expr('sum(amount)').as('s'), expr('min(id)'), expr('last(id)')),
  ],
  'the records themselves, their headers too': [
    'rows',
    (session) =>
      records(session, { includeHeaders: 'true' })
        .filter('offset % 97 = 5')
        .selectExpr('partition', 'offset', 'cast(key AS STRING) AS k', 'cast(value AS STRING) AS v', 'headers'),
  ],
};

async function ran(session: MillraceSession, rows: DataFrame): Promise<unknown> {
  const batches: Record<number, readonly Row[]> = {};
  const query = await rows.writeStream
    .outputMode('update')
    .option('checkpointLocation', mkdtempSync(join(directory, 'checkpoint-')))
    .trigger({ availableNow: true })
    .foreachBatch(async (df, batchId) => {
      batches[batchId] = await df.collect();
    })
    .start();
  await query.awaitTermination();
  const progress = query.recentProgress.map(({ batchId, numInputRows, sources, eventTime }) => [
    batchId,
    numInputRows,
    eventTime,
    sources.map(({ endOffset }) => endOffset),
  ]);
  return { batches, progress };
}

describe.skipIf('reason' in broker)('a stream of Kafka gives the same rows for 1, 2 and 4 threads', () => {
  test.each(Object.entries(QUERIES))('%s', async (_, [asks, query]) => {
    asked.length = 0;
    const [alone, ...others] = await Promise.all(sessions.map((session) => ran(session, query(session))));
    expect((alone as { progress: unknown[] }).progress.length).toBeGreaterThan(1);
    for (const other of others) expect(other).toEqual(alone);
    expect(new Set(asked)).toEqual(new Set([asks]));
  });
});
