/**
 * An interval join of two streams of JSON files, 100,000 keys, batches of 10,000 rows, with a checkpoint: `npm run bench --
 * stream-join [--runs N] [--no-peers]`. DuckDB joins the same batches by SQL, with what it keeps in tables.
 */
import { expr } from '../../index.ts';
import { runStreamBench } from './streams/stream-bench.ts';

/** 1,000 rows a second: a minute of a side is 60,000 rows. */
const FOLDER = { files: 100, rowsPerFile: 5000, kind: { keys: 100_000, stepMicros: 1000 } } as const;

await runStreamBench({
  name: 'stream-join',
  mode: 'append',
  folders: [FOLDER, FOLDER],
  query(left, right) {
    const others = right!.selectExpr('id AS right_id', 'ts AS right_ts', 'key AS right_key');
    const on = expr('key = right_key AND right_ts BETWEEN ts AND ts + INTERVAL 60 SECONDS');
    return left!
      .withWatermark('ts', '10 seconds')
      .join(others.withWatermark('right_ts', '10 seconds'), on)
      .select('id', 'right_id', 'key', 'value');
  },
  totals: ['count(*)', 'sum(id + 3 * right_id)'],
  peers: ['duckdb', 'spark'],
});
