/**
 * Sessions of 100,000 users by a gap of 30 seconds, in append mode with a checkpoint: `npm run bench -- sessions [--runs N]
 * [--no-peers]`.
 */
import { count, session_window, sum } from '../../index.ts';
import { runStreamBench } from './streams/stream-bench.ts';

await runStreamBench({
  name: 'sessions',
  mode: 'append',
  // 2,000 rows a second: a user comes back every 50 seconds, so that some sessions grow and some close
  folders: [{ files: 20, rowsPerFile: 50_000, kind: { keys: 100_000, stepMicros: 500 } }],
  query: (events) =>
    events!
      .withWatermark('ts', '10 seconds')
      .groupBy(session_window('ts', '30 seconds'), 'key')
      .agg(count('*').as('n'), sum('value').as('total')),
  totals: ['count(*)', 'sum(n)', 'sum(total)'],
  peers: ['spark'],
});
