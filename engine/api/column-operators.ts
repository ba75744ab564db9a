import type { Expression } from '../expressions/expression.ts';
import { isArray } from './arguments/is-array.ts';
import type { Column, ColumnOrValue } from './column.ts';

/** What compares and computes with one column's values; each method gives a new column. */
export abstract class ColumnOperators {
  abstract readonly expression: Expression;
  protected abstract call(name: string, ...others: unknown[]): Column;

  /**
   * The sum of this column and another; null where one of them is null.
   *
   * @param other a column or a value: numbers, or a date or time and an interval
   * @throws RuntimeError ARITHMETIC_OVERFLOW where an INT, BIGINT or DECIMAL does not hold the sum
   * @example
   * numbers.select(col("n").plus(1).as("x"))
   * // [{ x: 7 }, { x: null }]
   */
  plus(other: ColumnOrValue): Column {
    return this.call('+', other);
  }

  /**
   * This column less another; null where one of them is null.
   *
   * @param other a column or a value: numbers, or a date or time and an interval
   * @throws RuntimeError ARITHMETIC_OVERFLOW where an INT, BIGINT or DECIMAL does not hold the difference
   * @example
   * numbers.select(col("n").minus(1).as("x"))
   * // [{ x: 5 }, { x: null }]
   */
  minus(other: ColumnOrValue): Column {
    return this.call('-', other);
  }

  /**
   * The product of this column and another; null where one of them is null.
   *
   * @param other a column or a value
   * @throws RuntimeError ARITHMETIC_OVERFLOW where an INT, BIGINT or DECIMAL does not hold the product
   * @example
   * numbers.select(col("n").multiply(2).as("x"))
   * // [{ x: 12 }, { x: null }]
   */
  multiply(other: ColumnOrValue): Column {
    return this.call('*', other);
  }

  /**
   * This column divided by another, as DOUBLE or DECIMAL.
   *
   * @param other a column or a value
   * @throws RuntimeError DIVIDE_BY_ZERO
   * @example
   * numbers.select(col("n").divide(4).as("x"))
   * // [{ x: 1.5 }, { x: null }]
   */
  divide(other: ColumnOrValue): Column {
    return this.call('/', other);
  }

  /**
   * The remainder of a division; it has the sign of this column.
   *
   * @param other a column or a value
   * @throws RuntimeError REMAINDER_BY_ZERO
   * @example
   * numbers.select(col("n").mod(4).as("x"))
   * // [{ x: 2 }, { x: null }]
   */
  mod(other: ColumnOrValue): Column {
    return this.call('%', other);
  }

  /**
   * Whether both sides are equal; null where one of them is null.
   *
   * @param other a column or a value
   * @example
   * numbers.select(col("n").equalTo(6).as("x"))
   * // [{ x: true }, { x: null }]
   */
  equalTo(other: ColumnOrValue): Column {
    return this.call('==', other);
  }

  /**
   * Whether both sides differ; null where one of them is null.
   *
   * @param other a column or a value
   * @example
   * numbers.select(col("n").notEqual(6).as("x"))
   * // [{ x: false }, { x: null }]
   */
  notEqual(other: ColumnOrValue): Column {
    return this.call('==', other).not();
  }

  /**
   * Whether both sides are equal, where null equals null; never null itself.
   *
   * @param other a column or a value
   * @example
   * numbers.select(col("n").eqNullSafe(null).as("x"))
   * // [{ x: false }, { x: true }]
   */
  eqNullSafe(other: ColumnOrValue): Column {
    return this.call('<=>', other);
  }

  /**
   * Whether this column is less than another; null where one of them is null.
   *
   * @param other a column or a value
   * @example
   * numbers.select(col("n").lt(6).as("x"))
   * // [{ x: false }, { x: null }]
   */
  lt(other: ColumnOrValue): Column {
    return this.call('<', other);
  }

  /**
   * Whether this column is less than or equal to another; null where one of them is null.
   *
   * @param other a column or a value
   * @example
   * numbers.select(col("n").leq(6).as("x"))
   * // [{ x: true }, { x: null }]
   */
  leq(other: ColumnOrValue): Column {
    return this.call('<=', other);
  }

  /**
   * Whether this column is greater than another; null where one of them is null.
   *
   * @param other a column or a value
   * @example
   * orders.filter(col("amount").gt(10)).select("id")
   * // [{ id: 1 }]
   */
  gt(other: ColumnOrValue): Column {
    return this.call('>', other);
  }

  /**
   * Whether this column is greater than or equal to another; null where one of them is null.
   *
   * @param other a column or a value
   * @example
   * orders.filter(col("amount").geq(7.5)).select("id")
   * // [{ id: 1 }, { id: 3 }]
   */
  geq(other: ColumnOrValue): Column {
    return this.call('>=', other);
  }

  /**
   * Whether both sides are true; false where one is false, else null where one is null.
   *
   * @param other a column or value of BOOLEAN
   * @throws AnalysisError DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES
   * @example
   * orders.filter(col("amount").gt(5).and(col("country").equalTo("PT"))).select("id")
   * // [{ id: 1 }, { id: 3 }]
   */
  and(other: ColumnOrValue): Column {
    return this.call('and', other);
  }

  /**
   * Whether one side is true; true where one is true, else null where one is null.
   *
   * @param other a column or value of BOOLEAN
   * @throws AnalysisError DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES
   * @example
   * orders.filter(col("amount").gt(10).or(col("country").equalTo("BR"))).select("id")
   * // [{ id: 1 }, { id: 2 }]
   */
  or(other: ColumnOrValue): Column {
    return this.call('or', other);
  }

  /**
   * Whether this column is false; null where it is null.
   *
   * @example
   * numbers.select(col("n").gt(1).not().as("x"))
   * // [{ x: false }, { x: null }]
   */
  not(): Column {
    return this.call('not');
  }

  /**
   * This column with the other sign.
   *
   * @throws RuntimeError ARITHMETIC_OVERFLOW for the least INT or BIGINT
   * @example
   * numbers.select(col("n").negate().as("x"))
   * // [{ x: -6 }, { x: null }]
   */
  negate(): Column {
    return this.call('negative');
  }

  /**
   * Whether this column is null.
   *
   * @example
   * orders.filter(col("amount").isNull()).select("id")
   * // [{ id: 2 }]
   */
  isNull(): Column {
    return this.call('isNull');
  }

  /**
   * Whether this column is not null.
   *
   * @example
   * orders.filter(col("amount").isNotNull()).select("id")
   * // [{ id: 1 }, { id: 3 }]
   */
  isNotNull(): Column {
    return this.call('isNotNull');
  }

  /**
   * Whether this column is NaN; false where it is null.
   *
   * @example
   * orders.select(col("amount").isNaN().as("x")).distinct()
   * // [{ x: false }]
   */
  isNaN(): Column {
    return this.call('isNaN');
  }

  /**
   * Whether this column lies within two bounds, both included.
   *
   * @param lower a column or a value
   * @param upper a column or a value
   * @example
   * orders.filter(col("amount").between(7.5, 10)).select("id")
   * // [{ id: 3 }]
   */
  between(lower: ColumnOrValue, upper: ColumnOrValue): Column {
    return this.geq(lower).and(this.leq(upper));
  }

  /**
   * Whether this column equals one of some values; null where it is null.
   *
   * @param values values or columns, one by one or as one array
   * @example
   * orders.filter(col("country").isin("BR", "ES")).select("id")
   * // [{ id: 2 }]
   */
  isin(...values: unknown[]): Column {
    const list = values.length === 1 && isArray(values[0]) ? values[0] : values;
    return this.call('in', ...list);
  }

  /**
   * Whether a text fits a pattern as a whole.
   *
   * @param pattern `%` stands for any text, `_` for one character, `\` takes the next one as it is
   * @example
   * words.filter(col("word").like("s%"))
   * // [{ word: "stream" }]
   */
  like(pattern: string): Column {
    return this.call('like', pattern);
  }

  /**
   * Like `like`, letters' case aside.
   *
   * @param pattern `%` stands for any text, `_` for one character, `\` takes the next one as it is
   * @example
   * words.filter(col("word").ilike("S%"))
   * // [{ word: "stream" }]
   */
  ilike(pattern: string): Column {
    return this.call('ilike', pattern);
  }

  /**
   * Whether a regular expression finds something in a text.
   *
   * @param pattern a regular expression of Java
   * @throws RuntimeError INVALID_PARAMETER_VALUE.PATTERN
   * @example
   * words.filter(col("word").rlike("^s.*m$"))
   * // [{ word: "stream" }]
   */
  rlike(pattern: string): Column {
    return this.call('rlike', pattern);
  }

  /**
   * Whether a text holds another.
   *
   * @param text a column or a value of STRING
   * @example
   * words.filter(col("word").contains("tre"))
   * // [{ word: "stream" }]
   */
  contains(text: ColumnOrValue): Column {
    return this.call('contains', text);
  }

  /**
   * Whether a text begins with another.
   *
   * @param text a column or a value of STRING
   * @example
   * words.filter(col("word").startsWith("ba"))
   * // [{ word: "batch" }]
   */
  startsWith(text: ColumnOrValue): Column {
    return this.call('startswith', text);
  }

  /**
   * Whether a text ends with another.
   *
   * @param text a column or a value of STRING
   * @example
   * words.filter(col("word").endsWith("ch"))
   * // [{ word: "batch" }]
   */
  endsWith(text: ColumnOrValue): Column {
    return this.call('endswith', text);
  }

  /**
   * A part of a text.
   *
   * @param start the first character, counted from 1; a negative one counts from the end
   * @param length how many characters
   * @example
   * words.select(col("word").substr(1, 3).as("x"))
   * // [{ x: "str" }, { x: "bat" }]
   */
  substr(start: ColumnOrValue, length: ColumnOrValue): Column {
    return this.call('substr', start, length);
  }

  /**
   * The bits that are set on both sides.
   *
   * @param other a column or a value of whole numbers
   * @example
   * numbers.select(col("n").bitwiseAND(3).as("x"))
   * // [{ x: 2 }, { x: null }]
   */
  bitwiseAND(other: ColumnOrValue): Column {
    return this.call('&', other);
  }

  /**
   * The bits that are set on one side or both.
   *
   * @param other a column or a value of whole numbers
   * @example
   * numbers.select(col("n").bitwiseOR(3).as("x"))
   * // [{ x: 7 }, { x: null }]
   */
  bitwiseOR(other: ColumnOrValue): Column {
    return this.call('|', other);
  }

  /**
   * The bits that are set on exactly one side.
   *
   * @param other a column or a value of whole numbers
   * @example
   * numbers.select(col("n").bitwiseXOR(3).as("x"))
   * // [{ x: 5 }, { x: null }]
   */
  bitwiseXOR(other: ColumnOrValue): Column {
    return this.call('^', other);
  }
}
