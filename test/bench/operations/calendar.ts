import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];
const LENGTH = ['sum(length(x))', 'max(x)'];
const DATE = 'CAST(ts AS DATE)';
const EPOCH = "DATE'2020-01-01'";

/** Dates and times: made, shown, read and moved. */
export const calendar = rowOperations('calendar', [
  {
    name: 'cast date to text',
    from: 'events',
    x: `CAST(date_add(${DATE}, qty) AS STRING)`,
    reduce: LENGTH,
    duckdb: `CAST(${DATE} + qty AS VARCHAR)`,
  },
  {
    name: 'cast text to date',
    from: 'records',
    x: `datediff(CAST(substring(stamp, 1, 10) AS DATE), ${EPOCH})`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'to_date by a pattern',
    from: 'records',
    x: `datediff(to_date(stamp, 'yyyy-MM-dd HH:mm:ss'), ${EPOCH})`,
    reduce: SUM,
    duckdb: null,
  },
  { name: 'from_unixtime', from: 'events', x: 'from_unixtime(1700000000 + id)', reduce: LENGTH, duckdb: null },
  {
    name: 'to_unix_timestamp by a pattern',
    from: 'records',
    x: "to_unix_timestamp(stamp, 'yyyy-MM-dd HH:mm:ss')",
    reduce: SUM,
    duckdb: null,
  },
  { name: 'add_months', from: 'events', x: `datediff(add_months(${DATE}, qty), ${EPOCH})`, reduce: SUM, duckdb: null },
  { name: 'months_between', from: 'events', x: `months_between(ts, ${EPOCH})`, reduce: SUM, duckdb: null },
  { name: 'next_day', from: 'events', x: `datediff(next_day(${DATE}, 'MON'), ${EPOCH})`, reduce: SUM, duckdb: null },
  {
    name: 'weekofyear',
    from: 'events',
    x: `weekofyear(date_add(${DATE}, qty * 7))`,
    reduce: SUM,
    duckdb: `weekofyear(${DATE} + qty * 7)`,
  },
  {
    name: 'quarter and dayofyear',
    from: 'events',
    x: `quarter(date_add(${DATE}, qty * 7)) + dayofyear(ts)`,
    reduce: SUM,
    duckdb: `quarter(${DATE} + qty * 7) + dayofyear(ts)`,
  },
  { name: 'weekday', from: 'events', x: 'weekday(ts)', reduce: SUM, duckdb: 'isodow(ts) - 1' },
  {
    name: 'make_date',
    from: 'events',
    x: `datediff(make_date(2000 + qty, qty % 12 + 1, qty % 28 + 1), ${EPOCH})`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'make_timestamp',
    from: 'events',
    x: 'unix_seconds(make_timestamp(2000 + qty, qty % 12 + 1, qty % 28 + 1, qty % 24, qty, 1.5))',
    reduce: SUM,
    duckdb: null,
  },
  { name: 'extract of seconds', from: 'events', x: 'extract(SECOND FROM ts)', reduce: SUM, duckdb: null },
  { name: 'date_part of minutes', from: 'events', x: "date_part('MINUTE', ts)", reduce: SUM },
  {
    name: 'trunc of a date',
    from: 'events',
    x: `datediff(trunc(date_add(${DATE}, qty), 'MM'), ${EPOCH})`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'date_trunc by week',
    from: 'events',
    x: "unix_seconds(date_trunc('WEEK', ts))",
    reduce: SUM,
    duckdb: "CAST(epoch(date_trunc('week', ts)) AS BIGINT)",
  },
  {
    name: 'timestampdiff',
    from: 'events',
    x: "timestampdiff(MINUTE, TIMESTAMP'2020-01-01 00:00:00', ts)",
    reduce: SUM,
    duckdb: null,
  },
  { name: 'timestampadd', from: 'events', x: 'unix_seconds(timestampadd(MONTH, qty, ts))', reduce: SUM, duckdb: null },
  {
    name: 'difference of timestamps',
    from: 'events',
    x: "unix_seconds(TIMESTAMP'1970-01-01 00:00:00' + (ts - TIMESTAMP'2020-01-01 00:00:00'))",
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'filter by a range of times',
    from: 'events',
    x: 'qty',
    where: "ts >= TIMESTAMP'2023-11-15 00:00:00' AND ts < TIMESTAMP'2023-11-16 00:00:00'",
    reduce: ['count(*)', 'sum(x)'],
  },
  {
    name: 'date_format with names',
    from: 'events',
    x: "date_format(ts, 'EEE, d MMM yyyy h:mm a')",
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'convert_timezone',
    from: 'events',
    x: "unix_seconds(from_utc_timestamp(ts, 'Europe/Berlin'))",
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'timestamp_millis and unix_millis',
    from: 'events',
    x: 'unix_millis(timestamp_millis(1700000000000 + id)) % 1000003',
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'unix_date and date_from_unix_date',
    from: 'events',
    x: `unix_date(date_from_unix_date(unix_date(${DATE}) + qty))`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'date plus an interval of months',
    from: 'events',
    x: `datediff(${DATE} + INTERVAL 5 MONTHS, ${EPOCH})`,
    reduce: SUM,
    duckdb: null,
  },
]);
