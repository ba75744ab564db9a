import { groupings } from './grouping.ts';
import type { Operation } from './operation.ts';

const SUM = ['count(*)', 'sum(a0)'];

export const furtherAggregates: readonly Operation[] = groupings([
  {
    name: 'approx_count_distinct',
    from: 'people',
    keys: ['k4'],
    aggregates: ['approx_count_distinct(name)'],
    duckdb: null,
    answer: SUM,
  },
  {
    name: 'percentile_approx',
    from: 'events',
    keys: ['k4'],
    aggregates: ['percentile_approx(qty, 0.9)'],
    duckdb: null,
    answer: SUM,
  },
  {
    name: 'percentile',
    from: 'events',
    keys: ['k4'],
    aggregates: ['percentile(price, 0.95)'],
    duckdb: ['quantile_cont(price, 0.95)'],
    answer: SUM,
  },
  { name: 'median of 100k groups', from: 'events', keys: ['k100k'], aggregates: ['median(price)'], answer: SUM },
  { name: 'mode', from: 'events', keys: ['k4'], aggregates: ['mode(qty)'], duckdb: null, answer: ['count(*)'] },
  {
    name: 'collect_set',
    from: 'events',
    keys: ['k100k'],
    aggregates: ['size(collect_set(qty))'],
    duckdb: ['len(list(DISTINCT qty))'],
    answer: SUM,
  },
  {
    name: 'first and last',
    from: 'events',
    keys: ['k4'],
    aggregates: ['first(qty)', 'last(qty)'],
    duckdb: null,
    answer: ['count(*)', 'max(a0) < 51', 'max(a1) < 51'],
  },
  {
    name: 'corr and covar_samp',
    from: 'events',
    keys: ['k4'],
    aggregates: ['corr(price, qty)', 'covar_samp(price, k100k)'],
    answer: ['count(*)', 'max(a0) < 1', 'sum(a1)'],
  },
  {
    name: 'bool_and, bool_or and bit_or',
    from: 'events',
    keys: ['k100k'],
    aggregates: ['bool_and(qty > 10)', 'bool_or(qty > 49)', 'bit_or(qty)'],
    answer: ['count(*)', 'count_if(a0)', 'count_if(a1)', 'sum(a2)'],
  },
  {
    name: 'max_by and min_by',
    from: 'people',
    keys: ['k4'],
    aggregates: ['max_by(name, id)', 'min_by(name, id)'],
    answer: ['count(*)', 'max(a0)', 'min(a1)'],
  },
  {
    name: 'count_if',
    from: 'events',
    keys: ['k100k'],
    aggregates: ['count_if(qty > 25)', 'sum(CASE WHEN qty < 10 THEN price ELSE 0 END)'],
    answer: ['sum(a0)', 'sum(a1)'],
  },
  {
    name: 'sum of bigint',
    from: 'events',
    keys: ['k100k'],
    aggregates: ['sum(k1m * 1000000007)', 'max(id)'],
    answer: ['max(a0)', 'sum(a1)'],
  },
  {
    name: 'avg of decimals',
    from: 'events',
    keys: ['k4'],
    aggregates: ['avg(CAST(price AS DECIMAL(12,2)))'],
    duckdb: null,
    answer: SUM,
  },
  {
    name: 'several count distinct',
    from: 'people',
    keys: ['k4'],
    aggregates: ['count(DISTINCT name)', 'count(DISTINCT city)', 'count(DISTINCT qty)'],
    answer: ['sum(a0)', 'sum(a1)', 'sum(a2)'],
  },
]);
