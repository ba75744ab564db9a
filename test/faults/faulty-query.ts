import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { count, sum, window } from '../../engine/api/functions.ts';
import type { TriggerOptions } from '../../engine/api/data-stream-writer.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import type { StreamingQuery } from '../../engine/api/streaming-query.ts';

/** A query from files to files, whose answer is known, in a folder of its own. */
export interface FaultyQuery {
  readonly name: string;
  /** Starts it, or goes on with it, one file a batch until there are no more. */
  start(session: MillraceSession, folder: string, trigger?: TriggerOptions): Promise<StreamingQuery>;
  /** The rows that a reader of its output sees. */
  rows(session: MillraceSession, folder: string): Promise<string[]>;
}

const SCHEMA = 'id BIGINT, ts TIMESTAMP, k STRING, v DOUBLE';
const ROWS_PER_FILE = 5;

/** The file of a batch: half a minute of events, some of them late. */
export function writeInput(folder: string, batch: number): void {
  mkdirSync(join(folder, 'in'), { recursive: true });
  const lines = Array.from({ length: ROWS_PER_FILE }, (_, i) => {
    const id = batch * ROWS_PER_FILE + i;
    const seconds = batch * 30 + i * 7 - (id % 4 === 0 ? 40 : 0);
    return JSON.stringify({ id, ts: new Date(Math.max(0, seconds) * 1000), k: `key ${id % 3}`, v: id / 4 });
  });
  const path = join(folder, 'in', `${1000 + batch}.json`);
  // A query that runs must see it whole or not at all.
  const hidden = join(folder, 'in', `.${batch}`);
  writeFileSync(hidden, lines.join('\n'));
  utimesSync(hidden, 1_700_000_000 + batch, 1_700_000_000 + batch);
  renameSync(hidden, path);
}

const readFolder = (session: MillraceSession, folder: string) =>
  session.readStream.schema(SCHEMA).option('maxFilesPerTrigger', 1).json(join(folder, 'in'));

const texts = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

export const stateful: FaultyQuery = {
  name: 'stateful',
  start: (session, folder, trigger = { availableNow: true }) =>
    readFolder(session, folder)
      .withWatermark('ts', '20 seconds')
      .groupBy(window('ts', '30 seconds'), 'k')
      .agg(count('*').as('n'), sum('v').as('total'))
      .writeStream.outputMode('append')
      .format('json')
      .option('checkpointLocation', join(folder, 'checkpoint'))
      .trigger(trigger)
      .start(join(folder, 'out')),
  rows: async (session, folder) => {
    const schema = 'window STRUCT<start: TIMESTAMP, end: TIMESTAMP>, k STRING, n BIGINT, total DOUBLE';
    return texts(await session.read.schema(schema).json(join(folder, 'out')).collect());
  },
};

export const stateless: FaultyQuery = {
  name: 'stateless',
  start: (session, folder, trigger = { availableNow: true }) =>
    readFolder(session, folder)
      .filter('v >= 0')
      .writeStream.format('json')
      .option('checkpointLocation', join(folder, 'checkpoint'))
      .trigger(trigger)
      .start(join(folder, 'out')),
  rows: async (session, folder) => texts(await session.read.schema(SCHEMA).json(join(folder, 'out')).collect()),
};

export const queries = { stateful, stateless } as const;

/** Runs a query to its end. */
export async function runToEnd(query: FaultyQuery, session: MillraceSession, folder: string): Promise<void> {
  await (await query.start(session, folder)).awaitTermination();
}
