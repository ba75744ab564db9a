import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { orderEvents } from '../../kernel/cli/generate/order-events.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { seededRandom } from '../../engine/runtime/random.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { makeTopic, send, testBroker, testClient } from '../connectors/kafka-broker.ts';
import { sessionOn } from '../stream/inline-session.ts';
import type { CrashMoment } from './crash-moment.ts';
import { orderWindows } from './order-windows.ts';

const CHILD = fileURLToPath(new URL('append-query.ts', import.meta.url));
const SEED = 20261120;
const ROWS = 60_000;
const PLACES = {
  'after-offsets': 4,
  'after-data-file': 3,
  'torn-state': 2,
  'after-sink-commit': 4,
  'before-commit': 3,
} as const;
/** Moments that only a clock chooses. */
const TIMED = 4;

const broker = await testBroker();

describe.skipIf('reason' in broker)('append mode from Kafka into JSON files, killed again and again', () => {
  test('loses nothing and doubles nothing', { timeout: 240_000 }, async () => {
    const { address } = broker as { address: string };
    const topic = await filledTopic(address);
    const folder = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
    const random = seededRandom(SEED);
    const seen = { beforeSink: 0, beforeCommit: 0 };
    for (const moment of moments(random)) {
      expect(await run(address, topic, folder, moment, random)).toBe('SIGKILL');
      const { offsets, sink, commits } = newest(folder);
      if (offsets > commits && sink < offsets) seen.beforeSink++;
      if (offsets > commits && sink === offsets) seen.beforeCommit++;
    }
    expect(seen.beforeSink).toBeGreaterThanOrEqual(3);
    expect(seen.beforeCommit).toBeGreaterThanOrEqual(3);
    expect(await run(address, topic, folder, null, random)).toBe('done');
    const session = await sessionOn(systemClock, nodeFileSystem());
    const schema = 'window STRUCT<start: TIMESTAMP, end: TIMESTAMP>, country STRING, orders BIGINT, total DOUBLE';
    const written = await session.read.schema(schema).json(join(folder, 'out')).collect();
    const records = session.read
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': address, subscribe: topic })
      .load();
    const atRest = await orderWindows(records).collect();
    const texts = (rows: readonly object[]): string[] =>
      rows
        .map((row) => JSON.stringify(row))
        .filter((text) => !text.includes('"END"'))
        .sort();
    expect(texts(written)).toEqual(texts(atRest));
    expect(texts(atRest).length).toBeGreaterThan(300);
    rmSync(folder, { recursive: true });
  });
});

/** Five minutes of orders in four partitions, and one that closes every window. */
async function filledTopic(address: string): Promise<string> {
  const kafka = testClient(address);
  const startMs = Date.UTC(2026, 0, 1);
  const events = orderEvents({ seed: SEED, late: 0, startMs, perSecond: 200 });
  const messages = Array.from({ length: ROWS }, () => events.next().value).map(({ id, value }) => ({
    key: String(id),
    value,
    partition: id % 4,
  }));
  const topic = await makeTopic(kafka, 4, messages);
  const last = { id: ROWS + 1, ts: '2026-01-02T00:00:00Z', country: 'END', amount: 0 };
  await send(kafka, topic, [{ key: 'end', value: JSON.stringify(last), partition: 0 }]);
  return topic;
}

/** The moments in a seeded order; null leaves it to the clock. */
function moments(random: () => number): (CrashMoment | 'timed')[] {
  const named = Object.entries(PLACES).flatMap(([place, times]) =>
    Array.from({ length: times }, () => ({
      place: place as CrashMoment['place'],
      // A batch with closed windows comes every few batches only.
      pass: place === 'after-data-file' ? 1 : 1 + Math.floor(random() * 5),
    })),
  );
  const all = [...named, ...Array.from({ length: TIMED }, () => 'timed' as const)];
  return all
    .map((moment) => ({ moment, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map((m) => m.moment);
}

/** Runs the query until it dies or is done. */
function run(
  address: string,
  topic: string,
  folder: string,
  moment: CrashMoment | 'timed' | null,
  random: () => number,
): Promise<string> {
  const env = { ...process.env };
  if (moment !== null && moment !== 'timed') env['CRASH_MOMENT'] = JSON.stringify(moment);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CHILD, address, topic, folder], { env });
    let said = '';
    child.stdout.on('data', (data: Buffer) => {
      if (said === '' && moment === 'timed') setTimeout(() => child.kill('SIGKILL'), random() * 60);
      said += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    child.once('close', (_, signal) => resolve(signal ?? (said.includes('done') ? 'done' : said)));
  });
}

/** The newest batch in each log, -1 when there is none. */
function newest(folder: string): { offsets: number; sink: number; commits: number } {
  const last = (name: string): number => {
    const path = join(folder, name);
    if (!existsSync(path)) return -1;
    return Math.max(-1, ...readdirSync(path).flatMap((file) => (/^\d+/.test(file) ? [Number.parseInt(file, 10)] : [])));
  };
  return {
    offsets: last('checkpoint/offsets'),
    sink: last('out/_spark_metadata'),
    commits: last('checkpoint/commits'),
  };
}
