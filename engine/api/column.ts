import { COLUMN, hasBrand } from './arguments/brand.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { ColumnOperators } from './column-operators.ts';
import type { CastMode, Expression, LiteralExpression, SortOrder } from '../expressions/expression.ts';
import { BOOLEAN, DOUBLE, INTEGER, LONG, STRING, VOID, type DataType } from '../types/data-type.ts';
import { ArgumentError } from '../types/errors.ts';
import { fromUserValue } from '../types/from-user-value.ts';
import { callSite, withPlace } from './origin.ts';
import { typeOfUserValue, unsupportedValue } from './type-of-user-value.ts';
import { readingValues } from './user-values.ts';

/** What may stand where Spark takes a value: a column or a plain JavaScript value. */
export type ColumnOrValue = Column | unknown;

/** What may stand where Spark takes a column or its name. */
export type ColumnOrName = Column | string;

/**
 * An expression over the columns of a DataFrame, with the names of Spark's Java API.
 *
 * Spark's rules of null hold: what is computed from null is null. An expression of types that do not fit is an AnalysisError
 * DATATYPE_MISMATCH at the action.
 *
 * @example
 * orders.filter(col("amount").gt(10).and(col("country").equalTo("PT")))
 * // [{ id: 1, country: "PT", amount: 12.5 }]
 */
export class Column extends ColumnOperators {
  override readonly expression: Expression;

  constructor(expression: Expression) {
    super();
    this.expression = expression;
    Object.defineProperty(this, COLUMN, { value: true });
  }

  protected override call(name: string, ...others: unknown[]): Column {
    return callFunction(name, this, ...others);
  }

  /**
   * This column under another name.
   *
   * @param names one name; several for a generator that makes several columns
   * @example
   * people.select(explode("ages").as("who", "age"))
   * // [{ who: "Bo", age: 7 }]
   */
  as(...names: string[]): Column {
    return this.named('as', names);
  }

  private named(call: string, names: readonly unknown[]): Column {
    const given = argumentsOf(call, `col("n").${call}("total")`);
    return new Column({
      kind: 'alias',
      child: this.expression,
      names: given.oneOrMore('names', given.texts('names', names)),
    });
  }

  /**
   * The same as `as`.
   *
   * @param names one name; several for a generator that makes several columns
   * @example
   * numbers.select(col("n").alias("x"))
   * // [{ x: 6 }, { x: null }]
   */
  alias(...names: string[]): Column {
    return this.named('alias', names);
  }

  /**
   * The same as `as`.
   *
   * @example
   * numbers.select(col("n").name("x"))
   * // [{ x: 6 }, { x: null }]
   */
  name(name: string): Column {
    return this.named('name', [name]);
  }

  /**
   * This column as another type.
   *
   * @param type a type as DDL text: `"double"`, `"decimal(10,2)"`
   * @throws RuntimeError CAST_INVALID_INPUT, CAST_OVERFLOW where a value does not fit
   * @example
   * numbers.select(col("n").cast("string").as("x"))
   * // [{ x: "6" }, { x: null }]
   */
  cast(type: DataType | string): Column {
    return this.converted('cast', type, 'ansi');
  }

  /**
   * The same as `cast`.
   *
   * @param type a type as DDL text: `"double"`, `"decimal(10,2)"`
   * @example
   * words.select(col("word").astype("int").as("x"))
   * // throws CAST_INVALID_INPUT
   */
  astype(type: DataType | string): Column {
    return this.converted('astype', type, 'ansi');
  }

  /**
   * Like `cast`, with null where a value does not fit.
   *
   * @param type a type as DDL text: `"double"`, `"decimal(10,2)"`
   * @example
   * words.select(col("word").try_cast("int").as("x"))
   * // [{ x: null }, { x: null }]
   */
  try_cast(type: DataType | string): Column {
    return this.converted('try_cast', type, 'try');
  }

  private converted(call: string, to: DataType | string, mode: CastMode): Column {
    const type = argumentsOf(call, `col("n").${call}("double")`).dataType('type', to);
    return new Column({ kind: 'cast', child: this.expression, type, mode });
  }

  /**
   * A field of a struct.
   *
   * @throws AnalysisError FIELD_NOT_FOUND
   * @example
   * people.select(col("address").getField("city").as("city"))
   * // [{ city: "Porto" }]
   */
  getField(name: string): Column {
    const field = argumentsOf('getField', 'col("address").getField("city")').text('name', name);
    return new Column({ kind: 'extract', child: this.expression, extraction: literalOf(field) });
  }

  /**
   * An item of an array, a value of a map, or a field of a struct.
   *
   * @param key a position counted from 0, a key, or a field's name
   * @throws RuntimeError INVALID_ARRAY_INDEX
   * @example
   * people.select(col("tags").getItem(1).as("tag"), col("ages").getItem("Bo").as("age"))
   * // [{ tag: "b", age: 7 }]
   */
  getItem(key: ColumnOrValue): Column {
    return new Column({ kind: 'extract', child: this.expression, extraction: expressionOf(key) });
  }

  /**
   * Adds a case to `when(condition, value)`: the value where this condition is the first that is true.
   *
   * @param condition a column of BOOLEAN
   * @param value a column or a value
   * @throws ArgumentError _LEGACY_ERROR_TEMP_3233 when this column does not come from `when`
   * @example
   * orders.select(when(col("amount").gt(10), "big").when(col("amount").gt(5), "small").as("x"))
   * // [{ x: "big" }, { x: null }, { x: "small" }]
   */
  when(condition: Column, value: ColumnOrValue): Column {
    const { args } = this.caseArguments();
    const test = argumentsOf('when', 'when(col("n").gt(1), "many").when(col("n").equalTo(1), "one")').column(
      'condition',
      condition,
    );
    return new Column({ kind: 'function', name: 'when', args: [...args, test, expressionOf(value)] });
  }

  /**
   * Ends `when(condition, value)` with the value for all other rows; without it they are null.
   *
   * @param value a column or a value
   * @throws ArgumentError _LEGACY_ERROR_TEMP_3233 when this column does not come from `when`
   * @example
   * orders.select(when(col("amount").gt(10), "big").otherwise("small").as("x"))
   * // [{ x: "big" }, { x: "small" }, { x: "small" }]
   */
  otherwise(value: ColumnOrValue): Column {
    const { args } = this.caseArguments();
    return new Column({ kind: 'function', name: 'when', args: [...args, expressionOf(value)] });
  }

  private caseArguments(): { readonly args: readonly Expression[] } {
    if (this.expression.kind === 'function' && this.expression.name === 'when') return this.expression;
    throw new ArgumentError({
      condition: '_LEGACY_ERROR_TEMP_3233',
      message: 'when() and otherwise() can only be applied on a Column previously generated by when() function.',
      hint: 'Begin with when(condition, value).',
    });
  }

  /**
   * Rising order with nulls first, for `orderBy`.
   *
   * @example
   * orders.orderBy(col("amount").asc()).select("amount")
   * // [{ amount: null }, { amount: 7.5 }, { amount: 12.5 }]
   */
  asc(): Column {
    return this.sorted(false, true);
  }

  /**
   * Rising order with nulls first, for `orderBy`.
   *
   * @example
   * orders.orderBy(col("amount").asc_nulls_first()).select("amount")
   * // [{ amount: null }, { amount: 7.5 }, { amount: 12.5 }]
   */
  asc_nulls_first(): Column {
    return this.sorted(false, true);
  }

  /**
   * Rising order with nulls last, for `orderBy`.
   *
   * @example
   * orders.orderBy(col("amount").asc_nulls_last()).select("amount")
   * // [{ amount: 7.5 }, { amount: 12.5 }, { amount: null }]
   */
  asc_nulls_last(): Column {
    return this.sorted(false, false);
  }

  /**
   * Falling order with nulls last, for `orderBy`.
   *
   * @example
   * orders.orderBy(col("amount").desc()).select("amount")
   * // [{ amount: 12.5 }, { amount: 7.5 }, { amount: null }]
   */
  desc(): Column {
    return this.sorted(true, false);
  }

  /**
   * Falling order with nulls first, for `orderBy`.
   *
   * @example
   * orders.orderBy(col("amount").desc_nulls_first()).select("amount")
   * // [{ amount: null }, { amount: 12.5 }, { amount: 7.5 }]
   */
  desc_nulls_first(): Column {
    return this.sorted(true, true);
  }

  /**
   * Falling order with nulls last, for `orderBy`.
   *
   * @example
   * orders.orderBy(col("amount").desc_nulls_last()).select("amount")
   * // [{ amount: 12.5 }, { amount: 7.5 }, { amount: null }]
   */
  desc_nulls_last(): Column {
    return this.sorted(true, false);
  }

  private sorted(descending: boolean, nullsFirst: boolean): Column {
    return new Column({ kind: 'sort_order', child: this.expression, descending, nullsFirst });
  }

  /** A column is no value: comparing it with JavaScript's operators would silently compare objects. */
  [Symbol.toPrimitive](): never {
    throw new ArgumentError({
      condition: 'CANNOT_CONVERT_COLUMN',
      message: 'A Column is an expression and has no value of its own, so it cannot stand in a JavaScript operator.',
      hint: 'Use its methods, col("a").gt(1), or a lambda: df.filter(o => o.a > 1).',
    });
  }
}

/**
 * Whether a value is a Column, of whichever copy of the package.
 *
 * @example
 * [isColumn(col("id")), isColumn("id")]
 * // [true, false]
 */
export const isColumn = (value: unknown): value is Column => hasBrand(value, COLUMN);

/** A function call on columns and values. */
export const callFunction = (name: string, ...args: unknown[]): Column =>
  new Column({ kind: 'function', name, args: args.map((arg, i) => valueArgument(name, i, arg)) });

/** The expression of an argument that is a column or a value. @throws ArgumentError UNSUPPORTED_FEATURE.LITERAL_TYPE */
export function valueArgument(name: string, position: number, value: unknown): Expression {
  return isColumn(value) ? value.expression : literalOf(value, ` as argument ${position + 1} of \`${name}\``);
}

/** The expression of a column, or of a plain value as a literal. */
export const expressionOf = (value: unknown): Expression => (isColumn(value) ? value.expression : literalOf(value));

/** A JavaScript value as a literal: whole numbers are INT or BIGINT by size, others DOUBLE. */
export function literalOf(value: unknown, place = ''): LiteralExpression {
  if (value === null || value === undefined) return { kind: 'literal', value: null, type: VOID };
  switch (typeof value) {
    case 'boolean':
      return { kind: 'literal', value, type: BOOLEAN };
    case 'string':
      return { kind: 'literal', value, type: STRING };
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw withPlace(unsupportedValue(value, place), callSite());
      return { kind: 'literal', value, type: LONG };
    case 'number':
      if (!Number.isInteger(value) || Object.is(value, -0)) return { kind: 'literal', value, type: DOUBLE };
      if (value === (value | 0)) return { kind: 'literal', value, type: INTEGER };
      if (Number.isSafeInteger(value)) return { kind: 'literal', value: BigInt(value), type: LONG };
      return { kind: 'literal', value, type: DOUBLE };
    case 'object':
      return objectLiteral(value, place);
    default:
      throw withPlace(unsupportedValue(value, place), callSite());
  }
}

function objectLiteral(value: object, place: string): LiteralExpression {
  return readingValues(`Literal${place}`, value, () => {
    const type = typeOfUserValue(value);
    return { kind: 'literal', value: fromUserValue(type)(value), type };
  });
}

/** The order that an expression stands for: its own, or ascending. */
export function sortOrderOf(expression: Expression): SortOrder {
  return expression.kind === 'sort_order'
    ? expression
    : { kind: 'sort_order', child: expression, descending: false, nullsFirst: true };
}
