import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count, expr, session_window, sum, window } from '../../../engine/api/functions.ts';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { quickFolder } from '../../faults/quick-folder.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const SCHEMA = 'ts TIMESTAMP, k STRING, v DOUBLE';
type Mode = 'append' | 'update' | 'complete';
type Query = readonly [mode: Mode, of: (rows: DataFrame, session: MillraceSession) => DataFrame];

const watermarked = (rows: DataFrame): DataFrame => rows.withWatermark('ts', '10 seconds');
const totals = (rows: DataFrame, ...slide: string[]): DataFrame =>
  watermarked(rows)
    .groupBy(window('ts', '10 seconds', ...slide), 'k')
    .agg(count('*').as('n'), sum('v').as('s'), expr('max_by(v, ts)').as('last'), expr('collect_list(v)').as('all'));

const sessions = (rows: DataFrame): DataFrame =>
  rows
    .groupBy(session_window('ts', '5 seconds'), 'k')
    .agg(count('*').as('n'), sum('v').as('s'), expr('collect_list(v)').as('all'));

const joined = (rows: DataFrame, how: string): DataFrame =>
  rows
    .as('l')
    .join(rows.as('r'), expr('l.k = r.k AND r.ts BETWEEN l.ts AND l.ts + INTERVAL 5 SECONDS'), how)
    .selectExpr('l.k', 'l.ts', 'l.v', 'r.v AS w');

const QUERIES: Readonly<Record<string, Query>> = {
  'windows in append mode': ['append', (rows) => totals(rows)],
  'windows in update mode': ['update', (rows) => totals(rows)],
  'sliding windows in append mode': ['append', (rows) => totals(rows, '4 seconds')],
  'groups in complete mode': ['complete', (rows) => rows.groupBy('k').agg(count('*').as('n'), expr('avg(v)').as('a'))],
  'one group in update mode': ['update', (rows) => rows.groupBy().agg(count('v').as('n'), expr('stddev(v)').as('d'))],
  'duplicates by time': ['append', (rows) => watermarked(rows).dropDuplicates(['k', 'ts'])],
  'duplicates within the watermark': ['append', (rows) => watermarked(rows).dropDuplicatesWithinWatermark(['k'])],
  'duplicates for ever': ['append', (rows) => rows.dropDuplicates(['k', 'v'])],
  'sessions in append mode': ['append', (rows) => sessions(watermarked(rows))],
  'sessions in complete mode': ['complete', (rows) => sessions(watermarked(rows))],
  'rollup in update mode': ['update', (rows) => rows.rollup('k', 'v').agg(count('*').as('n'))],
  'rows that others at hand have not': [
    'update',
    (rows, session) => rows.select('k').subtract(session.createDataFrame([['a'], [null]], 'k STRING')),
  ],
  'a join of a stream with itself': ['append', (rows) => joined(watermarked(rows), 'inner')],
  'a left join of a stream with itself': ['append', (rows) => joined(watermarked(rows), 'left')],
  'a function with a state': [
    'update',
    (rows) =>
      rows.groupByKey('k').mapGroupsWithState(
        (k, all, state) => {
          const n = (state.getOption()?.['n'] ?? 0) + all.length;
          if (n % 4 === 0) state.remove();
          else state.update({ n, last: all.at(-1)!['v'] });
          return { k, n, last: state.getOption()?.['last'] };
        },
        { output: 'k STRING, n INT, last DOUBLE', state: 'n INT, last DOUBLE' },
      ),
  ],
  'a function with timeouts of event time': [
    'append',
    (rows) =>
      watermarked(rows)
        .filter('ts IS NOT NULL')
        .groupByKey('k')
        .flatMapGroupsWithState(
          (k, all, state) => {
            if (state.hasTimedOut) return [{ k, n: state.get()['n'] }];
            state.update({ n: (state.getOption()?.['n'] ?? 0) + all.length });
            state.setTimeoutTimestamp(
              Math.max(...all.map((one) => Number(one['ts'])), state.getCurrentWatermarkMs()) + 4000,
            );
            return [];
          },
          { output: 'k STRING, n INT', state: 'n INT', timeout: 'eventTime' },
        ),
  ],
  'a join with a static side': [
    'append',
    (rows, session) =>
      rows.join(session.createDataFrame([['a', 'Ana'], ['', 'Nobody']], 'k STRING, name STRING'), 'k', 'left'), // prettier-ignore
  ],
};

/** What happens between two batches of rows. */
const happening = fc.constantFrom('goes on', 'stops', 'loses its last commit', 'fails in its sink');
type Happening = 'goes on' | 'stops' | 'loses its last commit' | 'fails in its sink';
const row = fc.record({
  ts: fc.integer({ min: 0, max: 90 }).map((s) => new Date(s * 1000)),
  k: fc.option(fc.constantFrom('a', 'b', '', '__proto__')),
  v: fc.option(fc.integer({ min: -8, max: 8 }).map((n) => n / 4)),
});
const story = fc.array(fc.tuple(fc.array(row, { minLength: 1, maxLength: 6 }), happening), { maxLength: 8 });

/** Runs the query through a story; gives the rows of each batch as the sink kept them. */
async function outputs(
  [mode, of]: Query,
  steps: readonly (readonly [readonly object[], Happening])[],
): Promise<Map<number, string[]>> {
  const { session } = inline;
  const checkpoint = mkdtempSync(join(quickFolder(), 'millrace-restart-'));
  const stream = session.memoryStream('rows', SCHEMA);
  const kept = new Map<number, string[]>();
  let failing = false;
  const start = () =>
    of(stream.toDF(), session)
      .writeStream.outputMode(mode)
      .option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch, id) => {
        const rows = (await batch.collect()).map((one) => JSON.stringify(one)).sort();
        if (failing) throw new Error('the sink is full');
        // A sink that sees a batch again must see the same one.
        if (kept.has(id)) expect(rows).toEqual(kept.get(id));
        kept.set(id, rows);
      })
      .start();
  let query = await start();
  for (const [rows, then] of steps) {
    failing = then === 'fails in its sink';
    await stream.addData(...rows);
    if (failing) await expect(query.processAllAvailable()).rejects.toThrow('the sink is full');
    else await query.processAllAvailable();
    failing = false;
    if (then === 'goes on') continue;
    await query.stop();
    if (then === 'loses its last commit') {
      const commits = join(checkpoint, 'commits');
      const newest = Math.max(...readdirSync(commits).map(Number).filter(Number.isInteger));
      rmSync(join(commits, String(newest)));
    }
    query = await start();
    await query.processAllAvailable();
  }
  await query.stop();
  rmSync(checkpoint, { recursive: true });
  return kept;
}

describe('a query that is stopped, fails or dies at any place and starts again gives the batches of one that ran on', () => {
  test.each(Object.entries(QUERIES))('%s', { timeout: 60_000 }, async (_, query) => {
    await fc.assert(
      fc.asyncProperty(story, async (steps) => {
        const undisturbed = steps.map(([rows]) => [rows, 'goes on'] as const);
        expect(await outputs(query, steps)).toEqual(await outputs(query, undisturbed));
      }),
      { numRuns: 25 },
    );
  });
});
