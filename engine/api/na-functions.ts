import type { FillValue } from '../plan/relation.ts';
import { literalOf } from './column.ts';
import type { DataFrame } from './data-frame.ts';

/** Functions for missing values, under `df.na`. */
export class DataFrameNaFunctions {
  private readonly df: DataFrame;

  constructor(df: DataFrame) {
    this.df = df;
  }

  /**
   * Replaces nulls (and NaN) by a value, in the columns whose type it fits; or by a value for each column.
   *
   * @example df.na.fill(0, ["amount"]); df.na.fill({ amount: 0, country: "?" })
   */
  fill(value: unknown, columns: readonly string[] = []): DataFrame {
    const perColumn = typeof value === 'object' && value !== null && !(value instanceof Date);
    const names = perColumn ? Object.keys(value) : columns;
    const values = perColumn ? Object.values(value).map(fillValue) : [fillValue(value)];
    return this.df.derive({ kind: 'fill_na', input: this.df.relation, columns: names, values });
  }

  /** Drops rows with any null, with only nulls, or with fewer values than a threshold. */
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
