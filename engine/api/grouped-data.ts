import type { Expression } from '../expressions/expression.ts';
import { columnExpression, literalOf, type Column } from './column.ts';
import type { DataFrame } from './data-frame.ts';

/** Rows in groups, waiting for their aggregates. */
export class GroupedData {
  private readonly df: DataFrame;
  private readonly group: 'group_by' | 'rollup' | 'cube';
  private readonly keys: readonly Expression[];

  constructor(df: DataFrame, group: 'group_by' | 'rollup' | 'cube', keys: readonly Expression[]) {
    this.df = df;
    this.group = group;
    this.keys = keys;
  }

  /**
   * Computes aggregates for each group: columns, or `{ column: "function" }`.
   *
   * @example df.groupBy("country").agg(sum("amount").as("total"), count("*").as("n"))
   */
  agg(...aggregates: (Column | Readonly<Record<string, string>>)[]): DataFrame {
    const expressions = aggregates.flatMap((a): Expression[] =>
      'expression' in a && typeof a.expression === 'object'
        ? [(a as Column).expression]
        : Object.entries(a as Record<string, string>).map(([column, name]) => call(name, column)),
    );
    return this.aggregate(expressions);
  }

  private aggregate(aggregates: readonly Expression[]): DataFrame {
    return this.df.derive({
      kind: 'aggregate',
      input: this.df.relation,
      group: this.group,
      keys: this.keys,
      aggregates,
    });
  }

  /** Counts the rows of each group, as column `count`. */
  count(): DataFrame {
    const count: Expression = { kind: 'function', name: 'count', args: [literalOf(1)] };
    return this.aggregate([{ kind: 'alias', child: count, names: ['count'] }]);
  }

  sum(...columns: string[]): DataFrame {
    return this.aggregate(columns.map((c) => call('sum', c)));
  }

  avg(...columns: string[]): DataFrame {
    return this.aggregate(columns.map((c) => call('avg', c)));
  }

  mean(...columns: string[]): DataFrame {
    return this.avg(...columns);
  }

  min(...columns: string[]): DataFrame {
    return this.aggregate(columns.map((c) => call('min', c)));
  }

  max(...columns: string[]): DataFrame {
    return this.aggregate(columns.map((c) => call('max', c)));
  }
}

const call = (name: string, column: string): Expression => ({
  kind: 'function',
  name,
  args: [columnExpression(column)],
});
