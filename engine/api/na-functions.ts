import type { FillValue } from '../plan/relation.ts';
import { literalOf } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import type { RowTransformations } from './transformations/row-transformations.ts';

/** Functions for missing values, under `df.na`. */
export class DataFrameNaFunctions {
  private readonly df: RowTransformations;

  constructor(df: RowTransformations) {
    this.df = df;
  }

  /**
   * Replaces nulls (and NaN) by a value.
   *
   * @param value a value, or an object with a value for each column
   * @param columns names; all columns whose type the value fits without them
   * @example
   * orders.na.fill({ amount: 0 }).select("id", "amount")
   * // [{ id: 1, amount: 12.5 }, { id: 2, amount: 0 }, { id: 3, amount: 7.5 }]
   */
  fill(value: unknown, columns: readonly string[] = []): DataFrame {
    const perColumn = typeof value === 'object' && value !== null && !(value instanceof Date);
    const names = perColumn ? Object.keys(value) : columns;
    const values = perColumn ? Object.values(value).map(fillValue) : [fillValue(value)];
    return this.df.derive({ kind: 'fill_na', input: this.df.relation, columns: names, values });
  }

  /**
   * Drops rows with any null, with only nulls, or with fewer values than a number.
   *
   * @param how `"any"`, `"all"`, or how many values a row needs to stay
   * @param columns names of the columns to look at; all without them
   * @example
   * orders.na.drop().select("id")
   * // [{ id: 1 }, { id: 3 }]
   */
  drop(how: 'any' | 'all' | number = 'any', columns: readonly string[] = []): DataFrame {
    const threshold = how === 'all' ? { minNonNulls: 1 } : typeof how === 'number' ? { minNonNulls: how } : {};
    return this.df.derive({ kind: 'drop_na', input: this.df.relation, columns, ...threshold });
  }
}

/** Whole numbers travel as BIGINT, as PySpark's client sends them. */
function fillValue(value: unknown): FillValue {
  const literal = literalOf(value);
  if (literal.kind !== 'literal') throw new TypeError('na.fill takes plain values');
  if (literal.type.kind === 'integer') return { value: BigInt(literal.value as number), type: { kind: 'long' } };
  return { value: literal.value, type: literal.type };
}
