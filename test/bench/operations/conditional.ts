import { rowOperations } from './operation.ts';

const LENGTH = ['sum(length(x))', 'max(x)'];

export const conditional = rowOperations('conditional', [
  {
    name: 'case giving few texts',
    from: 'people',
    x: "CASE WHEN qty < 10 THEN 'low' WHEN qty < 30 THEN 'middle' ELSE 'high' END",
    reduce: LENGTH,
  },
  {
    name: 'case giving numbers',
    from: 'events',
    x: 'CASE WHEN qty < 10 THEN price WHEN qty < 30 THEN price * 2 ELSE 0 END',
    reduce: ['sum(x)'],
  },
  { name: 'coalesce of texts', from: 'people', x: "coalesce(nullif(city, 'city-1'), name)", reduce: LENGTH },
  {
    name: 'if of texts',
    from: 'people',
    x: 'if(qty > 25, name, city)',
    reduce: LENGTH,
    duckdb: 'CASE WHEN qty > 25 THEN name ELSE city END',
  },
  {
    name: 'filter by in',
    from: 'people',
    x: 'qty',
    where: "city IN ('city-1', 'city-22', 'city-33')",
    reduce: ['count(*)', 'sum(x)'],
  },
  {
    name: 'filter by between',
    from: 'events',
    x: 'qty',
    where: 'price BETWEEN 100 AND 200',
    reduce: ['count(*)', 'sum(x)'],
  },
]);
