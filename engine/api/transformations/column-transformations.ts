import type { Relation, RelationBody } from '../../plan/relation.ts';
import { columnExpression, isColumn, type Column, type ColumnOrName, textOf } from '../column.ts';
import type { DataFrame } from '../data-frame.ts';
import { lambdaColumn, lambdaColumns, type RowFunction } from '../lambda/row-function.ts';
import type { MillraceSession } from '../session.ts';

/** What chooses, makes and names columns; each method gives a new DataFrame. */
export abstract class ColumnTransformations {
  abstract readonly sparkSession: MillraceSession;
  /** The plan so far. */
  abstract readonly relation: Relation;
  protected abstract with(body: RelationBody): DataFrame;

  /**
   * Chooses columns.
   *
   * @param columns names, columns, `"*"`, `"struct.*"`, or one lambda that gives an object
   * @throws AnalysisError UNRESOLVED_COLUMN.WITH_SUGGESTION at the action
   * @example
   * orders.select("id", col("amount").multiply(2).as("double"))
   * // [{ id: 1, double: 25 }, { id: 2, double: null }, { id: 3, double: 15 }]
   * @example
   * orders.select(o => ({ id: o.id, net: o.amount * 0.8 }))
   * // [{ id: 1, net: 10 }, { id: 2, net: null }, { id: 3, net: 6 }]
   */
  select(...columns: (ColumnOrName | readonly ColumnOrName[] | RowFunction)[]): DataFrame {
    const [first, parameters] = columns;
    if (typeof first === 'function') {
      const expressions = lambdaColumns(first, parameters as Record<string, unknown> | undefined);
      return this.with({ kind: 'project', input: this.relation, expressions });
    }
    const list = columns.flat() as ColumnOrName[];
    return this.with({ kind: 'project', input: this.relation, expressions: list.map(columnExpression) });
  }

  /**
   * Chooses columns by SQL expressions.
   *
   * @throws AnalysisError PARSE_SYNTAX_ERROR at the action
   * @example
   * orders.selectExpr("id", "amount * 2 AS double").limit(1)
   * // [{ id: 1, double: 25 }]
   */
  selectExpr(...expressions: (string | readonly string[])[]): DataFrame {
    const texts = expressions.flat();
    return this.with({
      kind: 'project',
      input: this.relation,
      expressions: texts.map((text) => ({ kind: 'expression_string', text: textOf(text, 'expr') })),
    });
  }

  /**
   * Keeps the rows for which the condition is true; a row where it is null goes.
   *
   * @param condition a column of BOOLEAN, SQL text, or a lambda over the row
   * @param parameters values for the second parameter of the lambda
   * @throws AnalysisError DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN at the action
   * @example
   * orders.filter(o => o.amount > 10 && o.country === "PT")
   * // [{ id: 1, country: "PT", amount: 12.5 }]
   * @example
   * orders.filter((o, p) => o.amount > p.least, { least: 10 }).select("id")
   * // [{ id: 1 }]
   */
  filter(condition: Column | string | RowFunction, parameters?: Record<string, unknown>): DataFrame {
    const expression =
      typeof condition === 'function'
        ? lambdaColumn(condition, parameters)
        : typeof condition === 'string'
          ? ({ kind: 'expression_string', text: condition } as const)
          : condition.expression;
    return this.with({ kind: 'filter', input: this.relation, condition: expression });
  }

  /**
   * The same as `filter`.
   *
   * @param condition a column of BOOLEAN, SQL text, or a lambda over the row
   * @param parameters values for the second parameter of the lambda
   * @example
   * orders.where("amount IS NULL")
   * // [{ id: 2, country: "BR", amount: null }]
   */
  where(condition: Column | string | RowFunction, parameters?: Record<string, unknown>): DataFrame {
    return this.filter(condition, parameters);
  }

  /**
   * Adds a column, or replaces the column of that name.
   *
   * @param column a column, or a lambda over the row
   * @param parameters values for the second parameter of the lambda
   * @example
   * numbers.withColumn("twice", col("n").multiply(2))
   * // [{ n: 6, twice: 12 }, { n: null, twice: null }]
   */
  withColumn(name: string, column: Column | RowFunction, parameters?: Record<string, unknown>): DataFrame {
    const expression = typeof column === 'function' ? lambdaColumn(column, parameters) : column.expression;
    return this.with({ kind: 'with_columns', input: this.relation, columns: [{ name, expression }] });
  }

  /**
   * Adds or replaces several columns; none sees another one's new value.
   *
   * @example
   * numbers.withColumns({ twice: col("n").multiply(2), half: col("n").divide(2) })
   * // [{ n: 6, twice: 12, half: 3 }, { n: null, twice: null, half: null }]
   */
  withColumns(columns: Readonly<Record<string, Column>>): DataFrame {
    const list = Object.entries(columns).map(([name, column]) => ({ name, expression: column.expression }));
    return this.with({ kind: 'with_columns', input: this.relation, columns: list });
  }

  /**
   * Renames a column; does nothing when there is none of that name.
   *
   * @example
   * numbers.withColumnRenamed("n", "x")
   * // [{ x: 6 }, { x: null }]
   */
  withColumnRenamed(existing: string, name: string): DataFrame {
    return this.with({ kind: 'with_columns_renamed', input: this.relation, renames: [{ from: existing, to: name }] });
  }

  /**
   * Renames several columns.
   *
   * @param names the new name by the old one
   * @example
   * orders.withColumnsRenamed({ id: "order", country: "land" }).columns()
   * // ["order", "land", "amount"]
   */
  withColumnsRenamed(names: Readonly<Record<string, string>>): DataFrame {
    const renames = Object.entries(names).map(([from, to]) => ({ from, to }));
    return this.with({ kind: 'with_columns_renamed', input: this.relation, renames });
  }

  /**
   * Leaves out columns; a name that is not there is ignored.
   *
   * @example
   * orders.drop("country", "nothing").limit(1)
   * // [{ id: 1, amount: 12.5 }]
   */
  drop(...columns: ColumnOrName[]): DataFrame {
    const names = columns.filter((c) => typeof c === 'string');
    const expressions = columns.filter(isColumn).map((c) => c.expression);
    return this.with({ kind: 'drop', input: this.relation, names, columns: expressions });
  }

  /**
   * Gives new names to all columns.
   *
   * @throws AnalysisError ASSIGNMENT_ARITY_MISMATCH at the action
   * @example
   * numbers.toDF("x")
   * // [{ x: 6 }, { x: null }]
   */
  toDF(...names: string[]): DataFrame {
    return this.with({ kind: 'to_df', input: this.relation, names });
  }

  /**
   * A column of this DataFrame.
   *
   * @example
   * orders.select(orders.col("id").plus(1).as("next")).limit(1)
   * // [{ next: 2 }]
   */
  col(name: string): Column {
    return this.sparkSession.column(name);
  }

  /**
   * A name that may stand in front of a column's.
   *
   * @example
   * const [o, c] = [orders.alias("o"), customers.alias("c")];
   * o.join(c, col("o.country").equalTo(col("c.country"))).select("o.id", "c.name")
   * // [{ id: 1, name: "Ana" }, { id: 3, name: "Ana" }]
   */
  alias(name: string): DataFrame {
    return this.with({ kind: 'subquery_alias', input: this.relation, alias: name });
  }

  /**
   * The same as `alias`.
   *
   * @example
   * orders.as("o").select("o.id").limit(1)
   * // [{ id: 1 }]
   */
  as(name: string): DataFrame {
    return this.alias(name);
  }
}
