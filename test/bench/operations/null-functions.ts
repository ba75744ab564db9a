import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];
const LENGTH = ['sum(length(x))', 'max(x)'];

/** What is done with missing values and with many branches. */
export const nullFunctions = rowOperations('missing values', [
  { name: 'nullif of numbers', from: 'events', x: 'nullif(qty, 7)', reduce: ['sum(x)', 'count(x)'] },
  {
    name: 'nvl2',
    from: 'events',
    x: 'nvl2(nullif(qty, 7), id, k1m)',
    reduce: SUM,
    duckdb: 'CASE WHEN nullif(qty, 7) IS NOT NULL THEN id ELSE k1m END',
  },
  { name: 'coalesce of numbers', from: 'events', x: 'coalesce(nullif(k4, 1), nullif(k4, 2), id)', reduce: SUM },
  { name: 'ifnull of texts', from: 'people', x: "ifnull(nullif(city, 'city-3'), 'none')", reduce: LENGTH },
  {
    name: 'case with many branches',
    from: 'events',
    x: `CASE ${[5, 10, 15, 20, 25, 30, 35, 40, 45].map((n) => `WHEN qty < ${n} THEN ${n * 3}`).join(' ')} ELSE 7 END`,
    reduce: SUM,
  },
  {
    name: 'case of a text',
    from: 'people',
    x: `CASE city ${[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `WHEN 'city-${n * 11}' THEN ${n}`).join(' ')} ELSE 0 END`,
    reduce: SUM,
  },
  {
    name: 'null-safe equality',
    from: 'events',
    x: 'CAST(nullif(qty, 7) <=> nullif(qty, 9) AS INT)',
    reduce: SUM,
    duckdb: 'CAST(nullif(qty, 7) IS NOT DISTINCT FROM nullif(qty, 9) AS INT)',
  },
  {
    name: 'is null and not',
    from: 'events',
    x: 'CAST(nullif(qty, 7) IS NULL OR NOT (price > 10 AND id <> 5) AS INT)',
    reduce: SUM,
  },
  { name: 'arithmetic of missing numbers', from: 'events', x: 'nullif(qty, 7) * nullif(k4, 2) + id', reduce: SUM },
  {
    name: 'in of many numbers',
    from: 'events',
    x: `CAST(k100k IN (${Array.from({ length: 30 }, (_, i) => i * 3301).join(', ')}) AS INT)`,
    reduce: SUM,
  },
  {
    name: 'decode of values',
    from: 'events',
    x: "decode(k4, 0, 'zero', 1, 'one', 'many')",
    reduce: LENGTH,
    duckdb: "CASE k4 WHEN 0 THEN 'zero' WHEN 1 THEN 'one' ELSE 'many' END",
  },
]);
