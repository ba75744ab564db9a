import type { Expression } from '../expressions/expression.ts';
import type { AggregateRelation, FillValue } from '../plan/relation.ts';
import { AnalysisError } from '../types/errors.ts';
import { argumentsOf, type CallArguments } from './arguments/call-arguments.ts';
import { isColumn, literalOf, type Column, type ColumnOrName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import type { RowTransformations } from './transformations/row-transformations.ts';

/** Rows in groups, waiting for their aggregates. */
export class GroupedData {
  private readonly df: RowTransformations;
  private readonly group: 'group_by' | 'rollup' | 'cube';
  private readonly keys: readonly Expression[];
  private readonly pivoted: AggregateRelation['pivot'];

  constructor(
    df: RowTransformations,
    group: 'group_by' | 'rollup' | 'cube',
    keys: readonly Expression[],
    pivoted?: AggregateRelation['pivot'],
  ) {
    this.df = df;
    this.group = group;
    this.keys = keys;
    this.pivoted = pivoted;
  }

  /**
   * Makes columns of the values of a column: one for each value and aggregate.
   *
   * @param column a name or column
   * @param values of the column, in the order of the new ones
   * @throws AnalysisError _LEGACY_ERROR_TEMP_3063 for a stream, at the action
   * @example
   * orders.groupBy().pivot("country", ["PT", "BR"]).count()
   * // [{ PT: 2, BR: 1 }]
   */
  pivot(column: ColumnOrName, values: readonly unknown[] = []): GroupedData {
    const given = argumentsOf('pivot', 'df.groupBy("k").pivot("day", ["Mon", "Tue"])');
    if (this.pivoted !== undefined) throw pivotedTwice();
    if (this.group !== 'group_by') throw pivotAfterSets();
    const literals = given.items('values', values, 'an array of values').map((value): FillValue => literalOf(value));
    const pivoted = { column: given.columnOrName('column', column), values: literals };
    return new GroupedData(this.df, this.group, this.keys, pivoted);
  }

  /**
   * Computes aggregates for each group; the result has the keys first.
   *
   * @param aggregates columns, or objects with a function's name by column
   * @throws AnalysisError MISSING_AGGREGATION for a column that is neither key nor aggregate, at the action
   * @example
   * orders.groupBy("country").agg(sum("amount").as("total"), count("*").as("n"))
   * // [{ country: "PT", total: 20, n: 2 }, { country: "BR", total: null, n: 1 }]
   * @example
   * orders.groupBy().agg({ amount: "max", id: "count" })
   * // [{ "max(amount)": 12.5, "count(id)": 3 }]
   */
  agg(...aggregates: (Column | Readonly<Record<string, string>>)[]): DataFrame {
    const given = argumentsOf('agg', 'df.groupBy("k").agg(sum("n"), count("*")) or agg({ n: "sum" })');
    const expressions = aggregates.flatMap((a): Expression[] => (isColumn(a) ? [a.expression] : named(given, a)));
    return this.aggregate(expressions);
  }

  private each(name: string, columns: readonly unknown[], call = name): DataFrame {
    const given = argumentsOf(call, `df.groupBy("k").${call}("n")`);
    const args = columns.map((column) => given.columnOrName('columns', column));
    return this.aggregate(args.map((arg) => ({ kind: 'function', name, args: [arg] })));
  }

  private aggregate(aggregates: readonly Expression[]): DataFrame {
    return this.df.derive({
      kind: 'aggregate',
      input: this.df.relation,
      group: this.pivoted === undefined ? this.group : 'pivot',
      keys: this.keys,
      aggregates,
      ...(this.pivoted === undefined ? {} : { pivot: this.pivoted }),
    });
  }

  /**
   * Counts the rows of each group, as column `count`.
   *
   * @example
   * orders.groupBy("country").count()
   * // [{ country: "PT", count: 2 }, { country: "BR", count: 1 }]
   */
  count(): DataFrame {
    const count: Expression = { kind: 'function', name: 'count', args: [literalOf(1)] };
    return this.aggregate([{ kind: 'alias', child: count, names: ['count'] }]);
  }

  /**
   * Sums columns in each group; nulls do not count, a group of nulls gives null.
   *
   * @throws RuntimeError ARITHMETIC_OVERFLOW where a BIGINT does not hold the sum
   * @example
   * orders.groupBy("country").sum("amount")
   * // [{ country: "PT", "sum(amount)": 20 }, { country: "BR", "sum(amount)": null }]
   */
  sum(...columns: string[]): DataFrame {
    return this.each('sum', columns);
  }

  /**
   * Averages columns in each group; nulls do not count.
   *
   * @example
   * orders.groupBy("country").avg("amount")
   * // [{ country: "PT", "avg(amount)": 10 }, { country: "BR", "avg(amount)": null }]
   */
  avg(...columns: string[]): DataFrame {
    return this.each('avg', columns);
  }

  /**
   * The same as `avg`.
   *
   * @example
   * orders.groupBy().mean("amount")
   * // [{ "avg(amount)": 10 }]
   */
  mean(...columns: string[]): DataFrame {
    return this.each('avg', columns, 'mean');
  }

  /**
   * The least value of columns in each group; nulls do not count.
   *
   * @example
   * orders.groupBy("country").min("amount")
   * // [{ country: "PT", "min(amount)": 7.5 }, { country: "BR", "min(amount)": null }]
   */
  min(...columns: string[]): DataFrame {
    return this.each('min', columns);
  }

  /**
   * The greatest value of columns in each group; nulls do not count.
   *
   * @example
   * orders.groupBy("country").max("amount")
   * // [{ country: "PT", "max(amount)": 12.5 }, { country: "BR", "max(amount)": null }]
   */
  max(...columns: string[]): DataFrame {
    return this.each('max', columns);
  }
}

/** Aggregates of an object with a function's name by column. */
function named(given: CallArguments, aggregates: unknown): Expression[] {
  return given
    .entries('aggregates', aggregates, 'Columns, or an object with the name of a function by column')
    .map(([column, name]) => ({
      kind: 'function',
      name: given.text(`aggregates.${column}`, name),
      args: [given.columnOrName('aggregates', column)],
    }));
}

const pivotedTwice = (): AnalysisError =>
  new AnalysisError({
    condition: 'REPEATED_CLAUSE',
    sqlState: '42614',
    message: 'The PIVOT clause may be used at most once per SUBQUERY operation.',
    hint: 'Aggregate after the first pivot(...), and pivot the result.',
  });

const pivotAfterSets = (): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.PIVOT_AFTER_GROUP_BY',
    sqlState: '0A000',
    message: 'PIVOT clause following a GROUP BY clause. Consider pushing the GROUP BY into a subquery.',
    hint: 'Pivot after groupBy(...), not after rollup(...) or cube(...).',
  });
