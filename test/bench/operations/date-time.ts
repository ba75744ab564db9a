import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];
const LENGTH = ['sum(length(x))', 'max(x)'];

export const dateTime = rowOperations('date-time', [
  { name: 'hour', from: 'events', x: 'hour(ts)', reduce: SUM },
  { name: 'year, month and day', from: 'events', x: 'year(ts) * 10000 + month(ts) * 100 + day(ts)', reduce: SUM },
  {
    name: 'date_trunc',
    from: 'events',
    x: "unix_seconds(date_trunc('hour', ts))",
    reduce: SUM,
    duckdb: "CAST(epoch(date_trunc('hour', ts)) AS BIGINT)",
  },
  {
    name: 'date_format',
    from: 'events',
    x: "date_format(ts, 'yyyy-MM-dd HH:mm')",
    reduce: LENGTH,
    duckdb: "strftime(ts, '%Y-%m-%d %H:%M')",
  },
  {
    name: 'to_timestamp by a pattern',
    from: 'records',
    x: "unix_seconds(to_timestamp(stamp, 'yyyy-MM-dd HH:mm:ss'))",
    reduce: SUM,
    duckdb: "CAST(epoch(strptime(stamp, '%Y-%m-%d %H:%M:%S')) AS BIGINT)",
  },
  {
    name: 'cast text to timestamp',
    from: 'records',
    x: 'unix_seconds(CAST(stamp AS TIMESTAMP))',
    reduce: SUM,
    duckdb: 'CAST(epoch(CAST(stamp AS TIMESTAMP)) AS BIGINT)',
  },
  {
    name: 'datediff',
    from: 'events',
    x: "datediff(CAST(ts AS DATE), DATE'2023-11-01')",
    reduce: SUM,
    duckdb: "datediff('day', DATE '2023-11-01', CAST(ts AS DATE))",
  },
  {
    name: 'date_add and last_day',
    from: 'events',
    x: 'day(last_day(date_add(CAST(ts AS DATE), qty)))',
    reduce: SUM,
    duckdb: 'day(last_day(CAST(ts AS DATE) + qty))',
  },
  { name: 'dayofweek', from: 'events', x: 'dayofweek(ts)', reduce: SUM, duckdb: 'dayofweek(ts) + 1' },
  {
    name: 'add an interval',
    from: 'events',
    x: 'unix_seconds(ts + INTERVAL 90 MINUTES)',
    reduce: SUM,
    duckdb: 'CAST(floor(epoch(ts + INTERVAL 90 MINUTES)) AS BIGINT)',
  },
  { name: 'cast timestamp to text', from: 'events', x: 'CAST(ts AS STRING)', reduce: LENGTH },
  {
    name: 'unix_timestamp',
    from: 'events',
    x: 'unix_timestamp(ts)',
    reduce: SUM,
    duckdb: 'CAST(floor(epoch(ts)) AS BIGINT)',
  },
]);
