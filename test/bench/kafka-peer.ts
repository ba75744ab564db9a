import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Kafka } from 'kafkajs';
import type { WindowRun } from './window-run.ts';

interface Group {
  count: number;
  sum: number;
  batch: number;
}

/**
 * What a good plain program does: kafkajs `eachBatch`, JSON.parse, a Map a window, and one write with fdatasync as often
 * as the query has batches. Its clock starts with the first batch at hand: joining its group is not counted.
 */
export async function runKafkaPeer(
  kafka: Kafka,
  topic: string,
  rows: number,
  batchRows: number,
  directory: string,
): Promise<WindowRun> {
  const windows = new Map<number, Map<string, Group>>();
  const log = openSync(join(directory, 'peer.log'), 'w');
  const groupId = `bench-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  let batch = 1;
  let changed: [number, string, Group][] = [];
  let started = 0;
  let last = 0;
  const batchMs: number[] = [];
  const flush = (): void => {
    writeSync(log, JSON.stringify(changed.map(([start, key, g]) => [start, key, g.count, g.sum])));
    fdatasyncSync(log);
    changed = [];
    batch++;
    const now = performance.now();
    batchMs.push(now - last);
    last = now;
  };
  const elapsedMs = await new Promise<number>((resolve, reject) => {
    const eachBatch = async ({
      batch: fetched,
    }: {
      batch: { messages: { value: Buffer | null }[] };
    }): Promise<void> => {
      if (started === 0) started = last = performance.now();
      for (const { value } of fetched.messages) {
        const row = JSON.parse(value!.toString()) as { ts: string; key: string; value: number };
        const start = Math.floor(Date.parse(row.ts) / 10_000);
        let groups = windows.get(start);
        if (groups === undefined) windows.set(start, (groups = new Map()));
        let group = groups.get(row.key);
        if (group === undefined) groups.set(row.key, (group = { count: 0, sum: 0, batch: 0 }));
        group.count++;
        group.sum += row.value;
        if (group.batch !== batch) {
          group.batch = batch;
          changed.push([start, row.key, group]);
        }
        if (++seen % batchRows === 0) flush();
      }
      if (seen >= rows) {
        if (changed.length > 0) flush();
        resolve(performance.now() - started);
      }
    };
    consumer.run({ eachBatch }).catch(reject);
  });
  await consumer.disconnect();
  closeSync(log);
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteGroups([groupId]);
  await admin.disconnect();
  const answer = new Map<string, string>();
  for (const [start, groups] of windows) {
    for (const [key, g] of groups) answer.set(`${start * 10_000}|${key}`, `${g.count}|${g.sum}`);
  }
  return { rows: seen, elapsedMs, batchMs, answer };
}
