import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MillraceSession } from '../../engine/api/session.ts';
import { ManualClock } from '../../engine/runtime/manual-clock.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { Clock } from '../../engine/spi/runtime.ts';
import { isMillraceError } from '../../engine/types/errors.ts';
import { sessionOn } from '../stream/inline-session.ts';

export type Options = Readonly<Record<string, string>>;

/** What a user sees of a run. */
export interface Shown {
  /** Offsets by partition, batch by batch, `0:0,1 1:0 | 0:2`, and columns that are not always there; or the error. */
  readonly text: string;
  readonly notices: readonly string[];
}

const ALWAYS = ['key', 'value', 'topic', 'partition', 'offset', 'timestamp', 'timestampType'];

/** A read, looked at several times. */
export const readBatch = (options: Options): Promise<Shown> =>
  shown(systemClock, async (session) => {
    const df = session.read.format('kafka').options(options).load();
    const columns = await df.columns();
    const rows = await df.collect();
    await df.limit(1).collect();
    return `${places(rows)}${more(columns)}`;
  });

/** A query that runs a batch, lets something happen, and runs the next. */
export const readStream = (
  options: Options,
  between: readonly ((clock: ManualClock) => unknown)[] = [],
): Promise<Shown> => {
  const clock = new ManualClock(Date.now());
  return shown(between.length === 0 ? systemClock : clock, async (session) => {
    const df = session.readStream.format('kafka').options(options).load();
    const columns = await df.columns();
    const query = await df.writeStream.format('memory').queryName('seen').trigger({ manual: true }).start();
    let before = 0;
    const texts: string[] = [];
    for (const happen of [undefined, ...between]) {
      await happen?.(clock);
      await query.step();
      const rows = await session.table('seen').collect();
      texts.push(places(rows.slice(before)));
      before = rows.length;
    }
    return `${texts.join(' | ')}${more(columns)}`;
  });
};

/** A query that takes what there is and ends. */
export const readAvailable = (options: Options): Promise<Shown> =>
  shown(systemClock, async (session) => {
    const df = session.readStream.format('kafka').options(options).load();
    const query = await df.writeStream.format('memory').queryName('seen').trigger({ availableNow: true }).start();
    await query.awaitTermination();
    return places(await session.table('seen').collect());
  });

/** A query that writes two rows, which name the topic `column`: how many more records each of some topics has then. */
export const write = (options: Options, address: string, topics: readonly string[], column: string): Promise<Shown> =>
  shown(systemClock, async (session) => {
    const count = (subscribe: string): Promise<number> =>
      session.read.format('kafka').options({ 'kafka.bootstrap.servers': address, subscribe }).load().count();
    const before = await Promise.all(topics.map(count));
    const stream = session.memoryStream('out', 'topic STRING, value STRING');
    await stream.addData([column, 'a'], [column, 'b']);
    const query = await stream
      .toDF()
      .writeStream.format('kafka')
      .options({ checkpointLocation: mkdtempSync(join(tmpdir(), 'millrace-options-')), ...options })
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    const after = await Promise.all(topics.map(count));
    return after.map((n, i) => n - before[i]!).join(' ');
  });

async function shown(clock: Clock, run: (session: MillraceSession) => Promise<string>): Promise<Shown> {
  const notices: string[] = [];
  const { log } = console;
  console.log = (text: string) => void notices.push(text.trim());
  const session = await sessionOn(clock, nodeFileSystem());
  try {
    return { text: await run(session), notices };
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    return { text: `${error.condition}: ${error.summary}`, notices };
  } finally {
    await session.stop();
    console.log = log;
  }
}

function places(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const byPartition = new Map<string, number[]>();
  for (const { topic, partition, offset } of rows) {
    const place = `${String(topic).endsWith('-other') ? 'other ' : ''}${Number(partition)}`;
    byPartition.set(place, [...(byPartition.get(place) ?? []), Number(offset)]);
  }
  return [...byPartition]
    .map(([place, offsets]) => `${place}:${offsets.join(',')}`)
    .sort()
    .join(' ');
}

function more(columns: readonly string[]): string {
  const others = columns.filter((name) => !ALWAYS.includes(name));
  return others.length === 0 ? '' : ` ${others.join(' ')}`;
}
