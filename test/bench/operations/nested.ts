import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];

export const nested = rowOperations('nested', [
  {
    name: 'largest struct',
    from: 'events',
    x: "named_struct('p', qty, 'i', id)",
    reduce: ['max(x).i'],
    duckdb: 'struct_pack(p := qty, i := id)',
  },
  {
    name: 'size of split',
    from: 'records',
    x: "size(split(tags, ','))",
    reduce: SUM,
    duckdb: "len(string_split(tags, ','))",
  },
  {
    name: 'array_contains',
    from: 'records',
    x: "CASE WHEN array_contains(split(tags, ','), 'b3') THEN 1 ELSE 0 END",
    reduce: SUM,
    duckdb: "CASE WHEN list_contains(string_split(tags, ','), 'b3') THEN 1 ELSE 0 END",
  },
  {
    name: 'transform',
    from: 'events',
    x: 'element_at(transform(array(id, k100k, k1m), v -> v + 1), 2)',
    reduce: SUM,
    duckdb: 'list_transform([id, k100k, k1m], lambda v: v + 1)[2]',
  },
  {
    name: 'filter of an array',
    from: 'events',
    x: 'size(filter(array(id, k100k, k1m), v -> v > 5000))',
    reduce: SUM,
    duckdb: 'len(list_filter([id, k100k, k1m], lambda v: v > 5000))',
  },
  {
    name: 'aggregate of an array',
    from: 'events',
    x: 'aggregate(array(id, k100k, k1m), CAST(0 AS BIGINT), (a, v) -> a + v)',
    reduce: SUM,
    duckdb: 'list_sum([id, k100k, k1m])',
  },
  {
    name: 'sort_array',
    from: 'events',
    x: 'sort_array(array(id, k100k, k1m))[1]',
    reduce: SUM,
    duckdb: 'list_sort([id, k100k, k1m])[2]',
  },
  {
    name: 'map and element_at',
    from: 'people',
    x: 'element_at(map(city, qty, name, 7), name)',
    reduce: SUM,
    duckdb: 'map([city, name], [qty, 7])[name]',
  },
  {
    name: 'array_join',
    from: 'people',
    x: "array_join(array(name, city), '+')",
    reduce: ['sum(length(x))', 'max(x)'],
    duckdb: "array_to_string([name, city], '+')",
  },
]);
