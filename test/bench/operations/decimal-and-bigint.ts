import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];

export const decimalAndBigint = rowOperations('decimal and bigint', [
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
]);
