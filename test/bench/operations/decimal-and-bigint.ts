import { expr } from '../../../index.ts';
import { rowOperations, same, type Operation } from './operation.ts';

const KIND = 'decimal and bigint';
const SUM = ['sum(x)'];

const expressions = rowOperations(KIND, [
  {
    name: 'decimal product',
    from: 'events',
    x: 'CAST(price AS DECIMAL(10,2)) * CAST(qty AS DECIMAL(10,2))',
    reduce: SUM,
  },
  { name: 'decimal sum', from: 'events', x: 'CAST(qty AS DECIMAL(10,2)) + CAST(1.25 AS DECIMAL(10,2))', reduce: SUM },
  {
    name: 'decimal to text',
    from: 'events',
    x: 'CAST(CAST(price AS DECIMAL(10,2)) AS STRING)',
    reduce: ['sum(length(x))', 'max(x)'],
  },
  {
    name: 'filter by decimal',
    from: 'events',
    x: 'id',
    where: 'CAST(price AS DECIMAL(10,2)) > 500.25',
    reduce: ['count(*)', 'sum(x)'],
  },
  { name: 'bigint product', from: 'events', x: 'id * 1000003', reduce: ['sum(x) % 1000003'] },
  {
    name: 'bigint beyond 2^53',
    from: 'events',
    x: 'id * 3 + 900719925474099300',
    reduce: ['max(x) % 1000003', 'min(x) % 1000003'],
  },
  { name: 'whole division', from: 'events', x: 'id div 7', reduce: SUM, duckdb: 'id // 7' },
  {
    name: 'sum of wide decimals',
    from: 'events',
    x: 'CAST(id AS DECIMAL(38,10)) + CAST(1.5 AS DECIMAL(10,2))',
    reduce: SUM,
  },
  { name: 'min and max of decimals', from: 'events', x: 'CAST(price AS DECIMAL(10,2))', reduce: ['min(x)', 'max(x)'] },
  {
    name: 'hash of wide decimals',
    from: 'events',
    x: 'hash(CAST(id AS DECIMAL(38,10)))',
    reduce: SUM,
    duckdbDiffers: 'another hash',
  },
  {
    name: 'product of wide decimals',
    from: 'events',
    x: 'CAST(price AS DECIMAL(20,2)) * CAST(qty AS DECIMAL(12,4))',
    reduce: SUM,
  },
  {
    name: 'filter by a wide decimal',
    from: 'events',
    x: 'id',
    where: 'CAST(id AS DECIMAL(38,10)) * 3 > 500000.25',
    reduce: ['count(*)', 'sum(x)'],
  },
  {
    name: 'wide decimal from text and back',
    from: 'events',
    x: "CAST(CAST(concat(CAST(id + 1 AS STRING), '987654321012345.25') AS DECIMAL(38,2)) - 1 AS STRING)",
    reduce: ['sum(length(x))', 'max(x)'],
  },
  {
    name: 'average and extremes of wide decimals',
    from: 'events',
    x: 'CAST(id AS DECIMAL(28,10)) - CAST(price AS DECIMAL(28,10))',
    reduce: ['avg(x)', 'min(x)', 'max(x)'],
    duckdbDiffers: 'its average is a DOUBLE',
  },
]);

const AMOUNT = 'CAST(price AS DECIMAL(10,2))';
const WIDE = 'CAST(price AS DECIMAL(28,10)) * 10000000000';

/** Sums of decimals by a key, reduced to one row. */
const sums = (name: string, key: string, x: string, answer: readonly string[]): Operation =>
  same(
    name,
    KIND,
    `SELECT ${answer.join(', ')} FROM (SELECT k, count(*) AS n, sum(x) AS s FROM (SELECT ${key} AS k, ${x} AS x FROM events) AS r GROUP BY k) AS t`,
    ({ table }) =>
      table('events')
        .selectExpr(`${key} AS k`, `${x} AS x`)
        .groupBy('k')
        .agg(expr('count(*)').as('n'), expr('sum(x)').as('s'))
        .agg(...answer.map((text) => expr(text))),
  );

export const decimalAndBigint: readonly Operation[] = [
  ...expressions,
  sums('sums of decimals by 100k keys', 'k100k', AMOUNT, ['count(*)', 'max(s)', 'min(s)']),
  sums('sums of wide decimals by 100k keys', 'k100k', WIDE, ['count(*)', 'max(s)', 'min(s)']),
  sums('groups by a wide decimal', WIDE, 'qty', ['count(*)', 'max(n)', 'max(s)', 'max(k)']),
];
