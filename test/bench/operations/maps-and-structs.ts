import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];
const LENGTH = ['sum(length(x))', 'max(x)'];
const MAP = "map('a', id, 'b', k4, 'c', k1m)";

/** Functions of maps and structs made of columns. */
export const mapsAndStructs = rowOperations('maps and structs', [
  {
    name: 'map_keys and map_values',
    from: 'events',
    x: `size(map_keys(${MAP})) + map_values(${MAP})[1]`,
    reduce: SUM,
    duckdb: null,
  },
  { name: 'map_filter', from: 'events', x: `size(map_filter(${MAP}, (k, v) -> v > 5))`, reduce: SUM, duckdb: null },
  {
    name: 'transform_values',
    from: 'events',
    x: `transform_values(${MAP}, (k, v) -> v + 1)['b']`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'map_from_arrays',
    from: 'events',
    x: "map_from_arrays(array('a', 'b'), array(id, k4))['b']",
    reduce: SUM,
    duckdb: null,
  },
  { name: 'map_concat', from: 'events', x: `map_concat(${MAP}, map('d', qty))['d']`, reduce: SUM, duckdb: null },
  {
    name: 'map_contains_key',
    from: 'people',
    x: "CAST(map_contains_key(map(city, qty), 'city-7') AS INT)",
    reduce: SUM,
    duckdb: null,
  },
  { name: 'map_entries', from: 'events', x: `map_entries(${MAP})[1].value`, reduce: SUM, duckdb: null },
  {
    name: 'str_to_map',
    from: 'people',
    x: "str_to_map(concat('a:', name, ',b:', qty))['a']",
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'struct field access',
    from: 'people',
    x: "named_struct('a', qty, 'b', named_struct('c', name)).b.c",
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'array of structs',
    from: 'people',
    x: "array(named_struct('a', qty, 'b', name), named_struct('a', 1, 'b', city))[1].b",
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'comparison of structs',
    from: 'people',
    x: "CAST(named_struct('a', qty, 'b', name) < named_struct('a', 20, 'b', city) AS INT)",
    reduce: SUM,
    duckdb: null,
  },
]);
