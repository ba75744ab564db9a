import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession, type Row, type StreamingQueryProgress } from '../../../index.ts';
import { noting, threadedSessions } from './threaded-sessions.ts';

const FILES = 4;
const ROWS = 800;
const directory = mkdtempSync(join(tmpdir(), 'stream-groups-'));
const input = join(directory, 'in');
let sessions: MillraceSession[];
/** What threads were asked for. */
const asked: string[] = [];

/** Files of rows in some disorder: some come late from the second batch on, some have no time, some lines are malformed. */
beforeAll(async () => {
  mkdirSync(input);
  for (let file = 0; file < FILES; file++) {
    const lines = Array.from({ length: ROWS }, (_, i) => {
      if (i % 97 === 5) return '{"id": broken';
      const seconds = i % 89 === 3 ? i : (file * ROWS + i - (i % 7) * 3) * 2;
      const at = i % 101 === 7 ? null : new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
      return JSON.stringify({ id: file * ROWS + i, key: i % 53 === 0 ? null : `k${i % 3}`, at, amount: i * 0.25 });
    });
    writeFileSync(join(input, `part-${file}.json`), `${lines.join('\n')}\n`);
  }
  sessions = await threadedSessions({ onStart: noting(asked) });
}, 60_000);

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.stop()));
  rmSync(directory, { recursive: true });
});

const events = (session: MillraceSession): DataFrame =>
  session.readStream
    .schema('id BIGINT, key STRING, at TIMESTAMP, amount DOUBLE')
    .option('maxFilesPerTrigger', '1')
    .json(input);

const TOTALS = [
  expr('count(*)').as('n'),
  expr('sum(id)').as('ids'),
  expr('sum(amount)').as('total'),
  expr('min(at)').as('first'),
  expr('max(key)').as('greatest'),
  expr('avg(amount)').as('mean'),
] as const;

type Mode = 'append' | 'update' | 'complete';

const QUERIES: Readonly<Record<string, readonly [Mode, (events: DataFrame) => DataFrame]>> = {
  'windows by key in update mode': [
    'update',
    (rows) =>
      rows
        .withWatermark('at', '10 seconds')
        .groupBy(expr("window(at, '10 minutes')"), 'key')
        .agg(...TOTALS),
  ],
  'windows by key in append mode': [
    'append',
    (rows) =>
      rows
        .withWatermark('at', '10 seconds')
        .groupBy(expr("window(at, '10 minutes')"), 'key')
        .agg(...TOTALS),
  ],
  'sliding windows': [
    'update',
    (rows) =>
      rows
        .withWatermark('at', '10 seconds')
        .groupBy(expr("window(at, '20 minutes', '10 minutes')"))
        .agg(...TOTALS),
  ],
  'sliding windows whose panes would change the answer': [
    'update',
    (rows) =>
      rows
        .withWatermark('at', '10 seconds')
        .groupBy(expr("window(at, '20 minutes', '10 minutes')"))
        .agg(expr('first(id)'), expr('last(id)'), expr('count(*)')),
  ],
  'groups by a time': [
    'append',
    (rows) =>
      rows
        .selectExpr("date_trunc('HOUR', at) AS at", 'id')
        .withWatermark('at', '10 seconds')
        .groupBy('at')
        .agg(expr('count(*)'), expr('sum(id)')),
  ],
  'groups in complete mode': [
    'complete',
    (rows) =>
      rows
        .filter('id % 5 > 0')
        .groupBy('key')
        .agg(...TOTALS),
  ],
  'first and last by key': [
    'update',
    (rows) => rows.groupBy('key').agg(expr('first(id)'), expr('last(amount)'), expr('count(at)')),
  ],
  'totals without a key': ['update', (rows) => rows.agg(...TOTALS)],
  'an aggregation of an aggregation': [
    'append',
    (rows) =>
      rows
        .withWatermark('at', '10 seconds')
        .groupBy(expr("window(at, '5 minutes')"), 'key')
        .agg(expr('count(*)').as('n'))
        .groupBy(expr("window(window, '20 minutes')"))
        .agg(expr('sum(n)'), expr('count(*)')),
  ],
};

const shown = ({ batchId, numInputRows, stateOperators, eventTime, sources }: StreamingQueryProgress): unknown => ({
  batchId,
  numInputRows,
  eventTime,
  states: stateOperators.map((s) => [s.numRowsTotal, s.numRowsUpdated, s.numRowsDroppedByWatermark]),
  rows: sources.map((s) => [s.numInputRows, s.metrics]),
});

interface Ran {
  readonly batches: Record<number, readonly Row[]>;
  readonly progress: readonly unknown[];
}

/** Runs a query to its end. @param until the batch whose rows its function refuses */
async function ran(
  [mode, query]: readonly [Mode, (events: DataFrame) => DataFrame],
  session: MillraceSession,
  checkpoint: string,
  until = Infinity,
): Promise<Ran> {
  const batches: Record<number, readonly Row[]> = {};
  const started = await query(events(session))
    .writeStream.outputMode(mode)
    .option('checkpointLocation', checkpoint)
    .trigger({ availableNow: true })
    .foreachBatch(async (rows, batchId) => {
      if (batchId >= until) throw new Error('not this one');
      batches[batchId] = await rows.collect();
    })
    .start();
  const ended = started.awaitTermination();
  await (until === Infinity ? ended : expect(ended).rejects.toThrow('not this one'));
  return { batches, progress: started.recentProgress.map(shown) };
}

const fresh = (): string => mkdtempSync(join(directory, 'checkpoint-'));

describe('groups of a stream are the same for 1, 2 and 4 threads: rows, their order, state, late rows and watermarks', () => {
  test.each(Object.entries(QUERIES))('%s', async (_, query) => {
    asked.length = 0;
    const [alone, ...others] = await Promise.all(sessions.map((session) => ran(query, session, fresh())));
    expect(Object.values(alone!.batches).flat().length).toBeGreaterThan(0);
    for (const other of others) expect(other).toEqual(alone);
    // each of the batches, on each of the sessions with threads
    expect(asked.filter((kind) => kind === 'groups').length).toBeGreaterThanOrEqual(FILES * (sessions.length - 1));
  });
});

describe('through a failure and a restart on another number of threads', () => {
  test.each(Object.entries(QUERIES))('%s', async (_, query) => {
    const whole = await ran(query, sessions[0]!, fresh());
    for (const [first, second] of [
      [2, 0],
      [0, 2],
      [1, 2],
    ] as const) {
      const checkpoint = fresh();
      const failed = await ran(query, sessions[first]!, checkpoint, 2);
      const rest = await ran(query, sessions[second]!, checkpoint);
      expect({ ...failed.batches, ...rest.batches }).toEqual(whole.batches);
      expect([...failed.progress, ...rest.progress]).toEqual(whole.progress);
    }
  });
});

test('Stop reaches the threads: a batch that would last for long ends at once', async () => {
  const slow = 'aggregate(sequence(1, 200000), 0L, (a, x) -> a + x + id)';
  for (const session of sessions.slice(1)) {
    asked.length = 0;
    const query = await events(session)
      .groupBy('key')
      .agg(expr(`max(${slow})`))
      .writeStream.format('memory')
      .queryName('slow')
      .outputMode('complete')
      .start();
    await expect.poll(() => asked, { interval: 5, timeout: 10_000 }).toContain('groups');
    const started = performance.now();
    await query.stop();
    expect(performance.now() - started).toBeLessThan(2000);
    expect(query.recentProgress).toEqual([]);
  }
});
