import { expr, type DataFrame, type MillraceSession } from '../../../index.ts';

export type TableName = 'events' | 'people' | 'codes' | 'records' | 'd100k' | 'd1m' | 'json_lines' | 'csv_lines';

/** What an operation works on: the held tables, the files, and a folder for what it writes. */
export interface Tables {
  readonly session: MillraceSession;
  readonly table: (name: TableName) => DataFrame;
  /** Folders of the files of rows, and an empty one to write to. */
  readonly paths: { readonly json: string; readonly csv: string; readonly out: string };
}

/** One ordinary operation whose answer is one small row, the same in Millrace, Spark and DuckDB. */
export interface Operation {
  readonly name: string;
  readonly kind: string;
  /** What is timed; the rows of a DataFrame are its answer. */
  readonly ours: (tables: Tables) => DataFrame | Promise<void>;
  /** The same in Spark's SQL; `{out}` is an empty folder, `{json}` and `{csv}` are those of the files. */
  readonly sql: string;
  /** The same in DuckDB's SQL, null where it has no such function. */
  readonly duckdb: string | null;
  /** Why DuckDB's answer is another one; it is not compared then. */
  readonly duckdbDiffers?: string;
  /** How the answer of what was written is read, outside the time. */
  readonly written?: {
    readonly ours: (tables: Tables) => DataFrame;
    readonly sql: string;
    readonly duckdb: string;
  };
}

/** An expression over each row of a table, reduced to one row. */
export interface RowExpression {
  readonly name: string;
  readonly from: TableName;
  /** One or several expressions; they are named x, or x0, x1, ... */
  readonly x: string | readonly string[];
  readonly reduce: readonly string[];
  readonly where?: string;
  /** DuckDB's text when it is another one, null when DuckDB has no such function. */
  readonly duckdb?: string | readonly string[] | null;
  readonly duckdbReduce?: readonly string[];
  readonly duckdbWhere?: string;
  readonly duckdbDiffers?: string;
}

const named = (x: string | readonly string[]): string[] =>
  typeof x === 'string' ? [`${x} AS x`] : x.map((each, i) => `${each} AS x${i}`);

const reduced = (x: string | readonly string[], reduce: readonly string[], from: TableName, where?: string): string =>
  `SELECT ${reduce.join(', ')} FROM (SELECT ${named(x).join(', ')} FROM ${from}${where === undefined ? '' : ` WHERE ${where}`}) AS t`;

/** The operations of a kind that are expressions over the rows. */
export const rowOperations = (kind: string, list: readonly RowExpression[]): Operation[] =>
  list.map(({ name, from, x, reduce, where, duckdb, duckdbReduce, duckdbWhere, duckdbDiffers }) => ({
    name,
    kind,
    ours: ({ table }) => {
      const rows = where === undefined ? table(from) : table(from).where(where);
      return rows.selectExpr(...named(x)).agg(...reduce.map((text) => expr(text)));
    },
    sql: reduced(x, reduce, from, where),
    duckdb: duckdb === null ? null : reduced(duckdb ?? x, duckdbReduce ?? reduce, from, duckdbWhere ?? where),
    ...(duckdbDiffers === undefined ? {} : { duckdbDiffers }),
  }));

/** An operation in the words of both; DuckDB's text is Spark's unless it is another one, null when it has no such thing. */
export const same = (
  name: string,
  kind: string,
  sql: string,
  ours: Operation['ours'],
  duckdb: string | null = sql,
): Operation => ({ name, kind, ours, sql, duckdb });
