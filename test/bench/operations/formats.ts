import { join } from 'node:path';
import { expr, type DataFrame } from '../../../index.ts';
import { RECORD_SCHEMA } from './input.ts';
import { rowOperations, type Operation, type Tables } from './operation.ts';

const TOTALS = ['count(*)', 'sum(id)', 'sum(price)', 'sum(length(name))'];
const totals = (rows: DataFrame): DataFrame => rows.agg(...TOTALS.map((text) => expr(text)));
const totalsOf = (from: string): string => `SELECT ${TOTALS.join(', ')} FROM ${from}`;

/** Writes the rows of a file as files: what the embedded engine has for this is a streaming sink. */
const written = (name: string, format: 'json' | 'csv', duckdb: string): Operation => ({
  name,
  kind: 'write',
  ours: async ({ session, paths }: Tables) => {
    const rows = session.readStream.schema(RECORD_SCHEMA).json(paths.json);
    const query = await rows.writeStream
      .format(format)
      .option('path', join(paths.out, 'rows'))
      .option('checkpointLocation', join(paths.out, 'checkpoint'))
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
  },
  sql: `INSERT OVERWRITE DIRECTORY '{out}/rows' USING ${format} SELECT * FROM json_lines`,
  duckdb,
  written: {
    ours: ({ session, paths }) => totals(session.read.schema(RECORD_SCHEMA)[format](join(paths.out, 'rows'))),
    sql: totalsOf(`(SELECT x.* FROM (SELECT from_${format}(value, '${RECORD_SCHEMA}') AS x FROM text.\`{out}/rows\`))`),
    duckdb:
      format === 'json'
        ? totalsOf(`read_json('{out}/rows', format = 'newline_delimited')`)
        : totalsOf(`read_csv('{out}/rows', header = false, names = ['id', 'name', 'price'])`),
  },
});

export const formats: readonly Operation[] = [
  {
    name: 'read json files',
    kind: 'json',
    ours: ({ table }) => totals(table('json_lines')),
    sql: totalsOf('json_lines'),
    duckdb: totalsOf('json_lines'),
  },
  {
    name: 'read csv files',
    kind: 'csv',
    ours: ({ table }) => totals(table('csv_lines')),
    sql: totalsOf('csv_lines'),
    duckdb: totalsOf('csv_lines'),
  },
  ...rowOperations('json', [
    {
      name: 'from_json',
      from: 'records',
      x: `from_json(json, '${RECORD_SCHEMA}')`,
      reduce: ['sum(x.id)', 'sum(length(x.name))', 'sum(x.price)'],
      duckdb: `from_json(json, '{"id":"BIGINT","name":"VARCHAR","price":"DOUBLE"}')`,
    },
    {
      name: 'get_json_object',
      from: 'records',
      x: "get_json_object(json, '$.name')",
      reduce: ['sum(length(x))', 'max(x)'],
      duckdb: "json_extract_string(json, '$.name')",
    },
    {
      name: 'to_json',
      from: 'people',
      x: "to_json(named_struct('id', id, 'name', name, 'qty', qty))",
      reduce: ['sum(length(x))', 'max(x)'],
      duckdb: 'CAST(to_json(struct_pack(id := id, name := name, qty := qty)) AS VARCHAR)',
    },
  ]),
  ...rowOperations('csv', [
    {
      name: 'from_csv',
      from: 'records',
      x: `from_csv(csv, '${RECORD_SCHEMA}')`,
      reduce: ['sum(x.id)', 'sum(length(x.name))', 'sum(x.price)'],
      duckdb: null,
    },
    {
      name: 'to_csv',
      from: 'people',
      x: "to_csv(named_struct('id', id, 'name', name, 'qty', qty))",
      reduce: ['sum(length(x))', 'max(x)'],
      duckdb: null,
    },
  ]),
  written('write json files', 'json', "COPY (SELECT * FROM json_lines) TO '{out}/rows' (FORMAT json)"),
  written('write csv files', 'csv', "COPY (SELECT * FROM json_lines) TO '{out}/rows' (FORMAT csv, HEADER false)"),
];
