/**
 * `transformWithState` with a value a key, 100,000 keys: `npm run bench -- state-function [--runs N] [--no-peers]`. Spark's
 * side is `transformWithStateInPandas`, whose Python needs pandas and pyarrow.
 */
import type { Row, StatefulProcessor, StatefulProcessorHandle, ValueState } from '../../index.ts';
import { runStreamBench } from './streams/stream-bench.ts';

/** Counts and sums by key. */
class Totals implements StatefulProcessor {
  private held!: ValueState;

  init(handle: StatefulProcessorHandle): void {
    this.held = handle.getValueState('held', 'n BIGINT, total DOUBLE');
  }

  handleInputRows(key: string, rows: Row[]): Row[] {
    let { n, total } = this.held.get() ?? { n: 0, total: 0 };
    for (const { value } of rows) {
      n++;
      total += value as number;
    }
    this.held.update({ n, total });
    return [{ key, n, total }];
  }
}

await runStreamBench({
  name: 'state-function',
  mode: 'update',
  folders: [{ files: 10, rowsPerFile: 100_000, kind: { keys: 100_000, stepMicros: 200 } }],
  query: (events) =>
    events!
      .select('key', 'value')
      .groupByKey('key')
      .transformWithState(new Totals(), { output: 'key STRING, n BIGINT, total DOUBLE', outputMode: 'update' }),
  totals: ['count(*)', 'sum(n)', 'sum(total)'],
  peers: ['spark'],
});
