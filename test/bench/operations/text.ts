import { rowOperations } from './operation.ts';

const LENGTH = ['sum(length(x))', 'max(x)'];

/** Functions of text, over few, 100k and as many different values as rows. */
export const text = rowOperations('text', [
  { name: 'concat', from: 'people', x: "concat(name, '-', city)", reduce: LENGTH },
  { name: 'concat_ws', from: 'people', x: "concat_ws('|', name, city, 'z')", reduce: LENGTH },
  { name: 'substring', from: 'codes', x: 'substring(code, 3, 5)', reduce: LENGTH },
  { name: 'upper of 100k values', from: 'people', x: 'upper(name)', reduce: LENGTH },
  { name: 'upper of few values', from: 'people', x: 'upper(city)', reduce: LENGTH },
  { name: 'lower of all different values', from: 'codes', x: 'lower(code)', reduce: LENGTH },
  { name: 'length', from: 'people', x: 'length(name)', reduce: ['sum(x)'] },
  { name: 'trim', from: 'people', x: "trim(concat('  ', name, ' '))", reduce: LENGTH },
  {
    name: 'split and element',
    from: 'codes',
    x: "split(code, '/')[1]",
    reduce: LENGTH,
    duckdb: "string_split(code, '/')[2]",
  },
  { name: 'replace', from: 'codes', x: "replace(code, 'ord', 'o')", reduce: LENGTH },
  {
    name: 'regexp_replace',
    from: 'codes',
    x: "regexp_replace(code, '[0-9]+', '#')",
    reduce: LENGTH,
    duckdb: "regexp_replace(code, '[0-9]+', '#', 'g')",
  },
  { name: 'regexp_extract', from: 'codes', x: "regexp_extract(code, '([0-9]+)', 1)", reduce: LENGTH },
  { name: 'filter by like', from: 'codes', x: 'qty', where: "code LIKE '%77%'", reduce: ['count(*)', 'sum(x)'] },
  {
    name: 'filter by rlike',
    from: 'codes',
    x: 'qty',
    where: "rlike(code, '7[0-9]7')",
    duckdbWhere: "regexp_matches(code, '7[0-9]7')",
    reduce: ['count(*)', 'sum(x)'],
  },
  { name: 'filter by equal text', from: 'people', x: 'qty', where: "city = 'city-7'", reduce: ['count(*)', 'sum(x)'] },
  { name: 'lpad', from: 'people', x: "lpad(name, 16, '*')", reduce: LENGTH },
  { name: 'reverse', from: 'codes', x: 'reverse(code)', reduce: LENGTH },
  { name: 'initcap', from: 'people', x: 'initcap(name)', reduce: LENGTH, duckdb: null },
  { name: 'instr', from: 'codes', x: "instr(code, '-')", reduce: ['sum(x)'] },
  {
    name: 'substring_index',
    from: 'codes',
    x: "substring_index(code, '-', 1)",
    reduce: LENGTH,
    duckdb: "split_part(code, '-', 1)",
  },
  {
    name: 'format_string',
    from: 'people',
    x: "format_string('%s:%05d', name, qty)",
    reduce: LENGTH,
    duckdb: "printf('%s:%05d', name, qty)",
  },
  { name: 'translate', from: 'codes', x: "translate(code, '0123', 'abcd')", reduce: LENGTH },
  { name: 'levenshtein', from: 'people', x: 'levenshtein(name, city)', reduce: ['sum(x)'] },
]);
