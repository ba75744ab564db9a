import { rowOperations } from './operation.ts';

const LENGTH = ['sum(length(x))', 'max(x)'];
const SUM = ['sum(x)'];
/** Texts that are wider than their characters, one in fifty NULL. */
const WIDE = "(nullif(city, 'city-7') || '-né-日本-' || name)";

/** Functions of text that cut, fill, search and count, some over wide and missing texts. */
export const textEdits = rowOperations('text edits', [
  { name: 'repeat', from: 'people', x: 'repeat(city, 3)', reduce: LENGTH },
  { name: 'ascii', from: 'people', x: 'ascii(name)', reduce: SUM },
  {
    name: 'chr',
    from: 'events',
    x: 'chr(CAST(id % 26 AS BIGINT) + 65)',
    reduce: LENGTH,
    duckdb: 'chr(CAST(id % 26 AS INT) + 65)',
  },
  { name: 'overlay', from: 'people', x: "overlay(name PLACING '__' FROM 3 FOR 2)", reduce: LENGTH, duckdb: null },
  { name: 'split_part', from: 'records', x: "split_part(csv, ',', 2)", reduce: LENGTH },
  {
    name: 'regexp_count',
    from: 'codes',
    x: "regexp_count(code, '[0-9]')",
    reduce: SUM,
    duckdb: "len(regexp_extract_all(code, '[0-9]'))",
  },
  {
    name: 'regexp_like',
    from: 'codes',
    x: "CAST(regexp_like(code, '[05]-x$') AS INT)",
    reduce: SUM,
    duckdb: "CAST(regexp_matches(code, '[05]-x$') AS INT)",
  },
  {
    name: 'regexp_extract_all',
    from: 'records',
    x: "size(regexp_extract_all(tags, '([a-z])([0-9])', 2))",
    reduce: SUM,
    duckdb: "len(regexp_extract_all(tags, '([a-z])([0-9])', 2))",
  },
  { name: 'rpad', from: 'people', x: "rpad(name, 16, '*-')", reduce: LENGTH },
  { name: 'soundex', from: 'people', x: 'soundex(city)', reduce: LENGTH, duckdb: null },
  { name: 'locate', from: 'codes', x: "locate('-', code, 3)", reduce: SUM, duckdb: "instr(code, '-')" },
  { name: 'left and right', from: 'codes', x: 'concat(left(code, 5), right(code, 3))', reduce: LENGTH },
  {
    name: 'ltrim and rtrim',
    from: 'people',
    x: "concat(ltrim(concat('  ', name)), rtrim(concat(city, '  ')))",
    reduce: LENGTH,
  },
  {
    name: 'trim of characters',
    from: 'codes',
    x: "trim(BOTH 'ordx' FROM code)",
    reduce: LENGTH,
    duckdb: "trim(code, 'ordx')",
  },
  {
    name: 'contains, startswith and endswith',
    from: 'people',
    x: "CAST(contains(name, '77') AS INT) + CAST(startswith(name, 'user-1') AS INT) + CAST(endswith(name, '5') AS INT)",
    reduce: SUM,
    duckdb:
      "CAST(contains(name, '77') AS INT) + CAST(starts_with(name, 'user-1') AS INT) + CAST(ends_with(name, '5') AS INT)",
  },
  {
    name: 'like and ilike',
    from: 'people',
    x: "CAST(name LIKE 'user-_7%' AS INT) + CAST(name ILIKE 'USER-1%' AS INT)",
    reduce: SUM,
  },
  { name: 'length of wide texts', from: 'people', x: `length(${WIDE})`, reduce: SUM },
  {
    name: 'octet_length and bit_length',
    from: 'people',
    x: `octet_length(${WIDE}) + bit_length(${WIDE})`,
    reduce: SUM,
    duckdb: `octet_length(encode(${WIDE})) + bit_length(${WIDE})`,
  },
  { name: 'upper of wide texts', from: 'people', x: `upper(${WIDE})`, reduce: LENGTH },
  { name: 'initcap of wide texts', from: 'people', x: `initcap(${WIDE})`, reduce: LENGTH, duckdb: null },
  { name: 'reverse of wide texts', from: 'people', x: `reverse(${WIDE})`, reduce: LENGTH },
  { name: 'substring of wide texts', from: 'people', x: `substring(${WIDE}, 6, 8)`, reduce: LENGTH },
  { name: 'replace in wide texts', from: 'people', x: `replace(${WIDE}, 'é', 'ee')`, reduce: LENGTH },
  { name: 'translate of wide texts', from: 'people', x: `translate(${WIDE}, 'é日-', 'eJ')`, reduce: LENGTH },
  {
    name: 'regexp_replace in wide texts',
    from: 'people',
    x: `regexp_replace(${WIDE}, '[^a-z]+', '_')`,
    reduce: LENGTH,
    duckdb: `regexp_replace(${WIDE}, '[^a-z]+', '_', 'g')`,
  },
  { name: 'lpad of wide texts', from: 'people', x: `lpad(${WIDE}, 30, 'ä')`, reduce: LENGTH },
  { name: 'elt', from: 'people', x: "elt(CAST(id % 3 AS INT) + 1, name, city, 'none')", reduce: LENGTH, duckdb: null },
  { name: 'find_in_set', from: 'records', x: "find_in_set('b3', tags)", reduce: SUM, duckdb: null },
  {
    name: 'printf of several kinds',
    from: 'events',
    x: "printf('%d %s %.2f %x %-8s|', id, CAST(qty AS STRING), price, qty, 'ab')",
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'comparison of texts',
    from: 'people',
    x: 'CAST(name < city AS INT) + CAST(name = city AS INT)',
    reduce: SUM,
  },
  { name: 'mask', from: 'codes', x: 'mask(code)', reduce: LENGTH, duckdb: null },
  { name: 'concat of a number', from: 'people', x: "concat('row ', id, ' of ', qty)", reduce: LENGTH },
  {
    name: 'split of a regular expression',
    from: 'records',
    x: "size(split(csv, '[,.]'))",
    reduce: SUM,
    duckdb: "len(string_split_regex(csv, '[,.]'))",
  },
  {
    name: 'regexp_replace with groups',
    from: 'codes',
    x: "regexp_replace(code, '([a-z]+)/([0-9]+)', '$2/$1')",
    reduce: LENGTH,
    duckdb: "regexp_replace(code, '([a-z]+)/([0-9]+)', '\\2/\\1')",
  },
]);
