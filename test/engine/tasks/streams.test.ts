import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession, type StreamingQueryProgress } from '../../../index.ts';
import { threadedSessions } from './threaded-sessions.ts';

const directory = mkdtempSync(join(tmpdir(), 'threaded-streams-'));
const input = join(directory, 'in');
let sessions: MillraceSession[];

/** Two batches of two files: some rows are late in the second one, and some lines are malformed. */
beforeAll(async () => {
  mkdirSync(input);
  for (let file = 0; file < 4; file++) {
    const lines = Array.from({ length: 50 }, (_, i) => {
      if (i % 17 === 5) return '{"id": broken';
      const minutes = i % 11 === 3 ? 0 : file * 40 + i;
      return JSON.stringify({ id: file * 100 + i, key: `k${i % 5}`, at: new Date(minutes * 60_000).toISOString() });
    });
    writeFileSync(join(input, `part-${file}.json`), `${lines.join('\n')}\n`);
  }
  sessions = await threadedSessions();
}, 60_000);

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.stop()));
  rmSync(directory, { recursive: true });
});

const events = (session: MillraceSession): DataFrame =>
  session.readStream.schema('id BIGINT, key STRING, at TIMESTAMP').option('maxFilesPerTrigger', '2').json(input);

const QUERIES: Readonly<Record<string, (session: MillraceSession) => DataFrame>> = {
  'rows of files': (session) => events(session).filter('id % 3 = 0').selectExpr('id + 1 AS id', 'upper(key) AS key'),
  'windows behind a watermark': (session) =>
    events(session)
      .withWatermark('at', '10 minutes')
      .groupBy(expr("window(at, '20 minutes')"), 'key')
      .agg(expr('count(*)').as('n'), expr('sum(id)').as('s')),
  'rows that come again': (session) => events(session).filter('id IS NOT NULL').dropDuplicates(['key']),
  'lines that are JSON': (session) =>
    session.readStream
      .option('maxFilesPerTrigger', '2')
      .text(input)
      .selectExpr("from_json(value, 'id BIGINT, key STRING') AS x")
      .selectExpr('x.id', 'x.key'),
};

const shown = ({ batchId, numInputRows, stateOperators, eventTime, sources }: StreamingQueryProgress): unknown => ({
  batchId,
  numInputRows,
  eventTime,
  states: stateOperators.map((s) => [s.numRowsTotal, s.numRowsUpdated, s.numRowsDroppedByWatermark]),
  rows: sources.map((s) => [s.numInputRows, s.metrics]),
});

async function ran(session: MillraceSession, rows: DataFrame, name: string): Promise<unknown> {
  const query = await rows.writeStream
    .format('memory')
    .queryName(name)
    .outputMode('append')
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return {
    rows: await session.table(name).collect(),
    progress: query.recentProgress.map(shown),
  };
}

describe('a stream of files gives the same for 1, 2 and 4 threads: rows, state, late rows and watermarks', () => {
  test.each(Object.entries(QUERIES))('%s', async (name, query) => {
    const table = name.replaceAll(' ', '_');
    const [alone, ...others] = await Promise.all(sessions.map((session) => ran(session, query(session), table)));
    expect((alone as { rows: unknown[] }).rows.length).toBeGreaterThan(0);
    for (const other of others) expect(other).toEqual(alone);
  });
});
