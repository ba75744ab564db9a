import { join } from 'node:path';
import { expr, type DataFrame } from '../../../index.ts';
import { RECORD_SCHEMA } from './input.ts';
import type { Operation, Tables } from './operation.ts';

const TOTALS = ['count(*)', 'sum(id)', 'sum(price)', 'sum(length(name))'];
const totals = (rows: DataFrame, answer: readonly string[] = TOTALS): DataFrame =>
  rows.agg(...answer.map((text) => expr(text)));
const totalsOf = (from: string, answer: readonly string[] = TOTALS): string =>
  `SELECT ${answer.join(', ')} FROM ${from}`;

/** A batch of rows written as files, and what is read back. */
interface Writing {
  readonly name: string;
  readonly format: 'json' | 'csv' | 'text';
  readonly compression?: 'gzip';
  /** What is written, of the records. */
  readonly columns: readonly string[];
}

const writing = ({ name, format, compression, columns }: Writing): Operation => {
  const answer = ['count(*)', 'sum(length(value))', 'max(value)'];
  const options = compression === undefined ? '' : ` OPTIONS (compression '${compression}')`;
  return {
    name,
    kind: 'write',
    ours: ({ table, paths }: Tables) => {
      const { write } = table('json_lines').selectExpr(...columns);
      const set = compression === undefined ? write : write.option('compression', compression);
      return set.format(format).save(join(paths.out, 'rows'));
    },
    sql: `INSERT OVERWRITE DIRECTORY '{out}/rows' USING ${format}${options} SELECT ${columns.join(', ')} FROM json_lines`,
    duckdb: null,
    written: {
      ours: ({ session, paths }) => totals(session.read.text(join(paths.out, 'rows')), answer),
      sql: totalsOf('text.`{out}/rows`', answer),
      duckdb: '',
    },
  };
};

const [ROW, LINE] = [['id', 'name', 'price'], ["concat(name, ' ', id) AS value"]];
const LINES = ['count(*)', 'sum(length(value))', 'max(value)'];
const KEYED = ['id', 'name', 'price', 'id % 8 AS k'];
const KEYED_TOTALS = [...TOTALS, 'sum(k)', 'max(k)'];

/** The same files read without a schema: the types are found by a pass of its own. */
const inferred = (format: 'json' | 'csv', answer: readonly string[]): Operation => ({
  name: `read ${format} files without a schema`,
  kind: format,
  ours: ({ session, paths }) =>
    totals((format === 'csv' ? session.read.option('inferSchema', true) : session.read)[format](paths[format]), answer),
  sql: totalsOf(`${format}.\`{${format}}\` WITH (inferSchema = true)`, answer),
  duckdb: null,
});

export const filesReadAndWritten: readonly Operation[] = [
  {
    name: 'read text files',
    kind: 'text files',
    ours: ({ session, paths }) => totals(session.read.text(paths.csv), LINES),
    sql: totalsOf('text.`{csv}`', LINES),
    duckdb: null,
  },
  inferred('json', TOTALS),
  inferred('csv', ['count(*)', 'sum(_c0)', 'sum(_c2)', 'sum(length(_c1))']),
  writing({ name: 'write a batch as json', format: 'json', columns: ROW }),
  writing({ name: 'write a batch as csv', format: 'csv', columns: ROW }),
  writing({ name: 'write a batch as text', format: 'text', columns: LINE }),
  writing({ name: 'write a batch as gzipped json', format: 'json', columns: ROW, compression: 'gzip' }),
  {
    name: 'write a batch into 8 partitions',
    kind: 'write',
    ours: ({ table, paths }) =>
      table('json_lines')
        .selectExpr(...KEYED)
        .write.partitionBy('k')
        .json(join(paths.out, 'rows')),
    sql: `INSERT OVERWRITE parted SELECT ${KEYED.join(', ')} FROM json_lines`,
    duckdb: null,
    written: {
      ours: ({ session, paths }) =>
        totals(session.read.schema(`${RECORD_SCHEMA}, k BIGINT`).json(join(paths.out, 'rows')), KEYED_TOTALS),
      sql: totalsOf('parted', KEYED_TOTALS),
      duckdb: '',
    },
  },
];
