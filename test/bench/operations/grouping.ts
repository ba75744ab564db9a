import { expr } from '../../../index.ts';
import type { Operation, TableName } from './operation.ts';

/** A grouping whose groups are reduced to one row. */
export interface Grouping {
  readonly name: string;
  readonly from: TableName;
  /** Columns, or expressions named with AS. */
  readonly keys: readonly string[];
  /** Aggregates named a0, a1, ... */
  readonly aggregates: readonly string[];
  /** Over a0, a1, ...: which groups are kept. */
  readonly having?: string;
  /** The aggregates in DuckDB's dialect when that is another one; null when it has no such function. */
  readonly duckdb?: readonly string[] | null;
  readonly answer: readonly string[];
}

const aliased = (list: readonly string[]): string[] => list.map((text, i) => `${text} AS a${i}`);
const nameOf = (key: string): string => key.slice(key.lastIndexOf(' AS ') + 1).replace(/^AS /, '');

const sqlOf = ({ from, keys, having, answer }: Grouping, aggregates: readonly string[]): string => {
  const names = keys.map(nameOf).join(', ');
  const computed = keys.filter((key) => key.includes(' AS '));
  const rows = computed.length === 0 ? from : `(SELECT *, ${computed.join(', ')} FROM ${from}) AS r`;
  const grouped = `SELECT ${[names, ...aliased(aggregates)].join(', ')} FROM ${rows} GROUP BY ${names}`;
  return `SELECT ${answer.join(', ')} FROM (${grouped}) AS t${having === undefined ? '' : ` WHERE ${having}`}`;
};

/** The operations that are groupings. */
export const groupings = (list: readonly Grouping[]): Operation[] =>
  list.map((g) => ({
    name: g.name,
    kind: 'aggregate',
    ours: ({ table }) => {
      const computed = g.keys.filter((key) => key.includes(' AS '));
      const rows = computed.length === 0 ? table(g.from) : table(g.from).selectExpr('*', ...computed);
      const groups = rows.groupBy(...g.keys.map(nameOf)).agg(...g.aggregates.map((text, i) => expr(text).as(`a${i}`)));
      const kept = g.having === undefined ? groups : groups.where(g.having);
      return kept.agg(...g.answer.map((text) => expr(text)));
    },
    sql: sqlOf(g, g.aggregates),
    duckdb: g.duckdb === null ? null : sqlOf(g, g.duckdb ?? g.aggregates),
  }));
