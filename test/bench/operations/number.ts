import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];
const LENGTH = ['sum(length(x))'];

export const number = rowOperations('number', [
  { name: 'arithmetic', from: 'events', x: 'price * qty + 1', reduce: SUM },
  { name: 'round', from: 'events', x: 'round(price, 1)', reduce: SUM, duckdbDiffers: 'rounds the binary value' },
  { name: 'floor', from: 'events', x: 'floor(price)', reduce: SUM },
  { name: 'sqrt', from: 'events', x: 'sqrt(price)', reduce: SUM },
  { name: 'pow and ln', from: 'events', x: 'pow(price, 2) + ln(price + 1)', reduce: SUM },
  { name: 'remainder', from: 'events', x: 'id % 97', reduce: SUM },
  { name: 'greatest', from: 'events', x: 'greatest(price, CAST(qty AS DOUBLE))', reduce: SUM },
  { name: 'bits', from: 'events', x: '(id & 255) | 3', reduce: SUM },
  {
    name: 'filter by numbers',
    from: 'events',
    x: 'price',
    where: 'price > 500 AND qty < 25',
    reduce: ['count(*)', 'sum(x)'],
  },
  { name: 'cast bigint to text', from: 'events', x: 'CAST(k1m AS STRING)', reduce: [...LENGTH, 'max(x)'] },
  { name: 'cast double to text', from: 'events', x: 'CAST(price AS STRING)', reduce: [...LENGTH, 'max(x)'] },
  {
    name: 'cast text to bigint',
    from: 'codes',
    x: 'CAST(substring(code, 5, length(code) - 6) AS BIGINT)',
    reduce: SUM,
  },
  { name: 'cast double to int', from: 'events', x: 'CAST(floor(price) AS INT)', reduce: SUM },
  { name: 'hex', from: 'events', x: 'hex(id)', reduce: [...LENGTH, 'max(x)'] },
  {
    name: 'format_number',
    from: 'events',
    x: 'format_number(price, 2)',
    reduce: LENGTH,
    duckdb: "format('{:,.2f}', price)",
  },
]);
