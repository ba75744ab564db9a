import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from 'kafkajs';
import type { MillraceSession } from '../../engine/api/session.ts';
import type { StreamingQuery } from '../../engine/api/streaming-query.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { seededRandom } from '../../engine/runtime/random.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { QueryView } from '../../engine/spi/view-port.ts';
import { kafkaPorts } from '../../kernel/cli/servers/kafka-server.ts';
import { makeTopic, remakeTopic, send, testClient } from '../connectors/kafka-topics.ts';
import { sessionOn } from '../stream/inline-session.ts';
import type { FaultCounts } from './fault-counts.ts';
import { KafkaProxy, type Cut } from './kafka-proxy.ts';

export interface KafkaFaultOptions {
  readonly seed: number;
  /** Connections that are cut in mid-answer. */
  readonly cuts: number;
  /** How long the sockets stay open without a byte. */
  readonly silenceMs: number;
  /** Hears what is done. */
  readonly say?: (text: string) => void;
}

const BATCH = 400;
const VALUE_BYTES = 500;
const PARTITIONS = 2;
const STOP_MS = 2_000;
const REFUSED_MS = 1_500;

/** Network faults between a query and the broker that `npm run servers -- up kafka` started: nothing lost, nothing doubled. */
export async function kafkaFaults(options: KafkaFaultOptions): Promise<FaultCounts> {
  const ports = kafkaPorts();
  if (ports === null) throw new Error('No broker runs. Start one: npm run servers -- up kafka.');
  const proxy = await KafkaProxy.open(ports['proxy']!, ports['proxied']!);
  try {
    return await new Faults(options, proxy, `127.0.0.1:${ports['plain']}`).run();
  } finally {
    await proxy.refuse();
  }
}

class Faults {
  private readonly count: FaultCounts = { tries: 0, lost: 0, doubled: 0, wrong: 0, hung: 0, unclear: 0 };
  private readonly options: KafkaFaultOptions;
  private readonly proxy: KafkaProxy;
  /** The broker without the proxy. */
  private readonly direct: string;
  private readonly random: () => number;
  private readonly folder = mkdtempSync(join(tmpdir(), 'millrace-faults-'));
  private session!: MillraceSession;
  private view: QueryView | null = null;
  private runs = 0;

  constructor(options: KafkaFaultOptions, proxy: KafkaProxy, direct: string) {
    this.options = options;
    this.proxy = proxy;
    this.direct = direct;
    this.random = seededRandom(options.seed);
  }

  async run(): Promise<FaultCounts> {
    this.session = await sessionOn(systemClock, nodeFileSystem(), (event) => (this.view = event.query));
    const parts = [
      this.cutWhileReading,
      this.silence,
      this.slowness,
      this.refusal,
      this.cutWhileWriting,
      this.stopInSilence,
      this.giveUp,
      this.remadeTopic,
    ];
    for (const part of parts) {
      const started = performance.now();
      await part.call(this);
      this.options.say?.(`${part.name}: ${Math.round(performance.now() - started)} ms, ${JSON.stringify(this.count)}`);
    }
    rmSync(this.folder, { recursive: true });
    return this.count;
  }

  // ---- reading --------------------------------------------------------------------------------------------------

  /** Every request that a source makes, cut at a place of its answer: most of them in the middle of records. */
  private async cutWhileReading(): Promise<void> {
    const kinds = ['fetch', 'fetch', 'fetch', 'offsets', 'metadata', 'hello'] as const;
    const cuts = Array.from({ length: this.options.cuts }, (): Cut => {
      const api = kinds[Math.floor(this.random() * kinds.length)]!;
      return { api, after: this.random(), how: this.random() < 0.5 ? 'reset' : 'end' };
    });
    const records = BATCH * Math.max(5, cuts.length);
    const topic = await this.filled(records);
    const before = this.proxy.made;
    // A handshake is made only after some other cut.
    this.proxy.cuts.push(...cuts.sort((a, b) => Number(a.api === 'hello') - Number(b.api === 'hello')));
    await this.readAll(topic, records, 60_000 + 2_000 * cuts.length);
    this.count.tries += this.proxy.made - before;
    if (this.proxy.made - before < cuts.length * 0.75) this.count.wrong++;
    this.proxy.cuts.length = 0;
  }

  private async silence(): Promise<void> {
    const { silenceMs } = this.options;
    await this.whileReading(silenceMs + 60_000, async () => {
      this.proxy.silent = true;
      const [said] = await Promise.all([
        this.heard(silenceMs, /no answer for \d+ s, try \d+ of \d+/),
        pause(silenceMs),
      ]);
      this.proxy.silent = false;
      return said;
    });
  }

  private async slowness(): Promise<void> {
    await this.whileReading(60_000, async () => {
      this.proxy.bytesPerSecond = 50_000;
      const said = await this.heard(5_000, /comes slowly, \d+ KiB in \d+ s/);
      this.proxy.bytesPerSecond = null;
      return said;
    });
  }

  private async refusal(): Promise<void> {
    await this.whileReading(60_000, async () => {
      await this.proxy.refuse();
      await pause(REFUSED_MS);
      const said = await this.heard(REFUSED_MS, /nothing listens there \(ECONNREFUSED\), try \d+ of \d+/);
      await this.proxy.listen();
      return said;
    });
  }

  /** Makes a fault while a query reads a topic. @param fault gives whether the header said so */
  private async whileReading(withinMs: number, fault: () => Promise<boolean>): Promise<void> {
    this.count.tries++;
    const records = BATCH * 20;
    const topic = await this.filled(records);
    await this.readAll(topic, records, withinMs, async (query) => {
      await until(() => query.recentProgress.length > 2, 20_000);
      if (!(await fault())) this.count.unclear++;
    });
  }

  /** Reads a topic into files and counts what came. */
  private async readAll(
    topic: string,
    records: number,
    withinMs: number,
    meanwhile: (query: StreamingQuery) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const { out, checkpoint } = this.places();
    const query = await this.reading(topic, {})
      .writeStream.format('text')
      .option('checkpointLocation', checkpoint)
      .start(out);
    const done = (): boolean => query.recentProgress.reduce((n, p) => n + p.numInputRows, 0) >= records;
    const ended = until(() => done() || !query.isActive, withinMs);
    await meanwhile(query);
    if (!(await ended)) this.count.hung++;
    if (query.exception !== null) this.fail(query.exception);
    await this.stop(query);
    await this.compare(await this.written(out), records);
  }

  // ---- writing --------------------------------------------------------------------------------------------------

  /** A sink of Kafka is at-least-once: nothing may be lost. */
  private async cutWhileWriting(): Promise<void> {
    const records = BATCH * 10;
    const [from, to] = [await this.filled(records), await makeTopic(testClient(this.direct), PARTITIONS)];
    const { checkpoint } = this.places();
    const query = await this.reading(from, {}, this.direct)
      .writeStream.format('kafka')
      .options({ 'kafka.bootstrap.servers': this.proxy.address, topic: to, checkpointLocation: checkpoint })
      .start();
    for (const [i, api] of (['hello', 'metadata', 'produce', 'produce', 'produce'] as const).entries()) {
      this.proxy.cuts.push({ api, after: this.random(), how: i % 2 === 0 ? 'reset' : 'end' });
      this.count.tries++;
    }
    const done = (): boolean => query.recentProgress.reduce((n, p) => n + p.numInputRows, 0) >= records;
    if (!(await until(() => done() || !query.isActive, 60_000))) this.count.hung++;
    if (query.exception !== null) this.fail(query.exception);
    await this.stop(query);
    this.proxy.cuts.length = 0;
    const read = this.session.read.format('kafka').options({ 'kafka.bootstrap.servers': this.direct, subscribe: to });
    const values = await read.load().selectExpr('cast(value as string) value').collect();
    const ids = new Set(values.map((row) => idOf(row['value'] as string)));
    this.count.lost += records - ids.size;
  }

  // ---- the end --------------------------------------------------------------------------------------------------

  private async stopInSilence(): Promise<void> {
    this.count.tries++;
    const topic = await this.filled(BATCH * 20);
    const { out, checkpoint } = this.places();
    const query = await this.reading(topic, {})
      .writeStream.format('text')
      .option('checkpointLocation', checkpoint)
      .start(out);
    await until(() => query.recentProgress.length > 2, 20_000);
    this.proxy.silent = true;
    await pause(300);
    await this.stop(query);
    if (query.exception !== null) this.fail(query.exception);
    this.proxy.silent = false;
  }

  /** A query whose options let it wait for a short time only. */
  private async giveUp(): Promise<void> {
    this.count.tries++;
    const topic = await this.filled(BATCH);
    this.proxy.silent = true;
    const query = await this.reading(topic, { 'fetchOffset.numRetries': '1', 'kafka.request.timeout.ms': '500' })
      .writeStream.format('noop')
      .start();
    const failure = await query.awaitTermination().then(
      () => null,
      (error: Error) => error,
    );
    this.proxy.silent = false;
    if (failure === null) this.count.wrong++;
    const says = [this.proxy.address, /2 tries in \d/, /no answer within 0\.5 s/, /fetchOffset\.numRetries/];
    if (says.every((part) => failure?.message.match(part) !== null)) return;
    this.count.unclear++;
    this.options.say?.(`giveUp: ${failure?.message}`);
  }

  /** Deleted and made again, and longer than before: an error, or read from its beginning. */
  private async remadeTopic(): Promise<void> {
    const few = BATCH;
    const more = 3 * BATCH + Math.floor(this.random() * BATCH);
    for (const failOnDataLoss of ['true', 'false']) {
      this.count.tries++;
      const topic = await this.filled(few);
      const { out, checkpoint } = this.places();
      const start = (): Promise<StreamingQuery> =>
        this.reading(topic, { failOnDataLoss })
          .writeStream.format('text')
          .option('checkpointLocation', checkpoint)
          .trigger({ availableNow: true })
          .start(out);
      await (await start()).awaitTermination();
      await remakeTopic(testClient(this.direct), topic, PARTITIONS);
      await send(testClient(this.direct), topic, values(more, few));
      const failure = await (await start()).awaitTermination().then(
        () => null,
        (error: Error) => error,
      );
      if ((failure !== null) !== (failOnDataLoss === 'true')) this.count.wrong++;
      if (failure !== null && !failure.message.includes(`topic ${topic} was deleted and made again`))
        this.count.unclear++;
      await this.compare(await this.written(out), failure === null ? few + more : few);
    }
  }

  // ---- shared ---------------------------------------------------------------------------------------------------

  private reading(
    topic: string,
    more: Readonly<Record<string, string>>,
    address = this.proxy.address,
  ): ReturnType<MillraceSession['table']> {
    return this.session.readStream
      .format('kafka')
      .options({
        'kafka.bootstrap.servers': address,
        subscribe: topic,
        startingOffsets: 'earliest',
        maxOffsetsPerTrigger: String(BATCH),
        // A silence is found out within a few tries, however long it is.
        'kafka.request.timeout.ms': String(Math.max(500, Math.round(this.options.silenceMs / 3))),
        ...more,
      })
      .load()
      .selectExpr('cast(value as string) value');
  }

  private filled(records: number): Promise<string> {
    return makeTopic(testClient(this.direct), PARTITIONS, values(records));
  }

  private places(): { out: string; checkpoint: string } {
    const run = join(this.folder, String(++this.runs));
    return { out: join(run, 'out'), checkpoint: join(run, 'checkpoint') };
  }

  private async written(out: string): Promise<number[]> {
    const rows = await this.session.read.text(out).collect();
    return rows.map((row) => idOf(row['value'] as string));
  }

  private async compare(ids: readonly number[], records: number): Promise<void> {
    const distinct = new Set(ids);
    this.count.lost += Math.max(0, records - distinct.size);
    this.count.doubled += ids.length - distinct.size;
  }

  private async stop(query: StreamingQuery): Promise<void> {
    const started = performance.now();
    await query.stop();
    if (performance.now() - started > STOP_MS) this.count.hung++;
  }

  private fail(error: Error): void {
    this.options.say?.(error.message);
    this.count.wrong++;
  }

  /** Whether the header says something within a time. */
  private heard(ms: number, words: RegExp): Promise<boolean> {
    return until(() => words.test(this.view?.why ?? ''), ms);
  }
}

const values = (records: number, from = 0): Message[] =>
  Array.from({ length: records }, (_, i) => ({
    value: JSON.stringify({ id: from + i, pad: 'x'.repeat(VALUE_BYTES) }),
    partition: i % PARTITIONS,
  }));

const idOf = (value: string): number => (JSON.parse(value) as { id: number }).id;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** False when it has not come true in time. */
async function until(condition: () => boolean, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > end) return false;
    await pause(20);
  }
  return true;
}
