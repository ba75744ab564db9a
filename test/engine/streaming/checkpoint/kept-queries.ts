import { count, expr, session_window, sum, window } from '../../../../index.ts';
import type { DataFrame, GroupState, MillraceSession, Row } from '../../../../index.ts';

/** Queries whose checkpoints are kept: a later version has to go on from them, or to say what to do. */
export interface KeptQuery {
  readonly mode: 'append' | 'update' | 'complete';
  make(events: DataFrame): DataFrame;
}

/** Ten rows a batch, a second of event time each; the same in every run. */
export const keptEvents = (session: MillraceSession): DataFrame =>
  session.readStream
    .format('rate-micro-batch')
    .option('rowsPerBatch', 10)
    .option('advanceMillisPerBatch', 1000)
    .option('startTimestamp', 1_700_000_000_000)
    .load()
    .selectExpr('timestamp AS ts', "concat('k', value % 4) AS k", 'value AS v', 'CAST(value AS DECIMAL(30,2)) AS d')
    .withWatermark('ts', '1 second');

const running = (k: string, rows: Row[], state: GroupState): Row => {
  const n = (state.getOption()?.['n'] ?? 0) + rows.length;
  state.update({ n, last: [String(rows.at(-1)!['v'])] });
  return { k, n };
};

export const KEPT_QUERIES: Readonly<Record<string, KeptQuery>> = {
  'no state': { mode: 'append', make: (df) => df.filter('v % 3 = 0') },
  'windows by key': {
    mode: 'update',
    make: (df) =>
      df
        .groupBy(window('ts', '2 seconds'), 'k')
        .agg(
          count('*').as('n'),
          sum('d').as('total'),
          expr('max(struct(v, k)) AS most'),
          expr('collect_list(v) AS all'),
        ),
  },
  'totals of everything': { mode: 'complete', make: (df) => df.groupBy('k').agg(sum('v').as('v')) },
  sessions: {
    mode: 'append',
    make: (df) => df.filter('v % 40 < 20').groupBy(session_window('ts', '1 second'), 'k').agg(count('*').as('n')),
  },
  'first of each key in a while': { mode: 'append', make: (df) => df.dropDuplicatesWithinWatermark('k') },
  'two streams': {
    mode: 'append',
    make: (df) =>
      df
        .selectExpr('ts', 'k', 'v')
        .join(
          df.selectExpr('ts AS rt', 'k AS rk', 'v AS rv'),
          expr('k = rk AND rt >= ts AND rt < ts + INTERVAL 1 SECOND AND v < rv'),
        ),
  },
  'a function with a state': {
    mode: 'update',
    make: (df) =>
      df.groupByKey('k').mapGroupsWithState(running, { output: 'k STRING, n INT', state: 'n INT, last ARRAY<STRING>' }),
  },
};
