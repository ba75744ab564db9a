import type { Relation, RelationBody } from '../../plan/relation.ts';
import type { Expression } from '../../expressions/expression.ts';
import { argumentsOf, type CallArguments } from '../arguments/call-arguments.ts';
import type { Column, ColumnOrName } from '../column.ts';
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
   * @example
   * orders.select("id", "amount").select(o => ({ ...o, amount: o.amount * 2 })).limit(1)
   * // [{ id: 1, amount: 25 }]
   */
  select(...columns: (ColumnOrName | readonly ColumnOrName[] | RowFunction)[]): DataFrame {
    const given = argumentsOf('select', 'df.select("id", col("n").plus(1)) or df.select(o => ({ next: o.n + 1 }))');
    const [first, parameters] = columns;
    if (typeof first === 'function')
      return this.with(chosen(this.relation, first, lambdaParameters(given, parameters)));
    const expressions = given.columnsOrNames('columns', columns);
    return this.with({ kind: 'project', input: this.relation, expressions });
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
    const texts = argumentsOf('selectExpr', 'df.selectExpr("id", "n * 2 AS double")').texts('expressions', expressions);
    return this.with({
      kind: 'project',
      input: this.relation,
      expressions: texts.map((text) => ({ kind: 'expression_string', text })),
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
    return this.filtered('filter', condition, parameters);
  }

  private filtered(call: string, condition: unknown, parameters: unknown): DataFrame {
    const given = argumentsOf(call, `df.${call}(col("n").gt(1)), df.${call}("n > 1") or df.${call}(o => o.n > 1)`);
    const expression: Expression =
      typeof condition === 'string'
        ? { kind: 'expression_string', text: condition }
        : columnOrLambda(given, 'condition', 'a Column, SQL text or a lambda over the row', condition, parameters);
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
    return this.filtered('where', condition, parameters);
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
    const given = argumentsOf('withColumn', 'df.withColumn("twice", col("n").multiply(2))');
    const columns = [
      {
        name: given.text('name', name),
        expression: columnOrLambda(given, 'column', 'a Column or a lambda over the row', column, parameters),
      },
    ];
    return this.with({ kind: 'with_columns', input: this.relation, columns });
  }

  /**
   * Adds or replaces several columns; none sees another one's new value.
   *
   * @example
   * numbers.withColumns({ twice: col("n").multiply(2), half: col("n").divide(2) })
   * // [{ n: 6, twice: 12, half: 3 }, { n: null, twice: null, half: null }]
   */
  withColumns(columns: Readonly<Record<string, Column>>): DataFrame {
    const given = argumentsOf('withColumns', 'df.withColumns({ twice: col("n").multiply(2) })');
    const list = given.entries('columns', columns, 'an object of Columns by name').map(([name, column]) => ({
      name,
      expression: given.column(`columns.${name}`, column),
    }));
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
    const given = argumentsOf('withColumnRenamed', 'df.withColumnRenamed("n", "total")');
    const renames = [{ from: given.text('existing', existing), to: given.text('name', name) }];
    return this.with({ kind: 'with_columns_renamed', input: this.relation, renames });
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
    const given = argumentsOf('withColumnsRenamed', 'df.withColumnsRenamed({ n: "total" })');
    const renames = given
      .entries('names', names, 'an object of new names by the old ones')
      .map(([from, to]) => ({ from, to: given.text(`names.${from}`, to) }));
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
    const given = argumentsOf('drop', 'df.drop("n", "k")');
    const expressions = columns
      .filter((c) => typeof c !== 'string')
      .map((c) => given.column('columns', c, 'a Column or the name of one'));
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
    const given = argumentsOf('toDF', 'df.toDF("id", "name")').texts('names', names);
    return this.with({ kind: 'to_df', input: this.relation, names: given });
  }

  /**
   * A column of this DataFrame.
   *
   * @example
   * orders.select(orders.col("id").plus(1).as("next")).limit(1)
   * // [{ next: 2 }]
   */
  col(name: string): Column {
    return this.sparkSession.column(argumentsOf('col', 'df.col("n")').text('name', name));
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
    return this.aliased('alias', name);
  }

  private aliased(call: string, name: unknown): DataFrame {
    const alias = argumentsOf(call, `df.${call}("o")`).text('name', name);
    return this.with({ kind: 'subquery_alias', input: this.relation, alias });
  }

  /**
   * The same as `alias`.
   *
   * @example
   * orders.as("o").select("o.id").limit(1)
   * // [{ id: 1 }]
   */
  as(name: string): DataFrame {
    return this.aliased('as', name);
  }
}

function columnOrLambda(
  given: CallArguments,
  name: string,
  wanted: string,
  value: unknown,
  parameters: unknown,
): Expression {
  if (typeof value !== 'function') return given.column(name, value, wanted);
  return lambdaColumn(value as RowFunction, lambdaParameters(given, parameters));
}

/** What the second parameter of a lambda holds. */
function lambdaParameters(given: CallArguments, parameters: unknown): Readonly<Record<string, unknown>> | undefined {
  if (parameters === undefined || parameters === null) return undefined;
  given.entries('parameters', parameters, 'an object of values for the second parameter of the lambda');
  return parameters as Readonly<Record<string, unknown>>;
}

function chosen(
  input: Relation,
  lambda: RowFunction,
  parameters: Readonly<Record<string, unknown>> | undefined,
): RelationBody {
  const { besideRow, columns } = lambdaColumns(lambda, parameters);
  const named = (name: string, child: Expression): Expression => ({ kind: 'alias', child, names: [name] });
  if (!besideRow) {
    const expressions = columns.map((c) => (c.name === undefined ? c.expression : named(c.name, c.expression)));
    return { kind: 'project', input, expressions };
  }
  return { kind: 'with_columns', input, columns: columns.map(({ name = '', expression }) => ({ name, expression })) };
}
