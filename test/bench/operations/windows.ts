import { expr } from '../../../index.ts';
import type { Operation } from './operation.ts';

const ANSWER = ['count(*)', 'sum(n)', 'max(n)', 'sum(s)'];
const totals = (from: string, key: string): string =>
  `SELECT ${ANSWER.join(', ')} FROM (SELECT count(*) AS n, sum(price) AS s FROM ${from} GROUP BY ${key}) AS t`;
const TEN_MINUTES = "time_bucket(INTERVAL 10 MINUTES, ts, TIMESTAMP '1970-01-01')";
const FIVE_SECONDS = "time_bucket(INTERVAL 5 SECONDS, ts, TIMESTAMP '1970-01-01')";

const windowed = (name: string, windows: string, keys: readonly string[], duckdb: string): Operation => ({
  name,
  kind: 'window',
  ours: ({ table }) =>
    table('events')
      .groupBy(expr(windows), ...keys)
      .agg(expr('count(*)').as('n'), expr('sum(price)').as('s'))
      .agg(...ANSWER.map((text) => expr(text))),
  sql: totals('events', [windows, ...keys].join(', ')),
  duckdb,
});

export const windows: readonly Operation[] = [
  windowed('tumbling windows', "window(ts, '10 minutes')", [], totals('events', TEN_MINUTES)),
  windowed('tumbling windows by key', "window(ts, '10 minutes')", ['k4'], totals('events', `${TEN_MINUTES}, k4`)),
  windowed(
    '60 s windows sliding by 5 s',
    "window(ts, '60 seconds', '5 seconds')",
    [],
    totals(`(SELECT price, ${FIVE_SECONDS} - INTERVAL 5 SECONDS * unnest(range(12)) AS w FROM events)`, 'w'),
  ),
];
