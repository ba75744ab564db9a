import { rowOperations } from './operation.ts';

const SUM = ['sum(x)'];
const LENGTH = ['sum(length(x))', 'max(x)'];
const DEEP = `concat('{"a":{"b":[{"c":', id, '},{"c":"', tags, '"}]},"stamp":"', stamp, '"}')`;
const LIST = "concat('[', id, ',\"', tags, '\",null,{\"a\":[1,2]}]')";

/** Texts of nested JSON. */
export const jsonTexts = rowOperations('json texts', [
  {
    name: 'get_json_object deep',
    from: 'records',
    x: `get_json_object(${DEEP}, '$.a.b[1].c')`,
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'from_json with a nested schema',
    from: 'records',
    x: `from_json(${DEEP}, 'a STRUCT<b: ARRAY<STRUCT<c: STRING>>>, stamp TIMESTAMP')`,
    reduce: ['max(x.a.b[1].c)', 'sum(unix_seconds(x.stamp))'],
    duckdb: null,
  },
  {
    name: 'from_json of an array',
    from: 'records',
    x: "size(from_json(concat('[', id, ',2,3]'), 'ARRAY<BIGINT>'))",
    reduce: SUM,
    duckdb: null,
  },
  {
    name: 'from_json of a map',
    from: 'records',
    x: `from_json(json, 'MAP<STRING, STRING>')['name']`,
    reduce: LENGTH,
    duckdb: null,
  },
  { name: 'json_array_length', from: 'records', x: `json_array_length(${LIST})`, reduce: SUM, duckdb: null },
  { name: 'json_object_keys', from: 'records', x: 'size(json_object_keys(json))', reduce: SUM, duckdb: null },
  { name: 'to_json of an array', from: 'events', x: 'to_json(array(id, k4))', reduce: LENGTH, duckdb: null },
  {
    name: 'to_json of nested structs',
    from: 'people',
    x: "to_json(named_struct('id', id, 'tags', array(name, city), 'in', named_struct('p', price)))",
    reduce: LENGTH,
    duckdb: null,
  },
  {
    name: 'schema_of_json',
    from: 'records',
    x: 'concat(schema_of_json(\'{"a":1}\'), id)',
    reduce: LENGTH,
    duckdb: null,
  },
]);
