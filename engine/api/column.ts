import type { Expression, SortOrder } from '../expressions/expression.ts';
import { BOOLEAN, DOUBLE, INTEGER, LONG, STRING, VOID, type DataType } from '../types/data-type.ts';
import { ArgumentError } from '../types/errors.ts';
import { fromUserValue } from '../types/from-user-value.ts';
import { typeOfUserValue } from './type-of-user-value.ts';

const COLUMN: unique symbol = Symbol.for('millrace.column') as never;

/** What may stand where Spark takes a value: a column or a plain JavaScript value. */
export type ColumnOrValue = Column | unknown;

/** What may stand where Spark takes a column or its name. */
export type ColumnOrName = Column | string;

/**
 * An expression over the columns of a DataFrame, with the names of Spark's Java API.
 *
 * @example col("amount").gt(10).and(col("country").equalTo("PT"))
 */
export class Column {
  readonly expression: Expression;

  constructor(expression: Expression) {
    this.expression = expression;
    Object.defineProperty(this, COLUMN, { value: true });
  }

  private call(name: string, ...others: unknown[]): Column {
    return callFunction(name, this, ...others);
  }

  plus(other: ColumnOrValue): Column {
    return this.call('+', other);
  }

  minus(other: ColumnOrValue): Column {
    return this.call('-', other);
  }

  multiply(other: ColumnOrValue): Column {
    return this.call('*', other);
  }

  divide(other: ColumnOrValue): Column {
    return this.call('/', other);
  }

  mod(other: ColumnOrValue): Column {
    return this.call('%', other);
  }

  equalTo(other: ColumnOrValue): Column {
    return this.call('==', other);
  }

  notEqual(other: ColumnOrValue): Column {
    return callFunction('not', this.call('==', other));
  }

  eqNullSafe(other: ColumnOrValue): Column {
    return this.call('<=>', other);
  }

  lt(other: ColumnOrValue): Column {
    return this.call('<', other);
  }

  leq(other: ColumnOrValue): Column {
    return this.call('<=', other);
  }

  gt(other: ColumnOrValue): Column {
    return this.call('>', other);
  }

  geq(other: ColumnOrValue): Column {
    return this.call('>=', other);
  }

  and(other: ColumnOrValue): Column {
    return this.call('and', other);
  }

  or(other: ColumnOrValue): Column {
    return this.call('or', other);
  }

  /** `NOT this`. */
  not(): Column {
    return this.call('not');
  }

  /** `-this`. */
  negate(): Column {
    return this.call('negative');
  }

  isNull(): Column {
    return this.call('isNull');
  }

  isNotNull(): Column {
    return this.call('isNotNull');
  }

  isNaN(): Column {
    return this.call('isNaN');
  }

  between(lower: ColumnOrValue, upper: ColumnOrValue): Column {
    return this.geq(lower).and(this.leq(upper));
  }

  isin(...values: unknown[]): Column {
    const list = values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values;
    return this.call('in', ...list);
  }

  like(pattern: string): Column {
    return this.call('like', pattern);
  }

  ilike(pattern: string): Column {
    return this.call('ilike', pattern);
  }

  rlike(pattern: string): Column {
    return this.call('rlike', pattern);
  }

  contains(text: ColumnOrValue): Column {
    return this.call('contains', text);
  }

  startsWith(text: ColumnOrValue): Column {
    return this.call('startswith', text);
  }

  endsWith(text: ColumnOrValue): Column {
    return this.call('endswith', text);
  }

  substr(start: ColumnOrValue, length: ColumnOrValue): Column {
    return this.call('substr', start, length);
  }

  bitwiseAND(other: ColumnOrValue): Column {
    return this.call('&', other);
  }

  bitwiseOR(other: ColumnOrValue): Column {
    return this.call('|', other);
  }

  bitwiseXOR(other: ColumnOrValue): Column {
    return this.call('^', other);
  }

  /** Another name; several for a generator that makes several columns. */
  as(...names: string[]): Column {
    return new Column({ kind: 'alias', child: this.expression, names });
  }

  alias(...names: string[]): Column {
    return this.as(...names);
  }

  name(name: string): Column {
    return this.as(name);
  }

  /** @param type a type as DDL text: `"double"`, `"decimal(10,2)"` */
  cast(type: DataType | string): Column {
    return new Column({ kind: 'cast', child: this.expression, type, mode: 'ansi' });
  }

  astype(type: DataType | string): Column {
    return this.cast(type);
  }

  /** Like `cast`, with null where the value does not fit. */
  try_cast(type: DataType | string): Column {
    return new Column({ kind: 'cast', child: this.expression, type, mode: 'try' });
  }

  /** A field of a struct. */
  getField(name: string): Column {
    return new Column({ kind: 'extract', child: this.expression, extraction: literalOf(name) });
  }

  /** An element of an array (from 0), a value of a map, or a field of a struct. */
  getItem(key: ColumnOrValue): Column {
    return new Column({ kind: 'extract', child: this.expression, extraction: expressionOf(key) });
  }

  /** Continues `when(...)`. */
  when(condition: Column, value: ColumnOrValue): Column {
    const { args } = this.caseArguments();
    return new Column({ kind: 'function', name: 'when', args: [...args, condition.expression, expressionOf(value)] });
  }

  /** Ends `when(...)` with the value for all other rows. */
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

  asc(): Column {
    return this.sorted(false, true);
  }

  asc_nulls_first(): Column {
    return this.sorted(false, true);
  }

  asc_nulls_last(): Column {
    return this.sorted(false, false);
  }

  desc(): Column {
    return this.sorted(true, false);
  }

  desc_nulls_first(): Column {
    return this.sorted(true, true);
  }

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

/** Whether a value is a Column, of whichever copy of the package. */
export const isColumn = (value: unknown): value is Column =>
  typeof value === 'object' && value !== null && COLUMN in value;

/** A function call on columns and values. */
export const callFunction = (name: string, ...args: unknown[]): Column =>
  new Column({ kind: 'function', name, args: args.map(expressionOf) });

/** The expression of a column, or of a plain value as a literal. */
export const expressionOf = (value: unknown): Expression => (isColumn(value) ? value.expression : literalOf(value));

/** The expression of a column, or of a name. */
export const columnExpression = (column: ColumnOrName): Expression =>
  typeof column === 'string' ? namedColumn(column) : column.expression;

/** `*` and `o.*` are stars, everything else is a name. */
export function namedColumn(name: string): Expression {
  if (name === '*') return { kind: 'star' };
  if (name.endsWith('.*')) return { kind: 'star', target: name.slice(0, -2) };
  return { kind: 'attribute', name };
}

/** A JavaScript value as a literal: whole numbers are INT or BIGINT by size, others DOUBLE. */
export function literalOf(value: unknown): Expression {
  if (value === null || value === undefined) return { kind: 'literal', value: null, type: VOID };
  switch (typeof value) {
    case 'boolean':
      return { kind: 'literal', value, type: BOOLEAN };
    case 'string':
      return { kind: 'literal', value, type: STRING };
    case 'bigint':
      return { kind: 'literal', value, type: LONG };
    case 'number':
      if (!Number.isInteger(value) || Object.is(value, -0)) return { kind: 'literal', value, type: DOUBLE };
      if (value === (value | 0)) return { kind: 'literal', value, type: INTEGER };
      if (Number.isSafeInteger(value)) return { kind: 'literal', value: BigInt(value), type: LONG };
      return { kind: 'literal', value, type: DOUBLE };
    default: {
      const type = typeOfUserValue(value);
      return { kind: 'literal', value: fromUserValue(type)(value), type };
    }
  }
}

/** The order that a column stands for: its own, or ascending. */
export function sortOrderOf(column: ColumnOrName): SortOrder {
  const expression = columnExpression(column);
  return expression.kind === 'sort_order'
    ? expression
    : { kind: 'sort_order', child: expression, descending: false, nullsFirst: true };
}
