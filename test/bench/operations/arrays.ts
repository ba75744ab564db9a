import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];
const LENGTH = ['sum(length(x))', 'max(x)'];
const NUMBERS = 'array(id, k100k, k1m, k4)';
const LIST = '[id, k100k, k1m, k4]';
const TEXTS = "split(tags, ',')";
const TEXT_LIST = "string_split(tags, ',')";

/** Functions of arrays of columns and of the parts of texts. */
export const arrays = rowOperations('arrays', [
  {
    name: 'array_max and array_min',
    from: 'events',
    x: `array_max(${NUMBERS}) - array_min(${NUMBERS})`,
    reduce: SUM,
    duckdb: `list_max(${LIST}) - list_min(${LIST})`,
  },
  {
    name: 'array_distinct',
    from: 'events',
    x: 'size(array_distinct(array(k4, qty, id % 3)))',
    reduce: SUM,
    duckdb: 'len(list_distinct([k4, qty, id % 3]))',
  },
  {
    name: 'array_union',
    from: 'events',
    x: 'size(array_union(array(k4, id % 3), array(id % 5, id % 7)))',
    reduce: SUM,
    duckdb: 'len(list_distinct([k4, id % 3, id % 5, id % 7]))',
  },
  {
    name: 'array_intersect and array_except',
    from: 'events',
    x: 'size(array_intersect(array(k4, id % 3), array(id % 5, id % 7))) + size(array_except(array(k4, id % 3), array(id % 5, id % 7)))',
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'arrays_overlap',
    from: 'events',
    x: 'CAST(arrays_overlap(array(k4, id % 3), array(id % 5, id % 7)) AS INT)',
    reduce: SUM,
    duckdb: 'CAST(list_has_any([k4, id % 3], [id % 5, id % 7]) AS INT)',
  },
  {
    name: 'array_position',
    from: 'events',
    x: `array_position(${NUMBERS}, k1m)`,
    reduce: SUM,
    duckdb: `list_position(${LIST}, k1m)`,
  },
  {
    name: 'array_contains of numbers',
    from: 'events',
    x: `CAST(array_contains(${NUMBERS}, 3L) AS INT)`,
    reduce: SUM,
    duckdb: `CAST(list_contains(${LIST}, 3) AS INT)`,
  },
  {
    name: 'array_remove and array_append',
    from: 'events',
    x: `size(array_remove(array_append(${NUMBERS}, id), k4))`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'flatten',
    from: 'events',
    x: 'element_at(flatten(array(array(id, k4), array(k1m))), 3)',
    reduce: SUM,
    duckdb: 'flatten([[id, k4], [k1m]])[3]',
  },
  { name: 'slice', from: 'events', x: `slice(${NUMBERS}, 2, 2)[1]`, reduce: SUM, duckdb: `${LIST}[2:3][2]` },
  {
    name: 'sequence',
    from: 'events',
    x: 'size(sequence(1, qty))',
    reduce: SUM,
    duckdb: 'len(generate_series(1, qty))',
  },
  { name: 'array_repeat', from: 'events', x: 'array_repeat(id, 4)[3]', reduce: SUM, duckdb: null },
  {
    name: 'zip_with',
    from: 'events',
    x: 'element_at(zip_with(array(id, k4), array(k1m, k100k), (a, b) -> a + b), 2)',
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'exists and forall',
    from: 'events',
    x: `CAST(exists(${NUMBERS}, v -> v < 5) AS INT) + CAST(forall(${NUMBERS}, v -> v > 2) AS INT)`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'aggregate with a finish',
    from: 'events',
    x: `aggregate(${NUMBERS}, 0L, (a, v) -> a + v, a -> a * 2)`,
    reduce: SUM,
    duckdb: `list_sum(${LIST}) * 2`,
  },
  {
    name: 'transform of doubles',
    from: 'events',
    x: 'element_at(transform(array(price, price + 1), v -> v * 2 + 1), 1)',
    reduce: SUM,
    duckdb: '[price, price + 1][1] * 2 + 1',
  },
  {
    name: 'transform of texts',
    from: 'records',
    x: `array_join(transform(${TEXTS}, t -> upper(t)), ',')`,
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'filter of texts',
    from: 'records',
    x: `size(filter(${TEXTS}, t -> t LIKE 'b%'))`,
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'array_distinct of texts',
    from: 'records',
    x: `size(array_distinct(${TEXTS}))`,
    reduce: SUM,
    duckdb: `len(list_distinct(${TEXT_LIST}))`,
  },
  {
    name: 'sort_array of texts',
    from: 'records',
    x: `sort_array(${TEXTS}, false)[0]`,
    reduce: LENGTH,
    duckdb: `list_reverse_sort(${TEXT_LIST})[1]`,
  },
  { name: 'array_sort', from: 'events', x: `array_sort(${NUMBERS})[0]`, reduce: SUM, duckdb: `list_sort(${LIST})[1]` },
  {
    name: 'arrays_zip',
    from: 'events',
    x: 'arrays_zip(array(id, k4), array(k1m, k100k))[1]',
    reduce: ["max(x['0'])", "max(x['1'])"],
    duckdb: null,
  },
  {
    name: 'array_compact',
    from: 'events',
    x: 'size(array_compact(array(nullif(k4, 1), id, nullif(qty, 7))))',
    reduce: SUM,
    duckdb: null,
  },
]);
