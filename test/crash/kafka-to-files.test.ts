import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { orderEvents } from '../../kernel/cli/generate/order-events.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { seededRandom } from '../../engine/runtime/random.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { testBroker } from '../connectors/kafka-broker.ts';
import { makeTopic, send, testClient } from '../connectors/kafka-topics.ts';
import { startKernel, type KernelClient } from '../kernel/kernel-client.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { MOMENT_FILE, type CrashMoment, type CrashPlace } from './crash-moment.ts';
import { orderWindows } from './order-windows.ts';

const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const SEED = 20261120;
const ROWS = 60_000;
const PLACES: Readonly<Record<CrashPlace, number>> = {
  'after-offsets': 4,
  'after-data-file': 3,
  'torn-state': 2,
  'after-sink-commit': 4,
  'before-commit': 3,
};
/** Moments that only a clock chooses. */
const TIMED = 4;

const broker = await testBroker();

describe.skipIf('reason' in broker)(
  'append mode from Kafka into JSON files, its session process killed again and again',
  () => {
    test('loses nothing and doubles nothing', { timeout: 240_000 }, async () => {
      const { address } = broker as { address: string };
      const topic = await filledTopic(address);
      const folder = mkdtempSync(join(tmpdir(), 'millrace-crash-'));
      const momentFile = join(folder, 'moment');
      writeFileSync(momentFile, '');
      const kernel = await startKernel({
        env: { NODE_OPTIONS: `--import=${beside('die-at-moment.ts')}`, [MOMENT_FILE]: momentFile },
      });
      onTestFinished(() => kernel.stop());
      const cell = appendCell(address, topic, folder);
      const random = seededRandom(SEED);
      const seen = { beforeSink: 0, beforeCommit: 0 };
      for (const moment of moments(random)) {
        writeFileSync(momentFile, moment === 'timed' ? '' : JSON.stringify(moment));
        const ran = moment === 'timed' ? await runAndKill(kernel, cell, random) : await kernel.run(cell);
        expect(ran.reply, ran.stderr).toMatchObject({ status: 'error', ename: 'SessionEnded' });
        expect(ran.reply['evalue']).toMatch(/signal SIGKILL/);
        const { offsets, sink, commits } = newest(folder);
        if (offsets > commits && sink < offsets) seen.beforeSink++;
        if (offsets > commits && sink === offsets) seen.beforeCommit++;
      }
      expect(seen.beforeSink).toBeGreaterThanOrEqual(3);
      expect(seen.beforeCommit).toBeGreaterThanOrEqual(3);
      writeFileSync(momentFile, '');
      const last = await kernel.run(cell);
      expect(last.reply, last.stderr).toMatchObject({ status: 'ok' });

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
  },
);

/** The cell that starts the query, or goes on with it. */
const appendCell = (address: string, topic: string, folder: string): string => `
import { orderWindows } from ${JSON.stringify(beside('order-windows.ts'))};
console.log('session ' + process.pid);
const records = session.readStream.format('kafka').options({
  'kafka.bootstrap.servers': ${JSON.stringify(address)},
  subscribe: ${JSON.stringify(topic)},
  startingOffsets: 'earliest',
  maxOffsetsPerTrigger: '300',
}).load();
const query = await orderWindows(records).writeStream.format('json').outputMode('append')
  .option('checkpointLocation', ${JSON.stringify(join(folder, 'checkpoint'))})
  .trigger({ availableNow: true }).start(${JSON.stringify(join(folder, 'out'))});
query.onProgress(() => console.log('batch'));
await query.awaitTermination();`;

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

/** The moments in a seeded order. */
function moments(random: () => number): (CrashMoment | 'timed')[] {
  const named = Object.entries(PLACES).flatMap(([place, times]) =>
    Array.from({ length: times }, () => ({
      place: place as CrashPlace,
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

/** Kills the session process some time after its first batch. */
async function runAndKill(kernel: KernelClient, cell: string, random: () => number): ReturnType<KernelClient['run']> {
  const from = kernel.iopub.length;
  const printed = (): string =>
    kernel.iopub
      .slice(from)
      .map(({ content }) => content['text'] ?? '')
      .join('');
  const running = kernel.run(cell);
  await kernel.until(() => printed().includes('batch'));
  const pid = Number(/session (\d+)/.exec(printed())![1]);
  setTimeout(() => process.kill(pid, 'SIGKILL'), random() * 60);
  return running;
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
